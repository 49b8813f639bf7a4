package dev.belay.engine.canary;

import dev.belay.canary.CanaryCycle;
import dev.belay.canary.CanaryPolicy;
import dev.belay.canary.RolloutEvent;
import dev.belay.canary.RolloutState;
import dev.belay.engine.journal.AttemptRow;
import dev.belay.engine.journal.JournalDamagedException;
import dev.belay.engine.journal.JournalStore;
import dev.belay.engine.journal.TickRow;
import dev.belay.engine.journal.WindowRow;
import dev.belay.sequential.SequentialStateException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Brings evidence back after a start: the windows of the stage and of the baseline, and the ticks
 * since the last of them.
 *
 * @param state the state with the ticks that no row tells of yet
 * @param untold what those ticks add up to; empty where there are none
 * @param lastTick the number of the last tick, or 0
 */
record EvidenceRestore(RolloutState state, Optional<RolloutEvent.Observed> untold, long lastTick) {

  private static final int PAGE = 16;

  /**
   * Restores.
   *
   * @param past what the journal tells
   * @param reports also gets the windows
   * @param sameConfiguration whether the attempt goes on; if not, only the baseline comes back
   */
  static EvidenceRestore into(
      CanaryCycle cycle,
      CanaryPolicy policy,
      JournalStore store,
      String rollout,
      Past past,
      boolean sameConfiguration,
      Optional<RolloutReports> reports) {
    long after = 0;
    List<WindowRow> page = store.windows(rollout, 0, after, PAGE);
    while (!page.isEmpty()) {
      for (WindowRow row : page) {
        reports.ifPresent(weeks -> weeks.restore(row.timeNanos(), row.summary()));
        cycle.restoreWindow(
            row.timeNanos(),
            row.summary(),
            row.green(),
            row.production(),
            sameConfiguration && row.stageSequence() == past.stageSequence());
        after = row.sequence();
      }
      page = store.windows(rollout, 0, after, PAGE);
    }
    long through = sameConfiguration ? attempt(cycle, store, rollout, past) : 0;
    return ticks(cycle, policy, store.ticks(rollout), past, sameConfiguration, through);
  }

  /**
   * What the sequential gates of the attempt had seen.
   *
   * @return the last tick that is in it
   */
  private static long attempt(CanaryCycle cycle, JournalStore store, String rollout, Past past) {
    RolloutState state = past.state();
    Optional<AttemptRow> kept =
        store.attempt(rollout).filter(row -> row.attempt() == state.attempt());
    if (kept.isEmpty()) {
      cycle.attempt().begin(state);
      return 0;
    }
    try {
      // What began the stage is kept with what was seen before it, until there is a tick after it.
      boolean begins = state.stage().nanos() == 0 && kept.get().tick() <= past.throughTick();
      cycle.attempt().restore(kept.get().evidence(), state.rung(), begins);
    } catch (SequentialStateException damaged) {
      throw new JournalDamagedException(
          "what the sequential gates of "
              + rollout
              + " have seen cannot be read ("
              + damaged.getMessage()
              + "), and without it they would spend their budget again; restore a backup, or put"
              + " another configuration in force",
          damaged);
    }
    return kept.get().tick();
  }

  private static EvidenceRestore ticks(
      CanaryCycle cycle,
      CanaryPolicy policy,
      List<TickRow> ticks,
      Past past,
      boolean goesOn,
      long seenThrough) {
    RolloutState state = past.state();
    RolloutEvent.@Nullable Observed untold = null;
    long last = past.throughTick();
    for (TickRow row : ticks) {
      cycle.restoreTick(goesOn && row.judged(), row.summary());
      if (goesOn && row.judged() && row.tick().number() > seenThrough) {
        cycle.attempt().restoreTick(row.summary(), row.tick().nanos());
      }
      if (goesOn && row.tick().number() > past.throughTick()) {
        RolloutEvent.Observed observed = policy.observe(state, row.tick());
        state = policy.apply(state, observed);
        untold = untold == null ? observed : untold.plus(observed);
      }
      last = Math.max(last, row.tick().number());
    }
    return new EvidenceRestore(state, Optional.ofNullable(untold), last);
  }
}
