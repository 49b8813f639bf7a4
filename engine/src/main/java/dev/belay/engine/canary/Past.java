package dev.belay.engine.canary;

import dev.belay.canary.CanaryCycle;
import dev.belay.canary.CanaryPolicy;
import dev.belay.canary.RolloutEvent;
import dev.belay.canary.RolloutState;
import dev.belay.engine.config.Finding;
import dev.belay.engine.config.PlanReader;
import dev.belay.engine.config.PlanResult;
import dev.belay.engine.journal.EventJson;
import dev.belay.engine.journal.JournalChain;
import dev.belay.engine.journal.JournalException;
import dev.belay.engine.journal.JournalHead;
import dev.belay.engine.journal.JournalRow;
import dev.belay.engine.journal.JournalStore;
import dev.belay.plan.RolloutPlan;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A rollout as its journal tells it: the fold of its rows, and of the ticks that came after the
 * last of them.
 *
 * @param state the state, without the ticks after the last row
 * @param configuration the configuration in force; empty before the first
 * @param plan its plan
 * @param end the journal's end
 * @param stageSequence the row that began the stage, or 0
 * @param throughTick the last tick that a row tells of, or 0
 * @param revisions how often it was configured
 * @param history what the status tells of it
 */
record Past(
    RolloutState state,
    Optional<RolloutEvent.Configured> configuration,
    Optional<RolloutPlan> plan,
    JournalChain end,
    long stageSequence,
    long throughTick,
    long revisions,
    RolloutHistory history) {

  private static final int PAGE = 1000;

  /**
   * Reads a journal from its start.
   *
   * @throws dev.belay.engine.journal.JournalException if it cannot be read or is damaged
   */
  static Past read(JournalStore store, String rollout) {
    Reader reader = new Reader(rollout);
    long after = 0;
    List<JournalRow> page = store.rows(rollout, after, PAGE);
    while (!page.isEmpty()) {
      for (JournalRow row : page) {
        reader.add(row);
        after = row.sequence();
      }
      page = store.rows(rollout, after, PAGE);
    }
    reader.checkEnd(store.head(rollout));
    return reader.past();
  }

  /** Folds row after row; each under the plan that was in force then. */
  private static final class Reader {
    private final String rollout;
    private RolloutState state = RolloutState.INITIAL;
    private @Nullable CanaryPolicy policy;
    private RolloutEvent.@Nullable Configured configured;
    private JournalChain end;
    private long stageSequence;
    private long throughTick;
    private long revisions;
    private final RolloutHistory history = new RolloutHistory();

    Reader(String rollout) {
      this.rollout = rollout;
      this.end = JournalChain.empty(rollout);
    }

    void add(JournalRow row) {
      check(row);
      RolloutEvent event = EventJson.decode(rollout, row);
      if (event instanceof RolloutEvent.Configured configuration) {
        configured = configuration;
        revisions++;
        policy = new CanaryPolicy(plan(row, configuration));
      }
      if (policy == null) {
        throw new JournalException(
            "the journal of rollout "
                + rollout
                + " does not begin with a configuration; it was"
                + " not written by Belay, or its first rows are gone: restore it from a backup");
      }
      RolloutState before = state;
      state = policy.apply(before, event);
      history.add(policy.plan(), row.timeNanos(), row.actor(), before, event, state);
      end = end.with(row);
      if (CanaryCycle.beginsStage(event)) {
        stageSequence = row.sequence();
      }
      if (event instanceof RolloutEvent.Observed observed) {
        throughTick = observed.throughTick();
      }
    }

    private void checkEnd(Optional<JournalHead> head) {
      boolean whole =
          head.map(last -> last.sequence() == end.sequence() && last.hash().equals(end.hash()))
              .orElse(end.sequence() == 0);
      if (!whole) {
        throw new JournalException(
            "the journal of "
                + rollout
                + " ends with row "
                + end.sequence()
                + ", which is not the last that was written: it was cut off; look at it with belay"
                + " audit verify, and restore it from a backup");
      }
    }

    private void check(JournalRow row) {
      boolean follows =
          row.sequence() == end.sequence() + 1
              && row.previous().equals(end.hash())
              && row.hash().equals(JournalChain.hash(rollout, row));
      if (!follows) {
        throw new JournalException(
            "row "
                + row.sequence()
                + " of the journal of "
                + rollout
                + " does not follow row "
                + end.sequence()
                + ": it was changed, or rows are missing; look at it with belay audit verify, and"
                + " restore it from a backup");
      }
    }

    private static RolloutPlan plan(JournalRow row, RolloutEvent.Configured configuration) {
      PlanResult result =
          PlanReader.standard().read(configuration.plan().getBytes(StandardCharsets.UTF_8));
      if (result instanceof PlanResult.Valid valid) {
        return valid.plan();
      }
      String faults =
          ((PlanResult.Invalid) result)
              .faults().stream().map(Finding::message).collect(Collectors.joining("; "));
      throw new JournalException(
          "row "
              + row.sequence()
              + " holds a plan that this version cannot read: "
              + faults
              + "; use the version that wrote it");
    }

    Past past() {
      return new Past(
          state,
          Optional.ofNullable(configured),
          Optional.ofNullable(policy).map(CanaryPolicy::plan),
          end,
          stageSequence,
          throughTick,
          revisions,
          history);
    }
  }
}
