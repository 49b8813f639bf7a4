package dev.belay.canary;

import dev.belay.drift.HealthStatus;
import dev.belay.flag.FlagSnapshot;
import dev.belay.gate.GateResult;
import dev.belay.plan.RolloutPlan;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Decides what a rollout does next. Pure, immutable and thread-safe. */
@SuppressWarnings("DoNotCallSuggester")
public final class CanaryPolicy {
  private final RolloutPlan plan;

  /** The policy of a plan. */
  public CanaryPolicy(RolloutPlan plan) {
    this.plan = plan;
  }

  /** The plan that it follows. */
  public RolloutPlan plan() {
    return plan;
  }

  /** What a tick means for a state: not folded yet. */
  public RolloutEvent.Observed observe(RolloutState state, Tick tick) {
    throw new UnsupportedOperationException();
  }

  /**
   * Whether the data of the next tick of this state are in the grace period, and so no evidence.
   */
  public boolean inGrace(RolloutState state) {
    throw new UnsupportedOperationException();
  }

  /** Whether the open window has reached its length. */
  public boolean windowDue(RolloutState state) {
    throw new UnsupportedOperationException();
  }

  /** Judges a window that is due from what its gates and its health say: not folded yet. */
  public RolloutEvent.WindowCompleted judge(
      RolloutState state, List<GateResult> results, Optional<HealthStatus> health) {
    throw new UnsupportedOperationException();
  }

  /** What to do now. */
  public CanaryDecision decide(RolloutState state, Evidence evidence, Instant now) {
    throw new UnsupportedOperationException();
  }

  /** The event that puts this plan in force. */
  public RolloutEvent.Configured configure(String fingerprint) {
    throw new UnsupportedOperationException();
  }

  /** The state after an event. */
  public RolloutState apply(RolloutState state, RolloutEvent event) {
    throw new UnsupportedOperationException();
  }

  /** What flags decide from in a state. */
  public FlagSnapshot snapshot(RolloutState state) {
    throw new UnsupportedOperationException();
  }
}
