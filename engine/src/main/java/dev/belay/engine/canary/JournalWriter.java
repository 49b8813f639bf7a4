package dev.belay.engine.canary;

import dev.belay.canary.CanaryCycle;
import dev.belay.canary.CanaryDecision;
import dev.belay.canary.CanaryDecisionType;
import dev.belay.canary.Condition;
import dev.belay.canary.RolloutEvent;
import dev.belay.engine.journal.AttemptRow;
import dev.belay.engine.journal.CommandAnswer;
import dev.belay.engine.journal.Commit;
import dev.belay.engine.journal.JournalBusyException;
import dev.belay.engine.journal.JournalChain;
import dev.belay.engine.journal.JournalConflictException;
import dev.belay.engine.journal.JournalException;
import dev.belay.engine.journal.JournalRow;
import dev.belay.engine.journal.JournalStore;
import dev.belay.engine.journal.TickRow;
import dev.belay.engine.journal.WindowRow;
import dev.belay.telemetry.Summary;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Writes what happened to the journal, in order. What cannot be written waits, bounded, and is
 * written before anything that comes later. Not thread-safe.
 */
final class JournalWriter {
  /** What waits at most. A rollout whose journal fails for weeks stops being evaluated. */
  static final int MAX_WAITING = 4096;

  /** How many of the entries that wait keep a window's summary, which may be large. */
  private static final int WINDOWS_WAITING = 8;

  /**
   * What happened at once and is written at once.
   *
   * @param events in order; none for a tick that only adds to the open window
   * @param timeNanos when
   * @param actor who
   * @param fingerprint the configuration's in force
   * @param tick the tick, where its window is still open
   * @param window the window it completed
   * @param answers to the command it carried out
   * @param attempt what the sequential gates have seen
   */
  record Entry(
      List<RolloutEvent> events,
      long timeNanos,
      String actor,
      String fingerprint,
      Optional<TickRow> tick,
      Optional<EndedWindow> window,
      Map<Long, CommandAnswer> answers,
      Optional<AttemptRow> attempt) {

    static Entry of(List<RolloutEvent> events, long timeNanos, String actor, String fingerprint) {
      return new Entry(
          List.copyOf(events),
          timeNanos,
          actor,
          fingerprint,
          Optional.empty(),
          Optional.empty(),
          Map.of(),
          Optional.empty());
    }

    Entry withEvents(List<RolloutEvent> others) {
      return with(List.copyOf(others), tick, window, answers, attempt);
    }

    Entry withTick(TickRow row) {
      return with(events, Optional.of(row), window, answers, attempt);
    }

    Entry withWindow(EndedWindow ended) {
      return with(events, tick, Optional.of(ended), answers, attempt);
    }

    Entry withAnswer(OptionalLong command, CommandAnswer answer) {
      return command.isEmpty()
          ? this
          : with(events, tick, window, Map.of(command.getAsLong(), answer), attempt);
    }

    Entry withAttempt(Optional<AttemptRow> row) {
      return with(events, tick, window, answers, row);
    }

    /** Without answers to commands. */
    Entry withoutAnswers() {
      return with(events, tick, window, Map.of(), attempt);
    }

    /** Without its window's summary. */
    Entry withoutWindow() {
      return with(events, tick, Optional.empty(), answers, attempt);
    }

    /** As it waits to be written: without its tick, whose summary is used again. */
    Entry kept() {
      return with(events, Optional.empty(), window, answers, attempt);
    }

    private Entry with(
        List<RolloutEvent> newEvents,
        Optional<TickRow> newTick,
        Optional<EndedWindow> newWindow,
        Map<Long, CommandAnswer> newAnswers,
        Optional<AttemptRow> newAttempt) {
      return new Entry(
          newEvents, timeNanos, actor, fingerprint, newTick, newWindow, newAnswers, newAttempt);
    }
  }

  /** A completed window whose place in the journal is not known yet. */
  record EndedWindow(boolean green, boolean production, Summary summary) {}

  private final JournalStore store;
  private final long keepWindowsNanos;
  private final Deque<Entry> waiting = new ArrayDeque<>();
  private JournalChain end;
  private long stageSequence;
  private @Nullable JournalException failure;

