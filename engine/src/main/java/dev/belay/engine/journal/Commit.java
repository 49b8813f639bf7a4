package dev.belay.engine.journal;

import java.util.List;
import java.util.Optional;

/**
 * What is stored at once or not at all.
 *
 * @param after the journal's last sequence as the caller knows it: the commit is refused if it is
 *     another
 * @param rows new rows, in order, from {@code after + 1}; may be none
 * @param tick a tick to keep
 * @param window a completed window to keep; the ticks kept so far go
 * @param dropTicks whether the ticks kept so far go: their stage ended
 * @param dropWindowsBefore windows that ended before this time go, in ns since 1970-01-01T00:00:00Z
 */
public record Commit(
    long after,
    List<JournalRow> rows,
    Optional<TickRow> tick,
    Optional<WindowRow> window,
    boolean dropTicks,
    long dropWindowsBefore) {
  /** Copies the rows. */
  public Commit {
    rows = List.copyOf(rows);
  }
}
