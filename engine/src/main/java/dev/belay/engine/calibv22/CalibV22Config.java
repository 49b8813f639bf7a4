package dev.belay.engine.calibv22;

import dev.belay.flag.BucketStrategy;
import dev.belay.flag.Percentage;
import dev.belay.plan.Drift;
import dev.belay.plan.RolloutPlan;
import dev.belay.plan.Stage;
import dev.belay.plan.Tripwires;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The rollout of CALIB_V22 as its flag knows it.
 *
 * @param enabled whether anybody may be treated at all
 * @param rolloutPercentage the percentage of the first rung; above 0, below the second's
 * @param bucketStrategy how repositories are given buckets
 * @param slaGates the gates
 * @param autoRevertConfig the circuit breaker
 */
public record CalibV22Config(
    boolean enabled,
    int rolloutPercentage,
    BucketStrategy bucketStrategy,
    SlaGateConfig slaGates,
    AutoRevertConfig autoRevertConfig) {

  /**
   * Checks every bound.
   *
   * @throws IllegalArgumentException if a value is out of range; the message names it
   */
  public CalibV22Config {
    Objects.requireNonNull(bucketStrategy, "bucketStrategy");
    Objects.requireNonNull(slaGates, "slaGates");
    Objects.requireNonNull(autoRevertConfig, "autoRevertConfig");
    ladder(rolloutPercentage);
  }

  /** The mission's values: on, 5 %, SHA-256 buckets under the salt {@code prod_2025}. */
  public static CalibV22Config mission() {
    return new CalibV22Config(
        true,
        5,
        BucketStrategy.sha256("prod_2025"),
        SlaGateConfig.mission(),
        AutoRevertConfig.mission());
  }

  private static List<Stage> ladder(int firstPercentage) {
    List<Stage> ladder = new ArrayList<>(RolloutPlan.calibV22().ladder());
    Stage first = ladder.get(0);
    ladder.set(
        0,
        new Stage(
            first.name(),
            Percentage.of(firstPercentage),
            first.minObservation(),
            first.minSamples(),
            first.minSuccessRate()));
    return RolloutPlan.builder().ladder(ladder).build().ladder();
  }

  /** The plan that all of it means. */
  RolloutPlan plan(Tripwires tripwires, Drift drift) {
    RolloutPlan base = RolloutPlan.calibV22();
    return base.toBuilder()
        .enabled(enabled)
        .bucketing(bucketStrategy)
        .ladder(ladder(rolloutPercentage))
        .gates(slaGates.gates())
        .evaluation(
            base.evaluation().toBuilder()
                .consecutiveBreaches(autoRevertConfig.breachWindowThreshold())
                .build())
        .autoRevert(autoRevertConfig.autoRevert())
        .tripwires(tripwires)
        .drift(drift)
        .build();
  }
}
