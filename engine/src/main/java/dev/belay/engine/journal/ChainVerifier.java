package dev.belay.engine.journal;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Walks along a journal and finds the first row that is not as it was written. Rows that are
 * written meanwhile are walked too.
 *
 * <p>The chain proves that nobody changed a part of a journal. Who writes all of it anew from some
 * row on, head included, is not found out by the chain alone.
 */
public final class ChainVerifier {
  private static final int PAGE = 500;

  private final JournalStore store;
  private final String rollout;
  private final Consumer<JournalRow> good;
  private JournalChain end;

  private ChainVerifier(JournalStore store, String rollout, Consumer<JournalRow> good) {
    this.store = store;
    this.rollout = rollout;
    this.good = good;
    this.end = JournalChain.empty(rollout);
  }

  /**
   * Verifies a rollout's journal.
   *
   * @throws JournalException if the store cannot be read for another reason than damage
   */
  public static ChainReport verify(JournalStore store, String rollout) {
    return verify(store, rollout, row -> {});
  }

  /**
   * Verifies a rollout's journal and hands on each row that is good, in order: so that the state
   * can be folded in the same walk.
   *
   * @throws JournalException if the store cannot be read for another reason than damage
   */
  public static ChainReport verify(JournalStore store, String rollout, Consumer<JournalRow> good) {
    ChainVerifier walk = new ChainVerifier(store, rollout, good);
    ChainReport.Fault fault = walk.firstFault();
    return new ChainReport(walk.end.sequence(), Optional.ofNullable(fault));
  }

  private ChainReport.@Nullable Fault firstFault() {
    int limit = PAGE;
    while (true) {
      List<JournalRow> page;
      try {
        page = store.rows(rollout, end.sequence(), limit);
      } catch (JournalDamagedException damaged) {
        if (limit == 1) {
          return fault(ChainReport.Kind.UNREADABLE, String.valueOf(damaged.getMessage()));
        }
        limit = 1;
        continue;
      }
      for (JournalRow row : page) {
        ChainReport.Fault fault = check(row);
        if (fault != null) {
          return fault;
        }
        end = end.with(row);
        good.accept(row);
      }
      if (page.isEmpty()) {
        // The head is read after the rows, so it is never behind them in an honest store.
        Optional<JournalHead> head = store.head(rollout);
        boolean more = head.isPresent() && head.get().sequence() > end.sequence();
        if (!more || store.rows(rollout, end.sequence(), 1).isEmpty()) {
          return checkHead(head);
        }
      }
    }
  }

  private ChainReport.@Nullable Fault check(JournalRow row) {
    boolean inPlace = row.sequence() == end.sequence() + 1;
    if (!inPlace || !row.previous().equals(end.hash()) || !isGenuine(row, row.sequence())) {
      return diagnose(row);
    }
    try {
      String again = EventJson.encode(EventJson.decode(rollout, row));
      if (!again.equals(row.event())) {
        return fault(
            ChainReport.Kind.UNREADABLE, place() + " holds an event that is not in canonical form");
      }
    } catch (JournalException unknown) {
      return fault(ChainReport.Kind.UNREADABLE, String.valueOf(unknown.getMessage()));
    }
    return row.timeNanos() >= end.timeNanos()
        ? null
        : fault(
            ChainReport.Kind.BACKWARDS,
            place() + " is older than row " + end.sequence() + "; a journal's time never falls");
  }

  private ChainReport.Fault diagnose(JournalRow row) {
    try {
      return new ChainDiagnosis(store, end).of(row);
    } catch (JournalDamagedException rest) {
      return fault(
          ChainReport.Kind.CHANGED,
          place()
              + " does not follow row "
              + end.sequence()
              + ", and what comes later is damaged: "
              + rest.getMessage());
    }
  }

  /** Whether a row has the hash that it must have at a place. */
  private boolean isGenuine(JournalRow row, long sequence) {
    return ChainDiagnosis.isGenuine(rollout, row, sequence);
  }

  private ChainReport.@Nullable Fault checkHead(Optional<JournalHead> remembered) {
    long last = end.sequence();
    if (remembered.isEmpty()) {
      return last == 0
          ? null
          : fault(
              last,
              ChainReport.Kind.HEAD,
              "the store remembers no last row of "
                  + rollout
                  + ", and there are "
                  + last
                  + " of them");
    }
    JournalHead head = remembered.get();
    if (head.sequence() > last) {
      return fault(
          ChainReport.Kind.TRUNCATED,
          place() + " and what follows, up to row " + head.sequence() + ", is missing");
    }
    if (head.sequence() < last) {
      return fault(
          head.sequence() + 1,
          ChainReport.Kind.ADDED,
          "row "
              + (head.sequence() + 1)
              + " of the journal of "
              + rollout
              + " stands after row "
              + head.sequence()
              + ", which the store remembers as the last");
    }
    return head.hash().equals(end.hash())
        ? null
        : fault(
            last,
            ChainReport.Kind.HEAD,
            "row "
                + last
                + " of the journal of "
                + rollout
                + " is not the one that the store remembers as the last: the end was rewritten");
  }

  private String place() {
    return "row " + (end.sequence() + 1) + " of the journal of " + rollout;
  }

  private ChainReport.Fault fault(ChainReport.Kind kind, String sentence) {
    return fault(end.sequence() + 1, kind, sentence);
  }

  private static ChainReport.Fault fault(long sequence, ChainReport.Kind kind, String sentence) {
    return new ChainReport.Fault(sequence, kind, sentence);
  }
}
