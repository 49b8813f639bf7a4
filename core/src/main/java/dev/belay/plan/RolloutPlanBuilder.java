package dev.belay.plan;

import dev.belay.flag.BucketStrategy;
import java.time.Duration;
import java.util.List;

/**
 * Changes single sections of a {@link RolloutPlan}; each setter checks its own value. Not
 * thread-safe.
 */
public final class RolloutPlanBuilder {
  private Metadata metadata;
  private boolean enabled;
  private BucketStrategy bucketing;
  private Duration baseline;
  private List<Stage> ladder;
  private Completion completion;
  private Gates gates;
  private Evaluation evaluation;
  private Automation automation;
  private AutoRevert autoRevert;
  private Tripwires tripwires;
  private Drift drift;
  private Duration deadMansSwitch;
  private Duration lease;

  RolloutPlanBuilder(RolloutPlan from) {
    metadata = from.metadata();
    enabled = from.enabled();
    bucketing = from.bucketing();
    baseline = from.baseline();
    ladder = from.ladder();
    completion = from.completion();
    gates = from.gates();
    evaluation = from.evaluation();
    automation = from.automation();
    autoRevert = from.autoRevert();
    tripwires = from.tripwires();
    drift = from.drift();
    deadMansSwitch = from.deadMansSwitch();
    lease = from.lease();
  }

  /** What the rollout is called. */
  public RolloutPlanBuilder metadata(Metadata value) {
    metadata = value;
    return this;
  }

  /** Whether anybody may be treated at all. */
  public RolloutPlanBuilder enabled(boolean value) {
    enabled = value;
    return this;
  }

  /** How keys are shared out. */
  public RolloutPlanBuilder bucketing(BucketStrategy value) {
    bucketing = value;
    return this;
  }

  /** Time at 0 % before the first rung; 0 to 90 days. */
  public RolloutPlanBuilder baseline(Duration value) {
    RolloutPlan.BASELINE.check("baseline", value);
    baseline = value;
    return this;
  }

  /** The stages; checked by {@link #build()}. */
  public RolloutPlanBuilder ladder(List<Stage> value) {
    ladder = List.copyOf(value);
    return this;
  }

  /** What comes after the last rung. */
  public RolloutPlanBuilder completion(Completion value) {
    completion = value;
    return this;
  }

  /** What is judged. */
  public RolloutPlanBuilder gates(Gates value) {
    gates = value;
    return this;
  }

  /** How it is judged. */
  public RolloutPlanBuilder evaluation(Evaluation value) {
    evaluation = value;
    return this;
  }

  /** What the controller does by itself. */
  public RolloutPlanBuilder automation(Automation value) {
    automation = value;
    return this;
  }

  /** The circuit breaker. */
  public RolloutPlanBuilder autoRevert(AutoRevert value) {
    autoRevert = value;
    return this;
  }

  /** Limits of the hot path. */
  public RolloutPlanBuilder tripwires(Tripwires value) {
    tripwires = value;
    return this;
  }

  /** Limits of drift. */
  public RolloutPlanBuilder drift(Drift value) {
    drift = value;
    return this;
  }

  /** Silence that stops the rollout; above 0, at most 7 days. */
  public RolloutPlanBuilder deadMansSwitch(Duration value) {
    RolloutPlan.DEAD_MANS_SWITCH.check("deadMansSwitch", value);
    deadMansSwitch = value;
    return this;
  }

  /** Time a remote client may act on its last snapshot; above 0, at most 24 hours. */
  public RolloutPlanBuilder lease(Duration value) {
    RolloutPlan.LEASE.check("lease", value);
    lease = value;
    return this;
  }

  /**
   * The plan.
   *
   * @throws IllegalArgumentException if a rule between sections is broken
   */
  public RolloutPlan build() {
    return new RolloutPlan(
        metadata,
        enabled,
        bucketing,
        baseline,
        ladder,
        completion,
        gates,
        evaluation,
        automation,
        autoRevert,
        tripwires,
        drift,
        deadMansSwitch,
        lease);
  }
}
