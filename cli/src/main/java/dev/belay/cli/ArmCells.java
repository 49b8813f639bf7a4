package dev.belay.cli;

import dev.belay.flag.Variant;
import dev.belay.telemetry.ArmOutcome;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** What one arm did with the query of a row; read anew for each row. Not thread-safe. */
final class ArmCells {
  private boolean observed;
  private long latencyNanos;
  private double score;
  private boolean success;
  private boolean recalled;
  private double recall50;

  /**
   * Reads the cells of an arm.
   *
   * @throws BadInputException if a cell is wrong, or only some are there: an arm was observed or it
   *     was not
   */
  void read(ObservationRow row, Variant variant) {
    ObservationColumn latency = ObservationColumn.latency(variant);
    ObservationColumn scored = ObservationColumn.score(variant);
    ObservationColumn succeeded = ObservationColumn.success(variant);
    ObservationColumn recall = ObservationColumn.recall50(variant);
    observed = !row.blank(latency);
    if (row.blank(scored) == observed) {
      throw half(row, observed ? scored : latency);
    }
    if (row.blank(succeeded) == observed) {
      throw half(row, observed ? succeeded : latency);
    }
    recalled = !row.blank(recall);
    if (!observed) {
      if (recalled) {
        throw half(row, latency);
      }
      return;
    }
    latencyNanos = row.latencyNanos(latency);
    score = row.score(scored);
    success = row.truth(succeeded);
    recall50 = recalled ? row.recall(recall) : 0;
  }

  private static BadInputException half(ObservationRow row, ObservationColumn empty) {
    return row.fault(
        empty, "fill in latency, score and success, or leave the arm empty: it was not observed");
  }

  /** Whether the arm was observed; the values hold only then. */
  boolean observed() {
    return observed;
  }

  long latencyNanos() {
    return latencyNanos;
  }

  double score() {
    return score;
  }

  /** Whether the score is no probability. */
  boolean invalid() {
    return !(score >= 0 && score <= 1);
  }

  boolean success() {
    return success;
  }

  /** Whether recall was measured. */
  boolean recalled() {
    return recalled;
  }

  /** The values as they are recorded. */
  ArmOutcome outcome() {
    return new ArmOutcome(
        latencyNanos,
        score,
        success,
        recalled ? OptionalDouble.of(recall50) : OptionalDouble.empty(),
        OptionalLong.empty());
  }
}
