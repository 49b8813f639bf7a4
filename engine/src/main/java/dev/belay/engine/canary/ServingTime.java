package dev.belay.engine.canary;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;

/**
 * Says when something was served by a clock that nobody sets, from the time that the wall clock
 * showed then. Not thread-safe.
 */
final class ServingTime {
  /*
   * How. While nobody sets the wall clock, it is ahead of the monotone one by the same time. Whenever it
   * is looked at and that has changed by more than a second, somebody has set it since the last look,
   * and a new span begins there. A time of the wall clock may lie in several spans, where the clock was
   * set back: the last one counts, so that nothing is ever taken for older than it is. A time in no span
   * is not known.
   */
  static final long TOLERANCE_NANOS = 1_000_000_000L;
  private static final int MAX_SPANS = 1024;

  /** From one look on the wall clock was ahead of the monotone one by a time. */
  private record Span(long fromNanos, long seenNanos, long aheadNanos) {}

  private final Deque<Span> spans = new ArrayDeque<>();
  private long lookedNanos;

  /**
   * Begins.
   *
   * @param wallNanos the wall clock
   * @param nanos the monotone one
   */
  ServingTime(long wallNanos, long nanos) {
    lookedNanos = nanos;
    spans.addLast(new Span(Long.MIN_VALUE / 2, nanos, wallNanos - nanos));
  }

  /** Both clocks now. */
  void look(long wallNanos, long nanos) {
    long ahead = wallNanos - nanos;
    if (Math.abs(ahead - spans.getLast().aheadNanos()) > TOLERANCE_NANOS) {
      spans.addLast(new Span(lookedNanos, nanos, ahead));
      if (spans.size() > MAX_SPANS) {
        spans.removeFirst();
      }
    }
    lookedNanos = Math.max(lookedNanos, nanos);
  }

  /** The time by the monotone clock, not after the last look; empty where it is not known. */
  OptionalLong of(long wallNanos) {
    long latest = Long.MIN_VALUE;
    long until = lookedNanos;
    for (var each = spans.descendingIterator(); each.hasNext(); ) {
      Span span = each.next();
      long nanos = wallNanos - span.aheadNanos();
      if (nanos >= span.fromNanos() - TOLERANCE_NANOS && nanos <= until + TOLERANCE_NANOS) {
        latest = Math.max(latest, Math.min(nanos, lookedNanos));
      }
      until = span.seenNanos();
    }
    return latest == Long.MIN_VALUE ? OptionalLong.empty() : OptionalLong.of(latest);
  }
}
