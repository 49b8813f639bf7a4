package dev.belay.telemetry;

import java.util.Arrays;

/**
 * The cells that latencies are counted in: whole nanoseconds exactly below 64 ns, then 32 cells an
 * octave (each at most 1/32 of its latency wide) up to 2^36 ns (68.7 s), then one open cell; and an
 * edge exactly at every given limit. Immutable. Grids can be merged only if their layouts are
 * equal.
 */
public final class LatencyLayout {
  /*
   * How. A latency v < 32 has base cell v. Else, with e = ⌊log2 v⌋, the five bits below the leading
   * one number the cell within the octave: (e − 4) · 32 + bits. From 2^36 on all share the last.
   * A limit l splits its base cell into [.., l] and [l + 1, ..]: the cell of v is its base cell plus
   * the number of limits below v. So "v > l" is a matter of whole cells and has no sketch error.
   * Where l + 1 begins a base cell anyway, one cell stays empty for ever (its low is above its high).
   */

  /** The most limits of a layout. */
  public static final int MAX_LIMITS = 8;

  /** The first latency of the last, open cell: 2^36 ns, 68.7 s. */
  public static final long OPEN_NANOS = 1L << 36;

  /** The latency that means are capped at where nothing else is said: 2^33 ns, 8.6 s. */
  public static final long DEFAULT_MEAN_CAP_NANOS = 1L << 33;

  private static final int SUB_BITS = 5;
  private static final int LINEAR = 1 << SUB_BITS;
  private static final int OPEN_CELL = baseCellOf(OPEN_NANOS);

  private final long[] limits;
  private final long meanCapNanos;
  private final long[] low;
  private final long[] high;

  private LatencyLayout(long[] limits, long meanCapNanos) {
    this.limits = limits;
    this.meanCapNanos = meanCapNanos;
    int cells = OPEN_CELL + 1 + limits.length;
    this.low = new long[cells];
    this.high = new long[cells];
    Arrays.fill(high, -1);
    for (int base = 0; base <= OPEN_CELL; base++) {
      long from = baseLow(base);
      long last = base == OPEN_CELL ? Long.MAX_VALUE : baseLow(base + 1) - 1;
      for (long limit : limits) {
        if (limit >= from && limit < last) {
          fill(from, limit);
          from = limit + 1;
        }
      }
      fill(from, last);
    }
  }

  private void fill(long from, long last) {
    int cell = cellOf(from);
    low[cell] = from;
    high[cell] = last;
  }

  /**
   * A layout with these limits and means capped at {@link #DEFAULT_MEAN_CAP_NANOS}.
   *
   * @param limitNanos the SLA limits in nanoseconds, each from 1 to {@link #OPEN_NANOS} − 1, in any
   *     order, repeated ones counting once; at most {@value #MAX_LIMITS}
   * @throws IllegalArgumentException if there are too many or one is out of range
   */
  public static LatencyLayout of(long... limitNanos) {
    return of(DEFAULT_MEAN_CAP_NANOS, limitNanos);
  }

  /**
   * A layout with these limits.
   *
   * @param meanCapNanos means are of min(latency, cap); from 1 to {@link #OPEN_NANOS}
   * @param limitNanos the SLA limits in nanoseconds, each from 1 to {@link #OPEN_NANOS} − 1, in any
   *     order, repeated ones counting once; at most {@value #MAX_LIMITS}
   * @throws IllegalArgumentException if there are too many or a value is out of range
   */
  public static LatencyLayout of(long meanCapNanos, long[] limitNanos) {
    if (meanCapNanos < 1 || meanCapNanos > OPEN_NANOS) {
      throw new IllegalArgumentException(
          "the cap of mean latencies is " + meanCapNanos + " ns; it must be 1 to " + OPEN_NANOS);
    }
    long[] sorted = Arrays.stream(limitNanos).sorted().distinct().toArray();
    if (sorted.length > MAX_LIMITS) {
      throw new IllegalArgumentException(
          sorted.length + " latency limits are given; a layout takes at most " + MAX_LIMITS);
    }
    for (long limit : sorted) {
      if (limit < 1 || limit >= OPEN_NANOS) {
        throw new IllegalArgumentException(
            "a latency limit is " + limit + " ns; it must be 1 to " + (OPEN_NANOS - 1));
      }
    }
    return new LatencyLayout(sorted, meanCapNanos);
  }

  private static int baseCellOf(long nanos) {
    if (nanos < LINEAR) {
      return (int) nanos;
    }
    int exponent = 63 - Long.numberOfLeadingZeros(Math.min(nanos, OPEN_NANOS));
    long bits = (Math.min(nanos, OPEN_NANOS) >>> (exponent - SUB_BITS)) & (LINEAR - 1);
    return (exponent - SUB_BITS + 1) * LINEAR + (int) bits;
  }

  private static long baseLow(int base) {
    int octave = base / LINEAR;
    return octave == 0 ? base : (long) (LINEAR + base % LINEAR) << (octave - 1);
  }

  /** The number of cells. */
  public int cells() {
    return low.length;
  }

  /** The cell of a latency of at least 0 ns. */
  public int cellOf(long nanos) {
    int below = 0;
    for (long limit : limits) {
      below += limit < nanos ? 1 : 0;
    }
    return baseCellOf(nanos) + below;
  }

  /** The least latency of a cell, in ns; above {@link #highNanos} where no latency is in it. */
  public long lowNanos(int cell) {
    return low[cell];
  }

  /** The greatest latency of a cell, in ns. */
  public long highNanos(int cell) {
    return high[cell];
  }

  /** The limits in nanoseconds, ascending; a copy. */
  public long[] limitNanos() {
    return limits.clone();
  }

  /** Whether an edge stands exactly at this limit. */
  public boolean hasLimit(long nanos) {
    return Arrays.binarySearch(limits, nanos) >= 0;
  }

  /** The latency that means are capped at, in ns. */
  public long meanCapNanos() {
    return meanCapNanos;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LatencyLayout layout
        && meanCapNanos == layout.meanCapNanos
        && Arrays.equals(limits, layout.limits);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(limits) + Long.hashCode(meanCapNanos);
  }

  @Override
  public String toString() {
    return "limits " + Arrays.toString(limits) + " ns, mean cap " + meanCapNanos + " ns";
  }
}
