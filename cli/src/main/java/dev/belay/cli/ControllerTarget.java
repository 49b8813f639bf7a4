package dev.belay.cli;

import dev.belay.canary.RolloutState;
import dev.belay.engine.canary.RolloutReplay;
import dev.belay.engine.canary.TickResult;
import dev.belay.flag.Decision;
import dev.belay.flag.FlagSnapshot;
import dev.belay.plan.RolloutPlan;
import dev.belay.plan.Stage;
import dev.belay.telemetry.Observation;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalInt;

/** The controller that also runs in production, driven by a replay. */
final class ControllerTarget implements ReplayTarget {
  private final List<Stage> ladder;
  private final RolloutReplay rollout;

  private ControllerTarget(RolloutPlan plan, RolloutReplay rollout) {
    this.ladder = plan.ladder();
    this.rollout = rollout;
  }

  static ReplayTarget start(RolloutPlan plan, OptionalInt rung, InstantSource clock) {
    return new ControllerTarget(plan, new RolloutReplay(plan, rung, clock));
  }

  @Override
  public Decision decide(KnownText key) {
    FlagSnapshot now = rollout.snapshot();
    Decision decision = key.decisionFrom(now);
    if (decision == null) {
      decision = rollout.decide(key.text());
      if (rollout.isStable()) {
        key.remember(now, decision);
      }
    }
    rollout.served(decision);
    return decision;
  }

  @Override
  public void record(
      Decision decision, String slice, long latencyNanos, double score, boolean success) {
    rollout.record(decision, slice, latencyNanos, score, success);
  }

  @Override
  public void record(
      Decision decision,
      String slice,
      long latencyNanos,
      double score,
      boolean success,
      boolean label) {
    rollout.record(decision, slice, latencyNanos, score, success, label);
  }

  @Override
  public void record(Decision decision, Observation observation) {
    rollout.record(decision, observation);
  }

  @Override
  public void recordLabel(Decision decision, String slice, double score, boolean label) {
    rollout.recordLabel(decision, slice, score, label);
  }

  @Override
  public void recordPairedLabel(
      Decision decision, String slice, double score, double otherScore, boolean label) {
    rollout.recordPairedLabel(decision, slice, score, otherScore, label);
  }

  @Override
  public boolean urgent() {
    return rollout.isUrgent();
  }

  @Override
  public TickResult tick() {
    return rollout.tick();
  }

  @Override
  public String stage() {
    int rung = rollout.state().rung();
    return rung == RolloutState.DISABLED ? RolloutState.DISABLED_STAGE : ladder.get(rung).name();
  }

  @Override
  public boolean completed() {
    return rollout.state().completed();
  }
}
