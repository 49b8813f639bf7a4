package dev.belay.engine.calibv22;

import dev.belay.telemetry.Observation;
import java.util.Objects;

/**
 * What the calibrator did for one query.
 *
 * @param observation its score, latency, success and what else was measured
 */
public record CalibrationResult(Observation observation) {

  /** Checks that it is there. */
  public CalibrationResult {
    Objects.requireNonNull(observation, "observation");
  }

  /**
   * A result of which score and latency were measured.
   *
   * @param slice intent × language, such as {@code navigation:java}
   * @param score the calibrated probability
   * @param latencyNanos how long the calibrator took, in ns; at least 0
   * @throws IllegalArgumentException if the slice is no slice name or the latency is negative
   */
  public static CalibrationResult of(String slice, double score, long latencyNanos) {
    return new CalibrationResult(Observation.of(slice, latencyNanos, score, true).build());
  }

  /**
   * A call that failed and gave no score: it counts as a failure and as an invalid score.
   *
   * @param slice intent × language
   * @param latencyNanos how long it took to fail, in ns; at least 0
   * @throws IllegalArgumentException if the slice is no slice name or the latency is negative
   */
  public static CalibrationResult failed(String slice, long latencyNanos) {
    return new CalibrationResult(Observation.of(slice, latencyNanos, Double.NaN, false).build());
  }
}
