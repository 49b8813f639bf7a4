package dev.belay.engine.journal;

import java.util.List;
import java.util.Optional;

/**
 * Where the journals of rollouts and the summaries they rest on are kept. Thread-safe. Every method
 * throws {@link JournalException} if the store cannot be read or written.
 *
 * <ol>
 *   <li>A commit is stored whole or not at all. When {@link #commit} has returned, it survives the
 *       end of the process, and for rows of the journal that of the machine.
 *   <li>Two commits with the same {@code after}, from whatever process, never both succeed.
 *   <li>Rows of the journal are never changed nor removed.
 * </ol>
 */
public interface JournalStore extends AutoCloseable {

  /**
   * Stores a commit.
   *
   * @throws JournalConflictException if the journal has another last sequence
   */
  void commit(String rollout, Commit commit);

  /** The keys of the rollouts that have a journal, in order. */
  List<String> rollouts();

  /** The last row as the store remembers it besides the rows: what a truncation is found by. */
  Optional<JournalHead> head(String rollout);

  /** At most {@code limit} rows after a sequence, in order. */
  List<JournalRow> rows(String rollout, long after, int limit);

  /** The ticks that are kept, in order. */
  List<TickRow> ticks(String rollout);

  /** At most {@code limit} windows that ended at or after a time, after a sequence, in order. */
  List<WindowRow> windows(String rollout, long fromTimeNanos, long afterSequence, int limit);

  /** Leaves a command for the process that runs the rollout; returns its id. */
  long ask(String rollout, Command command);

  /** Commands that have no answer yet, in order, at most {@code limit}. */
  List<Command> asked(String rollout, int limit);

  /** Answers a command, once. */
  void answer(String rollout, long id, CommandAnswer answer);

  /** The answer to a command; empty while there is none. */
  Optional<CommandAnswer> answered(String rollout, long id);

  @Override
  void close();
}
