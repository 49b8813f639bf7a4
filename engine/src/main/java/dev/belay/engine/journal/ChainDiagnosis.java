package dev.belay.engine.journal;

import dev.belay.engine.journal.ChainReport.Fault;
import dev.belay.engine.journal.ChainReport.Kind;
import java.util.List;

/** Names what happened to a row that does not follow the good ones. Not thread-safe. */
final class ChainDiagnosis {
  /*
   * How. A row is genuine at a place if its hash is the one that its content has there. The row that
   * was written at the broken place is known by the hash it names as the one before: it is looked
   * for in all that follows. The place that the found row was written for is looked for among those
   * near by, by trying.
   *
   *   found row genuine elsewhere | the place's own row found later | it was
   *   yes, before or never        | yes                             | added
   *   yes, later                  | yes                             | reordered
   *   yes, later                  | no                              | removed (and renumbered)
   *   yes, before                 | no                              | added (before it, or a copy)
   *   no                          | no                              | changed
   */
  private static final int PAGE = 500;
  private static final long NEAR = 2_000;

  private final JournalStore store;
  private final JournalChain end;
  private final String rollout;
  private final long place;

  ChainDiagnosis(JournalStore store, JournalChain end) {
    this.store = store;
    this.end = end;
    this.rollout = end.rollout();
    this.place = end.sequence() + 1;
  }

  static boolean isGenuine(String rollout, JournalRow row, long sequence) {
    try {
      return JournalChain.hash(rollout, row, sequence).equals(row.hash());
    } catch (IllegalArgumentException notUnicode) {
      return false;
    }
  }

  Fault of(JournalRow found) {
    if (found.sequence() <= end.sequence()) {
      return fault(end.sequence(), Kind.ADDED, "stands there twice");
    }
    long own = laterPlaceOfOwnRow(found);
    if (found.sequence() > place) {
      return own > 0
          ? fault(Kind.REORDERED, "stands at the place of row " + own)
          : removedUpTo(found.sequence());
    }
    if (isGenuine(rollout, found, place)) {
      return followsAnother(found, own);
    }
    long home = home(found);
    if (own > 0 && home > place) {
      return fault(
          Kind.REORDERED, "stands at the place of row " + own + ", and row " + home + " at its");
    }
    if (own > 0) {
      return fault(
          Kind.ADDED, "is none of this journal; what was row " + place + " is now row " + own);
    }
    if (home > place) {
      return fault(Kind.REMOVED, "is missing; row " + home + " was moved to its place");
    }
    return home > 0
        ? fault(
            Kind.ADDED,
            "was written as row " + home + ": a row was added before it, or this one is a copy")
        : fault(Kind.CHANGED, "was changed: its content and its hash contradict each other");
  }

  /** The row is whole in itself, but the one before it is not the one that it names. */
  private Fault followsAnother(JournalRow found, long own) {
    if (own > 0) {
      return fault(
          Kind.ADDED, "is none of this journal; what was row " + place + " is now row " + own);
    }
    boolean first = end.sequence() == 0;
    return first || !isContinued(found)
        ? fault(Kind.CHANGED, "was replaced: it does not follow row " + end.sequence())
        : fault(
            end.sequence(),
            Kind.CHANGED,
            "was replaced: row " + found.sequence() + " was written after another");
  }

  /** Whether what follows a row, or the head, names it. */
  private boolean isContinued(JournalRow row) {
    List<JournalRow> next = store.rows(rollout, row.sequence(), 1);
    return next.isEmpty()
        ? store.head(rollout).filter(head -> head.hash().equals(row.hash())).isPresent()
        : next.get(0).previous().equals(row.hash());
  }

  private Fault removedUpTo(long next) {
    return next == place + 1
        ? fault(Kind.REMOVED, "is missing")
        : fault(Kind.REMOVED, "and what follows, up to row " + (next - 1) + ", is missing");
  }

  /** Where the row stands that was written for the broken place; 0 where it is gone. */
  private long laterPlaceOfOwnRow(JournalRow from) {
    long after = from.sequence() - 1;
    while (true) {
      List<JournalRow> page = store.rows(rollout, after, PAGE);
      if (page.isEmpty()) {
        return 0;
      }
      for (JournalRow row : page) {
        boolean elsewhere = row.sequence() != place;
        if (elsewhere && row.previous().equals(end.hash()) && isGenuine(rollout, row, place)) {
          return row.sequence();
        }
      }
      after = page.get(page.size() - 1).sequence();
    }
  }

  /** The place near by that a row was written for; 0 where there is none. */
  private long home(JournalRow row) {
    for (long distance = 1; distance <= NEAR; distance++) {
      if (isGenuine(rollout, row, place + distance)) {
        return place + distance;
      }
      if (place - distance > 0 && isGenuine(rollout, row, place - distance)) {
        return place - distance;
      }
    }
    return 0;
  }

  private Fault fault(Kind kind, String what) {
    return fault(place, kind, what);
  }

  private Fault fault(long sequence, Kind kind, String what) {
    return new Fault(
        sequence, kind, "row " + sequence + " of the journal of " + rollout + " " + what);
  }
}
