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
 *   <li>Two commits with the same {@code after}, from whatever process, never both succeed if the
 *       first has rows.
 *   <li>Rows of the journal are never changed nor removed.
 *   <li>After a commit that failed nothing of it can be seen, and the next one may be tried at
 *       once. Only if the process ends before another succeeded may the failed one be found stored,
 *       whole; then the journal's end is another, and a retry is refused as a conflict.
 * </ol>
 */
public interface JournalStore extends AutoCloseable {
  /** The most commands of a rollout that wait for an answer. */
  int MAX_ASKED = 1_000;

  /** How long an answered command is kept, in ns: 7 days. */
  long ANSWERS_KEPT_NANOS = 7L * 24 * 3_600 * 1_000_000_000L;

  /**
   * Stores a commit.
   *
   * @throws JournalConflictException if the journal has another last sequence, the tick's number or
   *     the window's sequence is taken, or a command was answered by somebody else
   * @throws IllegalArgumentException if the rows do not follow each other and the last one stored,
   *     or the window's sequence is none of the journal's
   */
  void commit(String rollout, Commit commit);

  /** The keys of the rollouts that have a journal, in order. */
  List<String> rollouts();

  /** The last row as the store remembers it besides the rows: what a truncation is found by. */
  Optional<JournalHead> head(String rollout);

  /**
   * At most {@code limit} rows after a sequence, in order.
   *
   * @throws IllegalArgumentException if the limit is negative, here and elsewhere
   */
  List<JournalRow> rows(String rollout, long after, int limit);

  /** The ticks that are kept, in the order of their numbers. */
  List<TickRow> ticks(String rollout);

  /** What the sequential gates had seen at the last commit that said so. */
  Optional<AttemptRow> attempt(String rollout);

  /**
   * At most {@code limit} windows that ended at or after a time, after a sequence, in the order of
   * their sequences.
   */
  List<WindowRow> windows(String rollout, long fromTimeNanos, long afterSequence, int limit);

  /**
   * Leaves a command for the process that runs the rollout; returns its id, whatever the one given.
   * Answered commands that are more than 7 days older than this one go.
   *
   * @throws JournalException also if {@link #MAX_ASKED} commands wait already
   * @throws IllegalArgumentException if a text is not well-formed Unicode
   */
  long ask(String rollout, Command command);

  /**
   * Commands that have no answer yet, in order, at most {@code limit}. Cheap: made to be polled.
   */
  List<Command> asked(String rollout, int limit);

  /**
   * Answers a command that changes nothing in the journal, once. One that does is answered by its
   * {@link Commit}.
   *
   * @throws JournalConflictException if it is answered already, or there is none
   */
  void answer(String rollout, long id, CommandAnswer answer);

  /** The answer to a command; empty while there is none. */
  Optional<CommandAnswer> answered(String rollout, long id);

  @Override
  void close();
}
