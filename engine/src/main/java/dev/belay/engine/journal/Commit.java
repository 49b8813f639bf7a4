package dev.belay.engine.journal;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is stored at once or not at all.
 *
 * @param after the journal's last sequence as the caller knows it: the commit is refused if it is
 *     another
 * @param rows new rows, in order, from {@code after + 1}, made by {@link JournalChain}; may be none
 * @param tick a tick to keep; its number is new
 * @param window a completed window to keep; the ticks kept before this commit go, its own stays
 * @param dropTicks whether the ticks kept before this commit go: their stage ended
 * @param dropWindowsBefore windows that ended before this time go, in ns since 1970-01-01T00:00:00Z
 * @param answers answers to commands that this commit carries out, by their ids: so that no command
 *     is carried out twice, or never
 * @param attempt what the sequential gates have seen, in the place of what is kept; empty leaves
 *     that as it is
 */
public record Commit(
    long after,
    List<JournalRow> rows,
    Optional<TickRow> tick,
    Optional<WindowRow> window,
    boolean dropTicks,
    long dropWindowsBefore,
    Map<Long, CommandAnswer> answers,
    Optional<AttemptRow> attempt) {
  /** Copies the rows and the answers. */
  public Commit {
    rows = List.copyOf(rows);
    answers = Map.copyOf(answers);
  }

  /** A commit that answers no command. */
  public Commit(
      long after,
      List<JournalRow> rows,
      Optional<TickRow> tick,
      Optional<WindowRow> window,
      boolean dropTicks,
      long dropWindowsBefore) {
    this(after, rows, tick, window, dropTicks, dropWindowsBefore, Map.of(), Optional.empty());
  }
}
