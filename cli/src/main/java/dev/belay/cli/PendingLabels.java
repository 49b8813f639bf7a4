package dev.belay.cli;

import dev.belay.flag.Decision;
import java.util.Comparator;
import java.util.OptionalDouble;
import java.util.PriorityQueue;

/** Labels that have not arrived yet, by the time they will. Bounded. Not thread-safe. */
final class PendingLabels {
  /** The most labels on their way; each takes about 150 bytes. */
  static final int MAX = 1_000_000;

  private static final Comparator<Label> ORDER =
      Comparator.comparingLong(Label::timeNanos).thenComparingLong(Label::sequence);

  private record Label(
      long timeNanos,
      long sequence,
      Decision decision,
      String slice,
      double score,
      OptionalDouble other,
      boolean value) {}

  private final PriorityQueue<Label> queue = new PriorityQueue<>(ORDER);
  private long sequence;

  boolean full() {
    return queue.size() == MAX;
  }

  /**
   * Adds a label.
   *
   * @param timeNanos when it arrives
   * @param decision what served its query
   * @param other the score of the other arm of a pair
   */
  void add(
      long timeNanos,
      Decision decision,
      String slice,
      double score,
      OptionalDouble other,
      boolean value) {
    queue.add(new Label(timeNanos, sequence++, decision, slice, score, other, value));
  }

  /** Records the labels that arrive before a time. */
  void recordBefore(long timeNanos, ReplayTarget recorder) {
    for (Label label = queue.peek();
        label != null && label.timeNanos < timeNanos;
        label = queue.peek()) {
      queue.remove();
      if (label.other.isPresent()) {
        recorder.recordPairedLabel(
            label.decision, label.slice, label.score, label.other.getAsDouble(), label.value);
      } else {
        recorder.recordLabel(label.decision, label.slice, label.score, label.value);
      }
    }
  }
}