  /**
   * Goes on where a journal ends.
   *
   * @param keepWindowsNanos how long completed windows are kept, in ns
   */
  JournalWriter(JournalStore store, Past past, long keepWindowsNanos) {
    this.store = store;
    this.end = past.end();
    this.stageSequence = past.stageSequence();
    this.keepWindowsNanos = keepWindowsNanos;
  }

  /** Why the last write failed; empty where nothing waits. */
  Optional<JournalException> failure() {
    return Optional.ofNullable(failure);
  }

  /**
   * The decision where a step up is not taken because it cannot be written.
   *
   * @param stage the stage that stays
   * @param byPerson whether a person asked for it; nobody but they will ask again
   */
  CanaryDecision refusal(CanaryDecisionType wanted, String stage, boolean byPerson) {
    String why = failure().map(Throwable::getMessage).orElse("too much waits for it");
    String reason =
        byPerson
            ? wanted + " is not taken, for the journal cannot be written: " + why + "; ask again"
            : wanted + " waits until the journal can be written: " + why;
    return new CanaryDecision(
        CanaryDecisionType.CONTINUE,
        stage,
        Optional.empty(),
        Optional.empty(),
        reason,
        List.of(new Condition("journal", reason)),
        List.of(),
        List.of());
  }

  /** Whether the last write failed only because another process had the journal locked. */
  boolean isLockedOut() {
    return failure instanceof JournalBusyException;
  }

  /** How many entries wait to be written. */
  int waiting() {
    return waiting.size();
  }

  /** Whether nothing more can wait. */
  boolean isFull() {
    return waiting.size() >= MAX_WAITING;
  }

  /**
   * Writes an entry after all that waits.
   *
   * @return whether it is durable; if not, it is not kept either
   */
  boolean write(Entry entry) {
    return flush() && tryCommit(entry);
  }

  /**
   * Writes an entry, or keeps it until it can be written.
   *
   * @return whether it is durable already
   */
  boolean writeOrKeep(Entry entry) {
    if (write(entry)) {
      return true;
    }
    Entry kept = entry.kept();
    Entry before = waiting.peekLast();
    if (before != null && kept.attempt().isPresent()) {
      // The newest tells of all that the gates have seen.
      waiting.removeLast();
      waiting.add(before.withAttempt(Optional.empty()));
    }
    waiting.add(waiting.size() < WINDOWS_WAITING ? kept : kept.withoutWindow());
    return false;
  }

  /**
   * Writes what waits.
   *
   * @return whether nothing waits any more
   */
  boolean flush() {
    while (!waiting.isEmpty()) {
      if (!tryCommit(waiting.getFirst())) {
        return false;
      }
      waiting.removeFirst();
    }
    return true;
  }

  private boolean tryCommit(Entry entry) {
    try {
      commitAnswered(entry);
      failure = null;
      return true;
    } catch (JournalException e) {
      failure = e;
      return false;
    }
  }

  /** What happened is written even if whoever asked for it has withdrawn the command meanwhile. */
  private void commitAnswered(Entry entry) {
    try {
      commit(entry);
    } catch (JournalConflictException e) {
      if (entry.answers().isEmpty()) {
        throw e;
      }
      commit(entry.withoutAnswers());
    }
  }

  private void commit(Entry entry) {
    List<JournalRow> rows =
        end.next(entry.timeNanos(), entry.actor(), entry.fingerprint(), entry.events());
    long stage = stageSequence;
    long windowSequence = 0;
    for (int i = 0; i < rows.size(); i++) {
      RolloutEvent event = entry.events().get(i);
      if (event instanceof RolloutEvent.WindowCompleted) {
        windowSequence = rows.get(i).sequence();
      }
      if (CanaryCycle.beginsStage(event)) {
        stage = rows.get(i).sequence();
      }
    }
    boolean newStage = stage != stageSequence;
    store.commit(
        end.rollout(),
        new Commit(
            end.sequence(),
            rows,
            newStage ? Optional.empty() : entry.tick(),
            windowRow(entry, windowSequence),
            newStage,
            entry.timeNanos() - keepWindowsNanos,
            entry.answers(),
            entry.attempt()));
    end = end.with(rows);
    stageSequence = stage;
  }

  private Optional<WindowRow> windowRow(Entry entry, long sequence) {
    return entry
        .window()
        .map(
            window ->
                new WindowRow(
                    sequence,
                    stageSequence,
                    entry.timeNanos(),
                    window.green(),
                    window.production(),
                    window.summary()));
  }
}
