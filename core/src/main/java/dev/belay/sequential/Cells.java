package dev.belay.sequential;

import dev.belay.telemetry.LatencyLayout;
import dev.belay.telemetry.ScoreCells;
import java.util.Arrays;

/**
 * The cells that quantiles of two samples are compared over: which of them a summary's cell lies
 * in, and their edges. Immutable.
 */
final class Cells {
  /*
   * How. Scores: 512 cells of 2^-9, in each of which every cell of ScoreCells lies whole (none is
   * wider, and all edges are dyadic): the linear grid, as fine as scores are counted in the middle.
   * Lower cells are [,), upper ones (,], s = ½ belongs to the first upper one.
   *
   * Latencies: the cells of the layout that any latency can be in, from the lower end of each to that
   * of the next, in ns; the last is open.
   */
  private static final int SCORE_CELLS = 512;

  private final int[] placeOf;
  private final double[] edges;

  private Cells(int[] placeOf, double[] edges) {
    this.placeOf = placeOf;
    this.edges = edges;
  }

  static Cells ofScores() {
    int[] placeOf = new int[ScoreCells.COUNT];
    for (int cell = 0; cell < placeOf.length; cell++) {
      placeOf[cell] = (int) (ScoreCells.lower(cell) * SCORE_CELLS);
    }
    double[] edges = new double[SCORE_CELLS + 1];
    for (int i = 0; i <= SCORE_CELLS; i++) {
      edges[i] = (double) i / SCORE_CELLS;
    }
    return new Cells(placeOf, edges);
  }

  static Cells ofLatencies(LatencyLayout layout) {
    int[] placeOf = new int[layout.cells()];
    double[] edges = new double[layout.cells() + 1];
    int used = 0;
    for (int cell = 0; cell < placeOf.length; cell++) {
      placeOf[cell] = used;
      if (layout.lowNanos(cell) <= layout.highNanos(cell)) {
        edges[used] = layout.lowNanos(cell);
        used++;
      }
    }
    double[] all = Arrays.copyOf(edges, used + 1);
    all[used] = Double.POSITIVE_INFINITY;
    return new Cells(placeOf, all);
  }

  int count() {
    return edges.length - 1;
  }

  int placeOf(int cell) {
    return placeOf[cell];
  }

  double[] edges() {
    return edges.clone();
  }

  /** The quantile of counts, spread over its cell; 0 for none. */
  double quantile(long[] counts, double p) {
    long n = 0;
    for (long count : counts) {
      n += count;
    }
    if (n == 0) {
      return 0;
    }
    long rank = (long) Math.max(1, Math.ceil(p * n));
    int cell = 0;
    long below = 0;
    while (below + counts[cell] < rank) {
      below += counts[cell];
      cell++;
    }
    double low = edges[cell];
    double high = edges[cell + 1];
    return Double.isInfinite(high) ? low : low + (high - low) * (rank - below - 0.5) / counts[cell];
  }
}
