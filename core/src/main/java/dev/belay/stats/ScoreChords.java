package dev.belay.stats;

import java.util.Locale;

/**
 * Bounds on what a sum of scores says about calibration: for every cell of [0, 1] that scores are
 * counted in, the least that any scores with a given number and sum can be worth as evidence.
 *
 * <p>The table has 256 bytes for a cell and is to be shared by all processes with the same cells
 * and limit. Immutable and thread-safe.
 */
public final class ScoreChords {
  /*
   * How. An observation has a score s in a cell [a, b], a label y of 0 or 1, and a side g = ±1. A
   * stake λ on Z = g(y − s) is worth f(s) = ln(1 + λ(Z − ε)), which is concave in s, so on [a, b] it
   * lies above its chord. n scores of the cell and label with the sum S therefore are worth at least
   *   (n − θ) f(a) + θ f(b),   θ = (S − n a) / (b − a) in [0, n],
   * and exactly that if all scores lie on the edges. A cell of no width has θ = 0.
   *
   * Refuting "the calibration error is at most ε": the mean of Z, whatever g, is at most ε, so
   * 1 + λ(Z − ε) is a bet that cannot be expected to win. Confirming it, against "at least ε": the
   * bet is 1 − λ(Z − ε) = 1 + λ(−Z + ε), the same with −g for g and −ε for ε.
   *
   * Stakes: λ(1 + ε) in {0.0125, 0.025, 0.05, 0.1, 0.2, 0.35, 0.6, 0.95} for both, so no bet can
   * lose all. g = 0 is worth n ln(1 − λε). Domain: 0 ≤ ε < 1. n = 0 is worth 0.
   * Error: about 1e-15 n, and 1e-16 S λ from the rounding of S. After Waudby-Smith & Ramdas (2024).
   */
  private static final double[] LEVELS = {0.0125, 0.025, 0.05, 0.1, 0.2, 0.35, 0.6, 0.95};

  /** How far a sum may lie outside of its cell, relative to n: what rounding may do. */
  private static final double SLACK = 1e-9;

  /** The number of stakes. */
  static final int STAKES = LEVELS.length;

  /** Values of a sum: those of all stakes with g = +1, then those with g = −1. */
  static final int LANES = 2 * STAKES;

  private final boolean refuting;
  private final double limit;
  private final double[] edges;

  /** ln(1 − λε) for each stake, the value of an observation with g = 0. */
  private final double[] idle = new double[STAKES];

  /** Per label and edge the lanes: f at the edge. */
  private final double[] values;

  private ScoreChords(boolean refuting, double[] edges, double limit) {
    if (!(limit >= 0 && limit < 1)) {
      throw new IllegalArgumentException(
          "The limit of the calibration error is " + limit + ": it has to be in [0, 1).");
    }
    checkEdges(edges);
    this.refuting = refuting;
    this.limit = limit;
    this.edges = edges.clone();
    this.values = new double[2 * edges.length * LANES];
    for (int stake = 0; stake < STAKES; stake++) {
      double lambda = LEVELS[stake] / (1 + limit);
      idle[stake] = StrictMath.log1p(refuting ? -lambda * limit : lambda * limit);
      for (int e = 0; e < edges.length; e++) {
        for (int label = 0; label <= 1; label++) {
          int at = at(label, e) + stake;
          values[at] = worth(lambda, label - edges[e]);
          values[at + STAKES] = worth(lambda, edges[e] - label);
        }
      }
    }
  }

  private double worth(double lambda, double z) {
    return StrictMath.log1p(refuting ? lambda * (z - limit) : lambda * (limit - z));
  }

  /**
   * Bounds for refuting "the calibration error is at most the limit".
   *
   * @param edges the edges of the cells, from 0 to 1, each at least the one before: cell i lies
   *     between edges i and i + 1; copied
   * @param limit in [0, 1)
   * @throws IllegalArgumentException if the edges or the limit are out of range
   */
  public static ScoreChords refuting(double[] edges, double limit) {
    return new ScoreChords(true, edges, limit);
  }

  /**
   * Bounds for confirming that the calibration error is below the limit.
   *
   * @param edges as for {@link #refuting}
   * @param limit in [0, 1); nothing can be confirmed for 0
   * @throws IllegalArgumentException if the edges or the limit are out of range
   */
  public static ScoreChords confirming(double[] edges, double limit) {
    return new ScoreChords(false, edges, limit);
  }

  private static void checkEdges(double[] edges) {
    if (edges.length < 2 || edges[0] != 0 || edges[edges.length - 1] != 1) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "The %d edges of the cells do not go from 0 to 1: pass at least these two.",
              edges.length));
    }
    for (int i = 1; i < edges.length; i++) {
      if (!(edges[i] >= edges[i - 1])) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "Edge %d of the cells is %s after %s: edges have to ascend.",
                i,
                edges[i],
                edges[i - 1]));
      }
    }
  }

  /** The number of cells. */
  public int cells() {
    return edges.length - 1;
  }

  /** The limit of the calibration error that is refuted or confirmed. */
  public double limit() {
    return limit;
  }

  boolean isRefuting() {
    return refuting;
  }

  /** The side of an over-confident model's errors: +1 for cells below ½, −1 above, 0 around it. */
  int towardsHalf(int cell) {
    return (int) Math.signum(1 - (edges[cell] + edges[cell + 1]));
  }

  /** The value of one observation with g = 0. */
  double idle(int stake) {
    return idle[stake];
  }

  /**
   * Adds the least that the scores of a cell and label are worth, to {@link #LANES} values.
   *
   * @throws IllegalArgumentException if there are no such scores
   */
  void add(int cell, boolean label, long n, double sumOfScores, double[] to, int offset) {
    double a = edges[cell];
    double width = edges[cell + 1] - a;
    double excess = sumOfScores - n * a;
    double slack = SLACK * n;
    if (!(n >= 0 && excess >= -slack && excess <= n * width + slack)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "Cell %d, from %s to %s, has %d scores with the sum %s: pass a sum that such scores"
                  + " have.",
              cell,
              a,
              edges[cell + 1],
              n,
              sumOfScores));
    }
    double high = width > 0 ? Math.min((double) n, Math.max(0, excess / width)) : 0;
    double low = n - high;
    int from = at(label ? 1 : 0, cell);
    for (int lane = 0; lane < LANES; lane++) {
      to[offset + lane] += low * values[from + lane] + high * values[from + LANES + lane];
    }
  }

  /** Where the lanes of an edge start; those of the next edge follow them. */
  private int at(int label, int edge) {
    return (label * edges.length + edge) * LANES;
  }
}
