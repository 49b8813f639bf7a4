package dev.belay.engine.canary;

import dev.belay.canary.RolloutState;
import dev.belay.engine.journal.MemoryJournalStore;
import dev.belay.flag.Bucketer;
import dev.belay.flag.Decision;
import dev.belay.flag.FlagSnapshot;
import dev.belay.gate.SummaryLayouts;
import dev.belay.plan.RolloutPlan;
import dev.belay.telemetry.Observation;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The controller of a plan under a clock that its caller sets: every tick is asked for, the journal
 * is kept in memory, and only its newest rows. What is recorded is summed up only where a decision
 * may depend on it; the decisions are the same. Not thread-safe.
 */
public final class RolloutReplay {
  private static final int ROWS_KEPT = 1;

  private final RunningNumbers numbers = new RunningNumbers();
  private final RolloutFlag flag;
  private final Rollout rollout;
  private final boolean stable;

  /**
   * Starts a rollout at the clock's time.
   *
   * @param rung where on the ladder it begins, from 0; where the plan begins if empty
   * @param clock the wall clock, which is the only one
   * @throws IllegalArgumentException if the plan asks for what this version does not have
   */
  public RolloutReplay(RolloutPlan plan, OptionalInt rung, InstantSource clock) {
    this.flag =
        new RolloutFlag(plan, SummaryLayouts.of(plan), clock, () -> nanos(clock.instant()), true);
    this.rollout =
        Rollout.open(
            plan,
            flag,
            MemoryJournalStore.recent(ROWS_KEPT),
            numbers,
            Optional.empty(),
            null,
            rung);
    rollout.start();
    this.stable = Bucketer.of(plan.bucketing()).stable();
  }

  private static long nanos(Instant instant) {
    return Rollout.nanos(instant);
  }

  /** What decisions are made from now: as long as it is the same object, so are decisions. */
  public FlagSnapshot snapshot() {
    return flag.snapshot();
  }

  /** Whether the decision for a key may be used again while the snapshot is the same. */
  public boolean isStable() {
    return stable;
  }

  /** What a targeting key is served now, and why. Not counted: see {@link #served}. */
  public Decision decide(String targetingKey) {
    return flag.decideUncounted(targetingKey);
  }

  /** Counts a query that was served by a decision. */
  public void served(Decision decision) {
    numbers.count(decision);
  }

  /** Records an observation without a label. */
  public void record(
      Decision decision, String slice, long latencyNanos, double score, boolean success) {
    flag.record(decision, slice, latencyNanos, score, success);
    numbers.count(decision, score, success);
  }

  /** Records an observation whose label is known at once. */
  public void record(
      Decision decision,
      String slice,
      long latencyNanos,
      double score,
      boolean success,
      boolean label) {
    flag.record(decision, slice, latencyNanos, score, success, label);
    numbers.count(decision, score, success);
  }

  /** Records an observation with all that is known of it. */
  public void record(Decision decision, Observation observation) {
    flag.record(decision, observation);
    numbers.count(decision, observation.served().score(), observation.served().success());
  }

  /** Records the label of a score that was recorded without one. */
  public void recordLabel(Decision decision, String slice, double score, boolean label) {
    flag.recordLabel(decision, slice, score, label);
  }

  /** Records the label of a pair that was recorded without one. */
  public void recordPairedLabel(
      Decision decision, String slice, double score, double otherScore, boolean label) {
    flag.recordPairedLabel(decision, slice, score, otherScore, label);
  }

  /** Whether a tick should come at once. */
  public boolean isUrgent() {
    return flag.isUrgent();
  }

  /** One tick at the clock's time. */
  public TickResult tick() {
    return rollout.tick(Optional.empty(), Rollout.CONTROLLER, OptionalLong.empty());
  }

  /** Where the rollout stands. */
  public RolloutState state() {
    return rollout.state();
  }
}
