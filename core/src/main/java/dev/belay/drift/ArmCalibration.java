package dev.belay.drift;

import dev.belay.calibration.CalibrationError;
import dev.belay.calibration.EqualMassPartition;
import dev.belay.calibration.ExpectedError;
import dev.belay.calibration.ReliabilityBins;
import dev.belay.calibration.TauRule;
import dev.belay.plan.AeceMinusTauGate;
import dev.belay.telemetry.ArmSummary;
import dev.belay.telemetry.GridCalibration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the labelled scores of one arm say, by the rule of the calibration gate. Not thread-safe.
 */
final class ArmCalibration {
  private final GridCalibration grid;
  private final AeceMinusTauGate rule;
  private final int bins;
  private final EqualMassPartition partition;
  private @Nullable ReliabilityBins sums;

  private ArmCalibration(GridCalibration grid, AeceMinusTauGate rule) {
    this.grid = grid;
    this.rule = rule;
    this.bins = (int) Math.min(rule.bins(), (long) Math.floor(Math.sqrt((double) grid.n())));
    this.partition = grid.partition(bins);
  }

  /** The calibration of an arm; empty where fewer than {@code least} scores have a label. */
  static Optional<ArmCalibration> of(ArmSummary arm, AeceMinusTauGate rule, long least) {
    if (arm.scores().labelled() < Math.max(1, least)) {
      return Optional.empty();
    }
    return Optional.of(new ArmCalibration(GridCalibration.of(arm.scores()), rule));
  }

  /** The number of labelled scores. */
  long n() {
    return grid.n();
  }

  /** K = min(bins of the rule, ⌊√n⌋), the number of bins asked for. */
  int bins() {
    return bins;
  }

  GridCalibration grid() {
    return grid;
  }

  /** The sums over the K bins. */
  ReliabilityBins sums() {
    ReliabilityBins made = sums;
    if (made == null) {
      made = grid.bins(partition);
      sums = made;
    }
    return made;
  }

  private ReliabilityBins sums(int otherBins) {
    return otherBins == bins ? sums() : grid.bins(otherBins);
  }

  double aece() {
    return aece(bins);
  }

  /** The AECE over another number of bins. */
  double aece(int otherBins) {
    return CalibrationError.error(sums(otherBins)).orElseThrow();
  }

  /** The AECE that chance alone gives over so many bins. */
  ExpectedError expected(int otherBins) {
    return ExpectedError.of(sums(otherBins)).orElseThrow();
  }

  double tau() {
    return new TauRule(rule.cHat(), rule.floor()).tau((double) grid.n(), bins).orElseThrow();
  }

  double mergedBinRate() {
    return partition.mergedBinRate();
  }
}
