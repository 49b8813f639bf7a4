package dev.belay.engine.journal;

import java.util.Optional;

/**
 * What the walk along a journal found.
 *
 * @param rows how many rows were good, from the first on
 * @param fault the first fault; empty where there is none
 */
public record ChainReport(long rows, Optional<Fault> fault) {

  /** Whether the journal is whole. */
  public boolean intact() {
    return fault.isEmpty();
  }

  /** What can be wrong with a row. */
  public enum Kind {
    /** The row is not what was written. */
    CHANGED,
    /** Rows before others are missing. */
    REMOVED,
    /** A row stands where none was written. */
    ADDED,
    /** The row stands at the place of another. */
    REORDERED,
    /** The last rows are missing. */
    TRUNCATED,
    /** The rows are whole, but what the store remembers as the last is another. */
    HEAD,
    /** The row cannot be read, or is none that this Belay knows. */
    UNREADABLE,
    /** The row is older than the one before. */
    BACKWARDS
  }

  /**
   * The first fault of a journal.
   *
   * @param sequence the row, or the place where one is missing
   * @param kind what is wrong
   * @param sentence the same for people
   */
  public record Fault(long sequence, Kind kind, String sentence) {}
}
