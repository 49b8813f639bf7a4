package dev.belay.engine.canary;

import dev.belay.canary.RolloutEvent;
import dev.belay.engine.journal.AnsweredCommand;
import dev.belay.engine.journal.CommandAnswer;
import dev.belay.engine.journal.Commit;
import dev.belay.engine.journal.JournalChain;
import dev.belay.engine.journal.JournalException;
import dev.belay.engine.journal.JournalHead;
import dev.belay.engine.journal.JournalRow;
import dev.belay.engine.journal.JournalStore;
import dev.belay.engine.journal.TickRow;
import dev.belay.engine.journal.WindowRow;
import dev.belay.telemetry.Summary;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
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

  /**
   * What happened at once and is written at once.
   *
   * @param events in order; none for a tick that only adds to the open window
   * @param timeNanos when
   * @param actor who
   * @param fingerprint the configuration's in force
   * @param tick the tick, where its window is still open
   * @param window the window it completed
   * @param answered the command it carried out
   */
  record Entry(
      List<RolloutEvent> events,
      long timeNanos,
      String actor,
      String fingerprint,
      Optional<TickRow> tick,
      Optional<EndedWindow> window,
      Optional<AnsweredCommand> answered) {

    static Entry of(List<RolloutEvent> events, long timeNanos, String actor, String fingerprint) {
      return new Entry(
          List.copyOf(events),
          timeNanos,
          actor,
          fingerprint,
          Optional.empty(),
          Optional.empty(),
          Optional.empty());
    }

    Entry withTick(TickRow row) {
      return new Entry(
          events, timeNanos, actor, fingerprint, Optional.of(row), window, answered);
    }

    Entry withWindow(EndedWindow ended) {
      return new Entry(
          events, timeNanos, actor, fingerprint, tick, Optional.of(ended), answered);
    }

    Entry withAnswer(OptionalLong command, CommandAnswer answer) {
      return command.isEmpty()
          ? this
          : new Entry(
              events,
              timeNanos,
              actor,
              fingerprint,
              tick,
              window,
              Optional.of(new AnsweredCommand(command.getAsLong(), answer)));
    }

    /** Without its tick, whose summary is used again. */
    Entry withoutTick() {
      return new Entry(
          events, timeNanos, actor, fingerprint, Optional.empty(), window, answered);
    }
  }

  /** A completed window whose place in the journal is not known yet. */
  record EndedWindow(boolean green, boolean production, Summary summary) {}

  private final JournalStore store;
  private final String rollout;
  private final JournalChain chain;
  private final long keepWindowsNanos;
  private final Deque<Entry> waiting = new ArrayDeque<>();
  private Optional<JournalHead> head;
  private long lastTimeNanos;
  private long stageSequence;
  private @Nullable JournalException failure;

  JournalWriter(JournalStore store, String rollout, Past past, long keepWindowsNanos) {
    this.store = store;
    this.rollout = rollout;
    this.chain = new JournalChain(rollout);
    this.head = past.head();
    this.lastTimeNanos = past.lastTimeNanos();
    this.stageSequence = past.stageSequence();
    this.keepWindowsNanos = keepWindowsNanos;
  }

  /** Why the last write failed; empty where nothing waits. */
  Optional<JournalException> failure() {
    return Optional.ofNullable(failure);
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
    waiting.add(entry.withoutTick());
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
      commit(entry);
      failure = null;
      return true;
    } catch (JournalException e) {
      failure = e;
      return false;
    }
  }

  private void commit(Entry entry) {
    long timeNanos = Math.max(entry.timeNanos(), lastTimeNanos);
    long after = head.map(JournalHead::sequence).orElse(0L);
    Optional<JournalHead> end = head;
    long stage = stageSequence;
    boolean newStage = false;
    long windowSequence = 0;
    long windowStage = stage;
    List<JournalRow> rows = new ArrayList<>();
    for (RolloutEvent event : entry.events()) {
      JournalRow row = chain.next(end, timeNanos, entry.actor(), entry.fingerprint(), event);
      rows.add(row);
      end = Optional.of(new JournalHead(row.sequence(), row.hash()));
      if (event instanceof RolloutEvent.WindowCompleted) {
        windowSequence = row.sequence();
      }
      if (Past.beginsStage(event)) {
        stage = row.sequence();
        newStage = true;
      }
    }
    store.commit(
        rollout,
        new Commit(
            after,
            rows,
            newStage ? Optional.empty() : entry.tick(),
            windowRow(entry, timeNanos, windowSequence, windowStage),
            newStage,
            timeNanos - keepWindowsNanos,
            entry.answered()));
    head = end;
    lastTimeNanos = timeNanos;
    stageSequence = stage;
  }

  private static Optional<WindowRow> windowRow(
      Entry entry, long timeNanos, long sequence, long stage) {
    return entry
        .window()
        .map(
            window ->
                new WindowRow(
                    sequence,
                    stage,
                    timeNanos,
                    window.green(),
                    window.production(),
                    window.summary()));
  }
}
