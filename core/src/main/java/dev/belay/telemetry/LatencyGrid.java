package dev.belay.telemetry;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * How the latencies of one arm lie in the cells of a {@link LatencyLayout}, with their greatest and
 * with their sum capped at the layout's mean cap, all integers, so that merging is exact and
 * independent of order. Not thread-safe.
 */
public final class LatencyGrid {
  private final LatencyLayout layout;
  private final PagedCounters counters;
  private final long meanCapNanos;
  private long cappedSumNanos;
  private long maxNanos = -1;

  LatencyGrid(LatencyLayout layout, PageBudget budget) {
    this.layout = layout;
    this.meanCapNanos = layout.meanCapNanos();
    this.counters = new PagedCounters(layout.cells(), 1, budget);
  }

  /** An empty grid. */
  public LatencyGrid(LatencyLayout layout) {
    this(layout, PageBudget.unlimited());
  }

  PagedCounters counters() {
    return counters;
  }

  /**
   * Counts a latency.
   *
   * @throws IllegalArgumentException if the latency is negative
   */
  public void add(long nanos) {
    if (nanos < 0) {
      throw new IllegalArgumentException("the latency is " + nanos + " ns; it cannot be negative");
    }
    int cell = layout.cellOf(nanos);
    counters.reserve(cell);
    counters.add(cell, 0, 1);
    addToSum(nanos);
  }

  /** Counts a latency in all but its cell. */
  void addToSum(long nanos) {
    cappedSumNanos = Math.addExact(cappedSumNanos, Math.min(nanos, meanCapNanos));
    if (nanos > maxNanos) {
      maxNanos = nanos;
    }
  }

  /** Sets what a grid read from elsewhere holds besides its cells. */
  void restore(long cappedSum, long max) {
    cappedSumNanos = cappedSum;
    maxNanos = max;
  }

  /** The cells of this grid. */
  public LatencyLayout layout() {
    return layout;
  }

  /** The number of latencies. */
  public long count() {
    return counters.total(0);
  }

  /** The number of latencies in a cell. */
  public long count(int cell) {
    return counters.get(cell, 0);
  }

  /**
   * The first cell at or after this one that may hold anything; {@link LatencyLayout#cells} if
   * none.
   */
  public int nextCell(int from) {
    return counters.nextCell(from);
  }

  /**
   * Copies the cells that hold anything, in ascending order.
   *
   * @param cells where their numbers go; with a place for each of {@link LatencyLayout#cells}
   * @param counts where the numbers of latencies in them go, likewise
   * @return how many there are
   */
  public int counted(int[] cells, long[] counts) {
    return counters.copyTo(0, cells, counts);
  }

  /**
   * The number of latencies over a limit of the layout: exact.
   *
   * @throws IllegalArgumentException if the layout has no edge at the limit
   */
  public long over(long limitNanos) {
    if (!layout.hasLimit(limitNanos)) {
      throw new IllegalArgumentException(
          limitNanos + " ns is not among the layout's limits; name it when the layout is made");
    }
    long over = 0;
    int cell = counters.nextCell(layout.cellOf(limitNanos) + 1);
    while (cell < counters.cells()) {
      over = Math.addExact(over, counters.get(cell, 0));
      cell = counters.nextCell(cell + 1);
    }
    return over;
  }

  /** The greatest latency in ns, exactly; empty where there is none. */
  public OptionalLong maxNanos() {
    return maxNanos < 0 ? OptionalLong.empty() : OptionalLong.of(maxNanos);
  }

  /** The sum of min(latency, mean cap) in ns. */
  public long cappedSumNanos() {
    return cappedSumNanos;
  }

  /** The mean of min(latency, mean cap) in ns; empty where there is none. */
  public OptionalDouble cappedMeanNanos() {
    long count = count();
    return count == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) cappedSumNanos / count);
  }

  /**
   * A quantile in ns: the latency of rank max(1, ⌈p n⌉) of the n in ascending order, which lies
   * between the bounds without fail; they are at most 1/32 of it apart below 2^36 ns.
   *
   * @param p from 0 to 1
   * @return empty where there is no latency
   * @throws IllegalArgumentException if p is out of range
   */
  public Optional<QuantileEstimate> quantileNanos(double p) {
    CellRank rank = CellRank.find(counters, 0, p);
    if (rank == null) {
      return Optional.empty();
    }
    double lower = layout.lowNanos(rank.cell());
    double upper = Math.min(layout.highNanos(rank.cell()), maxNanos);
    return Optional.of(new QuantileEstimate(rank.between(lower, upper), lower, upper));
  }

  /**
   * Adds all of the other grid to this one.
   *
   * @throws IllegalArgumentException if the layouts differ
   */
  public void merge(LatencyGrid other) {
    if (!layout.equals(other.layout)) {
      throw new IllegalArgumentException(
          "latency grids of different layouts cannot be merged: this one has "
              + layout
              + ", the other "
              + other.layout);
    }
    counters.merge(other.counters);
    cappedSumNanos = Math.addExact(cappedSumNanos, other.cappedSumNanos);
    maxNanos = Math.max(maxNanos, other.maxNanos);
  }

  /** Empties the grid; its memory is kept for the next use. */
  public void clear() {
    counters.clear();
    cappedSumNanos = 0;
    maxNanos = -1;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LatencyGrid grid
        && layout.equals(grid.layout)
        && cappedSumNanos == grid.cappedSumNanos
        && maxNanos == grid.maxNanos
        && counters.sameContent(grid.counters);
  }

  @Override
  public int hashCode() {
    return 31 * Long.hashCode(cappedSumNanos) + counters.contentHash();
  }

  @Override
  public String toString() {
    return "LatencyGrid[count=" + count() + ", maxNanos=" + maxNanos + "]";
  }
}
