package dev.belay.engine.journal;

import dev.belay.canary.RolloutEvent;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The end of a rollout's journal, to which the next row is fitted. Immutable.
 *
 * <p>The hash of a row is the SHA-256 of the canonical JSON of all it holds but the hash, and of
 * the rollout's key: {@code {"actor","event","fingerprint","previous","rollout","sequence",
 * "timeNanos","type"}}, sequence and time as texts, the event as the object that it is.
 *
 * @param rollout the rollout's key
 * @param sequence of the last row; 0 where there is none
 * @param hash of the last row; {@link #NO_ROW} where there is none
 * @param timeNanos of the last row, in ns since 1970-01-01T00:00:00Z; {@link Long#MIN_VALUE} where
 *     there is none
 */
public record JournalChain(String rollout, long sequence, String hash, long timeNanos) {

  /** What the first row names as the row before it. */
  public static final String NO_ROW = "0".repeat(64);

  /** A journal without rows. */
  public static JournalChain empty(String rollout) {
    return new JournalChain(rollout, 0, NO_ROW, Long.MIN_VALUE);
  }

  /**
   * The end of a journal as a store has it.
   *
   * @throws JournalException if the store cannot be read, or lacks the row that it remembers as the
   *     last
   */
  public static JournalChain of(JournalStore store, String rollout) {
    Optional<JournalHead> head = store.head(rollout);
    if (head.isEmpty()) {
      return empty(rollout);
    }
    long sequence = head.get().sequence();
    List<JournalRow> last = store.rows(rollout, sequence - 1, 1);
    if (last.isEmpty() || !last.get(0).hash().equals(head.get().hash())) {
      throw new JournalException(
          "the journal of "
              + rollout
              + " lacks row "
              + sequence
              + ", which it remembers as its last; look at it with belay audit verify");
    }
    return empty(rollout).with(last.get(0));
  }

  /**
   * The row that comes next. Time never runs backwards in a journal: a clock that was set back
   * gives the time of the row before.
   *
   * @param timeNanos now, in ns since 1970-01-01T00:00:00Z
   * @param actor who: {@code controller}, or the person
   * @param fingerprint the configuration's in force
   * @throws IllegalArgumentException if a text is not well-formed Unicode
   */
  public JournalRow next(long timeNanos, String actor, String fingerprint, RolloutEvent event) {
    JournalRow unsigned =
        new JournalRow(
            Math.addExact(sequence, 1),
            Math.max(timeNanos, this.timeNanos),
            actor,
            fingerprint,
            EventJson.type(event),
            EventJson.encode(event),
            hash,
            "");
    return new JournalRow(
        unsigned.sequence(),
        unsigned.timeNanos(),
        actor,
        fingerprint,
        unsigned.type(),
        unsigned.event(),
        hash,
        hash(rollout, unsigned));
  }

  /** The rows of several events that come next, in order. As {@link #next}. */
  public List<JournalRow> next(
      long timeNanos, String actor, String fingerprint, List<? extends RolloutEvent> events) {
    List<JournalRow> rows = new ArrayList<>(events.size());
    JournalChain end = this;
    for (RolloutEvent event : events) {
      JournalRow row = end.next(timeNanos, actor, fingerprint, event);
      rows.add(row);
      end = end.with(row);
    }
    return rows;
  }

  /** The end after a row, which is taken as it is. */
  public JournalChain with(JournalRow row) {
    return new JournalChain(rollout, row.sequence(), row.hash(), row.timeNanos());
  }

  /** The end after the last of some rows; this, where there are none. */
  public JournalChain with(List<JournalRow> rows) {
    return rows.isEmpty() ? this : with(rows.get(rows.size() - 1));
  }

  /**
   * The hash that a row must have, whatever it says itself.
   *
   * @return 64 hexadecimal digits, in lower case
   * @throws IllegalArgumentException if a text is not well-formed Unicode
   */
  public static String hash(String rollout, JournalRow row) {
    return hash(rollout, row, row.sequence());
  }

  /** The hash that a row would have at another place. */
  static String hash(String rollout, JournalRow row, long sequence) {
    String text =
        CanonicalObject.of(
            row,
            (r, out) ->
                out.text("actor", r.actor())
                    .json("event", r.event())
                    .text("fingerprint", r.fingerprint())
                    .text("previous", r.previous())
                    .text("rollout", rollout)
                    .digits("sequence", sequence)
                    .digits("timeNanos", r.timeNanos())
                    .text("type", r.type()));
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }
}
