package dev.belay.telemetry;

import org.jspecify.annotations.Nullable;

/**
 * Where the sample of a rank lies in a grid.
 *
 * @param cell the cell that holds it
 * @param rankInCell its rank among the samples of the cell, from 1
 * @param countInCell the number of samples in the cell
 */
record CellRank(int cell, long rankInCell, long countInCell) {

  /** The sample of rank max(1, ⌈p n⌉); null where there is none. */
  static @Nullable CellRank find(PagedCounters counters, int plane, double p) {
    if (!(p >= 0 && p <= 1)) {
      throw new IllegalArgumentException("the quantile asked for is " + p + "; it must be 0 to 1");
    }
    long n = counters.total(plane);
    if (n == 0) {
      return null;
    }
    long rank = Math.min(n, Math.max(1, (long) Math.ceil(p * n)));
    long before = 0;
    int cell = counters.nextCell(0);
    while (before + counters.get(cell, plane) < rank) {
      before += counters.get(cell, plane);
      cell = counters.nextCell(cell + 1);
    }
    return new CellRank(cell, rank - before, counters.get(cell, plane));
  }

  /** The place of the sample where those of the cell lie at equal distances between two ends. */
  double between(double lower, double upper) {
    return lower + (upper - lower) * ((rankInCell - 0.5) / countInCell);
  }
}
