package dev.belay.plan;

import dev.belay.flag.BucketStrategy;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * Everything a configuration file says about one rollout, with all defaults filled in. Immutable
 * and thread-safe.
 *
 * @param metadata what it is called
 * @param enabled whether anybody may be treated at all
 * @param bucketing how keys are shared out
 * @param baseline time at 0 % before the first rung; 0 to 90 days
 * @param ladder the stages: 1 to 100, percentages strictly rising, no name twice
 * @param completion what comes after the last rung
 * @param gates what is judged
 * @param evaluation how it is judged
 * @param automation what the controller does by itself
 * @param autoRevert the circuit breaker
 * @param tripwires limits of the hot path
 * @param drift limits of drift
 * @param deadMansSwitch time without a completed tick or without any observation of treated traffic
 *     that stops the rollout; above the tick, at most 7 days
 * @param lease time a remote client may act on its last snapshot; above 0, at most 24 hours
 */
public record RolloutPlan(
    Metadata metadata,
    boolean enabled,
    BucketStrategy bucketing,
    Duration baseline,
    List<Stage> ladder,
    Completion completion,
    Gates gates,
    Evaluation evaluation,
    Automation automation,
    AutoRevert autoRevert,
    Tripwires tripwires,
    Drift drift,
    Duration deadMansSwitch,
    Duration lease) {

  /** Range of {@code baseline}. */
  public static final DurationRange BASELINE = DurationRange.upTo(Duration.ofDays(90));

  /** Range of {@code deadMansSwitch}. */
  public static final DurationRange DEAD_MANS_SWITCH =
      DurationRange.positiveUpTo(Duration.ofDays(7));

  /** Range of {@code lease}. */
  public static final DurationRange LEASE = DurationRange.positiveUpTo(Duration.ofHours(24));

  /** Range of {@code bucketing.sessionIdle}. */
  public static final DurationRange SESSION_IDLE = DurationRange.positiveUpTo(Duration.ofDays(7));

  /** Checks every bound and the rules between sections. */
  public RolloutPlan {
    Objects.requireNonNull(metadata, "metadata");
    Objects.requireNonNull(bucketing, "bucketing");
    Objects.requireNonNull(completion, "completion");
    Objects.requireNonNull(gates, "gates");
    Objects.requireNonNull(evaluation, "evaluation");
    Objects.requireNonNull(automation, "automation");
    Objects.requireNonNull(autoRevert, "autoRevert");
    Objects.requireNonNull(tripwires, "tripwires");
    Objects.requireNonNull(drift, "drift");
    SESSION_IDLE.check("bucketing.sessionIdle", bucketing.sessionIdle());
    BASELINE.check("baseline", baseline);
    ladder = Ladder.check(ladder);
    DEAD_MANS_SWITCH.check("deadMansSwitch", deadMansSwitch);
    LEASE.check("lease", lease);
    if (deadMansSwitch.compareTo(evaluation.tick()) <= 0) {
      throw new IllegalArgumentException(
          "deadMansSwitch must be longer than evaluation.tick ("
              + Durations.format(evaluation.tick())
              + "), but it is "
              + Durations.format(deadMansSwitch));
    }
  }

  /**
   * The mission's plan: CALIB_V22 from 5 % to 100 % in four stages. Every default of the file is a
   * value of it.
   */
  public static RolloutPlan calibV22() {
    return new RolloutPlan(
        new Metadata("calib-v22", ""),
        true,
        BucketStrategy.sha256("prod_2025"),
        Duration.ZERO,
        Ladder.mission(),
        Completion.mission(),
        Gates.mission(),
        Evaluation.mission(),
        Automation.mission(),
        AutoRevert.mission(),
        Tripwires.mission(),
        Drift.mission(),
        Duration.ofHours(1),
        Duration.ofMinutes(5));
  }

  /** A builder that starts from {@link #calibV22()}. */
  public static RolloutPlanBuilder builder() {
    return new RolloutPlanBuilder(calibV22());
  }

  /** A builder that starts from this plan. */
  public RolloutPlanBuilder toBuilder() {
    return new RolloutPlanBuilder(this);
  }
}
