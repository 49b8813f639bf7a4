package dev.belay.engine.canary;

import dev.belay.engine.journal.AttemptRow;
import dev.belay.engine.journal.Command;
import dev.belay.engine.journal.CommandAnswer;
import dev.belay.engine.journal.Commit;
import dev.belay.engine.journal.JournalException;
import dev.belay.engine.journal.JournalHead;
import dev.belay.engine.journal.JournalRow;
import dev.belay.engine.journal.JournalStore;
import dev.belay.engine.journal.TickRow;
import dev.belay.engine.journal.WindowRow;
import java.util.List;
import java.util.Optional;

/** A real store whose disk can be full. */
class FlakyStore implements JournalStore {
  private final JournalStore store;
  volatile boolean full;

  FlakyStore(JournalStore store) {
    this.store = store;
  }

  @Override
  public void commit(String rollout, Commit commit) {
    if (full) {
      throw new JournalException("the disk is full; make room");
    }
    store.commit(rollout, commit);
  }

  @Override
  public List<String> rollouts() {
    return store.rollouts();
  }

  @Override
  public Optional<JournalHead> head(String rollout) {
    return store.head(rollout);
  }

  @Override
  public List<JournalRow> rows(String rollout, long after, int limit) {
    return store.rows(rollout, after, limit);
  }

  @Override
  public List<TickRow> ticks(String rollout) {
    return store.ticks(rollout);
  }

  @Override
  public Optional<AttemptRow> attempt(String rollout) {
    return store.attempt(rollout);
  }

  @Override
  public List<WindowRow> windows(
      String rollout, long fromTimeNanos, long afterSequence, int limit) {
    return store.windows(rollout, fromTimeNanos, afterSequence, limit);
  }

  @Override
  public long ask(String rollout, Command command) {
    return store.ask(rollout, command);
  }

  @Override
  public List<Command> asked(String rollout, int limit) {
    return store.asked(rollout, limit);
  }

  @Override
  public void answer(String rollout, long id, CommandAnswer answer) {
    store.answer(rollout, id, answer);
  }

  @Override
  public Optional<CommandAnswer> answered(String rollout, long id) {
    return store.answered(rollout, id);
  }

  @Override
  public void close() {
    store.close();
  }
}
