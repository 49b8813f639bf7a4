package dev.belay.engine.canary;

import dev.belay.flag.Variant;
import dev.belay.telemetry.ArmCounter;
import dev.belay.telemetry.ArmSummary;
import dev.belay.telemetry.Population;
import dev.belay.telemetry.SliceSummary;
import dev.belay.telemetry.Summary;
import java.util.OptionalDouble;

/**
 * What an arm did in the stage, grace period left out.
 *
 * @param observations observations
 * @param failures those that did not succeed
 * @param invalidScores those with an invalid score
 */
public record ArmTotals(long observations, long failures, long invalidScores) {

  /** The totals of an arm of a summary. */
  static ArmTotals of(Summary summary, Variant variant) {
    long observations = 0;
    long failures = 0;
    long invalid = 0;
    for (SliceSummary slice : summary.slices()) {
      ArmSummary arm = slice.arm(Population.SERVED, variant).orElse(null);
      if (arm != null) {
        observations += arm.observations();
        failures += arm.get(ArmCounter.FAILURES);
        invalid += arm.get(ArmCounter.INVALID_SCORES);
      }
    }
    return new ArmTotals(observations, failures, invalid);
  }

  /** The share that succeeded; empty where nothing was observed. */
  public OptionalDouble successRate() {
    return observations == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of((double) (observations - failures) / observations);
  }

  /** The share that failed; empty where nothing was observed. */
  public OptionalDouble failureRate() {
    return observations == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of((double) failures / observations);
  }
}
