package dev.belay.engine.canary;

import dev.belay.canary.RolloutState;
import dev.belay.engine.journal.MemoryJournalStore;
import dev.belay.gate.SummaryLayouts;
import dev.belay.plan.RolloutPlan;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The controller of a plan under a clock that its caller sets: every tick is asked for, the journal
 * is kept in memory, and only its newest rows. Not thread-safe.
 */
public final class RolloutReplay {
  private static final int ROWS_KEPT = 1;

  private final RolloutFlag flag;
  private final Rollout rollout;

  /**
   * Starts a rollout at the clock's time.
   *
   * @param rung where on the ladder it begins, from 0; where the plan begins if empty
   * @param clock the wall clock, which is the only one
   * @throws IllegalArgumentException if the plan asks for what this version does not have
   */
  public RolloutReplay(RolloutPlan plan, OptionalInt rung, InstantSource clock) {
    this.flag = new RolloutFlag(plan, SummaryLayouts.of(plan), clock, () -> nanos(clock.instant()));
    this.rollout =
        Rollout.open(
            plan, flag, MemoryJournalStore.recent(ROWS_KEPT), false, Optional.empty(), rung);
    rollout.start();
  }

  private static long nanos(Instant instant) {
    return Rollout.nanos(instant);
  }

  /** What decides and records. */
  public RolloutFlag flag() {
    return flag;
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
