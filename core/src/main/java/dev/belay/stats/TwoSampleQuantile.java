package dev.belay.stats;

/**
 * A sequential test whether a quantile of one sample lies above, or below, the same quantile of
 * another by more than a ratio or a shift, from counts in common cells.
 *
 * <p>Not safe for use by several threads: it keeps memory to work in. It keeps no state that
 * changes a result, so one instance serves any number of pairs of samples with the same cells;
 * pairs that change slowly are quickest with an instance each. Evaluating allocates nothing.
 */
public final class TwoSampleQuantile {
  /*
   * How. Let F be the treated and G the control distribution, p the level of the quantile, φ(x) =
   * ρ x or x + δ, e_0 < … < e_m the edges of the cells. The null hypothesis of logUp is that the
   * p-quantile of F is at most φ of that of G. If the latter lies in cell i, then G(below e_i) ≤ p
   * and F(below e) ≥ p for the smallest edge e ≥ φ(e_(i+1)) (for all treated ones if there is no
   * such edge). So for this i both lo(#treated below e) and up(#control below e_i) of BetaMixture
   * are logarithms of e-processes, and so is their sum. As i is unknown,
   *   ln E = min over i of lo(#treated below e) + up(#control below e_i):
   * no union bound. Rounding to edges always lessens the evidence. logDown is logUp with the samples
   * exchanged (treated < control/ρ, treated < control − δ); logEither the logarithm of the mean of
   * the two, which reaches 1/α whenever one of them reaches 2/α. Cells may be [,) or (,].
   *
   * Guarantee: P(E ever reaches 1/α) ≤ α (Ville 1939; Howard & Ramdas 2022), if given the past
   * an observation of one sample does not depend on those of the other, or only so that pairs tend
   * to be low together (nonnegative correlation); for any dependence inside pairs E^½ is an
   * e-process (Cauchy & Schwarz). With a dispersion φ ≥ 1 counts are divided by it. n = 0: empty
   * samples give ln E ≤ 0, two empty ones 0.
   *
   * Speed. lo falls and up grows with i. Between two cells l < r that have been evaluated every sum
   * is at least lo(r) + up(l); where that is no less than the best sum so far the cells between are
   * left out, else the middle one is evaluated. The result is the exact minimum. The search begins
   * at the cell of the last minimum, which as a rule is the right one or next to it.
   *
   * An edge below φ by less than 2^-50 of it counts as φ itself: the test is about a limit that is
   * smaller by less than that.
   */
  private static final double EDGE_TOLERANCE = 0x1p-50;

  /** Fewer than 2^14 counts of so many bits cannot overflow a sum. */
  private static final int SAFE_BITS = 49;

  private static final int SAFE_CELLS = 1 << 14;

  private final BetaMixture mixture;
  private final double dispersion;
  private final int[] next;
  private final long[] higherBelow;
  private final long[] lowerBelow;
  private int upStart;
  private int downStart;
  private int argument;
  private double best;
  private double enough;

  private TwoSampleQuantile(BetaMixture mixture, double[] edges, double[] limits, double phi) {
    this.mixture = mixture;
    this.dispersion = Dispersion.checked(phi);
    int cells = edges.length - 1;
    this.next = new int[cells];
    this.higherBelow = new long[cells + 1];
    this.lowerBelow = new long[cells + 1];
    this.upStart = cells / 2;
    this.downStart = cells / 2;
    int edge = 0;
    for (int i = 0; i < cells; i++) {
      while (edge < cells && edges[edge] < limits[i + 1]) {
        edge++;
      }
      next[i] = edge;
    }
  }

  /**
   * A test for quantiles that differ by more than a factor.
   *
   * @param mixture for the level of the quantile, one-sided
   * @param edges of the cells, at least two, increasing, from 0 on; the last may be infinite
   * @param ratio ρ, the factor that is still allowed, at least 1
   * @param dispersion φ, how many observations may depend on one another, at least 1
   * @return the test
   * @throws IllegalArgumentException if an argument is out of range
   */
  public static TwoSampleQuantile ratio(
      BetaMixture mixture, double[] edges, double ratio, double dispersion) {
    if (!(ratio >= 1 && ratio <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "The ratio of two quantiles is " + ratio + ": it has to be finite and at least 1.");
    }
    checkEdges(edges);
    if (!(edges[0] >= 0)) {
      throw new IllegalArgumentException(
          "The first edge is " + edges[0] + ": for a ratio it has to be at least 0.");
    }
    double[] limits = new double[edges.length];
    for (int i = 0; i < edges.length; i++) {
      limits[i] = tolerant(edges[i] * ratio);
    }
    return new TwoSampleQuantile(mixture, edges, limits, dispersion);
  }

  /**
   * A test for quantiles that differ by more than a distance.
   *
   * @param mixture for the level of the quantile, one-sided
   * @param edges of the cells, at least two, increasing; the first and last may be infinite
   * @param shift δ, the distance that is still allowed; below 0 it is asked for, so that logUp is
   *     evidence against "the treated quantile is at least −δ below the control quantile", given
   *     that no observation is below the first edge
   * @param dispersion φ, how many observations may depend on one another, at least 1
   * @return the test
   * @throws IllegalArgumentException if an argument is out of range
   */
  public static TwoSampleQuantile shift(
      BetaMixture mixture, double[] edges, double shift, double dispersion) {
    if (!Double.isFinite(shift)) {
      throw new IllegalArgumentException(
          "The shift of two quantiles is " + shift + ": it has to be finite.");
    }
    checkEdges(edges);
    double[] limits = new double[edges.length];
    for (int i = 0; i < edges.length; i++) {
      limits[i] = tolerant(edges[i] + shift);
    }
    return new TwoSampleQuantile(mixture, edges, limits, dispersion);
  }

  /**
   * The number of cells.
   *
   * @return at least 1
   */
  public int cells() {
    return next.length;
  }

  /**
   * The evidence that the treated quantile is above the control quantile by more than is allowed.
   *
   * @param treated the treated observations of all ticks in each cell
   * @param control the control observations of all ticks in each cell
   * @return ln E
   * @throws IllegalArgumentException if a length is wrong, a count is negative or a sum above 1e11
   */
  public double logUp(long[] treated, long[] control) {
    double value = least(treated, control, upStart, Double.NEGATIVE_INFINITY);
    upStart = argument;
    return value;
  }

  /**
   * The evidence that the treated quantile is below the control quantile by more than is allowed.
   *
   * @param treated the treated observations of all ticks in each cell
   * @param control the control observations of all ticks in each cell
   * @return ln E
   * @throws IllegalArgumentException if a length is wrong, a count is negative or a sum above 1e11
   */
  public double logDown(long[] treated, long[] control) {
    double value = least(control, treated, downStart, Double.NEGATIVE_INFINITY);
    downStart = argument;
    return value;
  }

  /**
   * The evidence that the quantiles differ by more than is allowed, in either direction.
   *
   * @param treated the treated observations of all ticks in each cell
   * @param control the control observations of all ticks in each cell
   * @return ln of the mean of the two e-values
   * @throws IllegalArgumentException if a length is wrong, a count is negative or a sum above 1e11
   */
  public double logEither(long[] treated, long[] control) {
    return LogSpace.mean(logUp(treated, control), logDown(treated, control));
  }

  /**
   * Whether {@link #logUp} is at least a threshold, which takes less time to find out.
   *
   * @param treated the treated observations of all ticks in each cell
   * @param control the control observations of all ticks in each cell
   * @param threshold ln(1/α)
   * @return whether it is
   * @throws IllegalArgumentException if a length is wrong, a count is negative or a sum above 1e11
   */
  public boolean upReaches(long[] treated, long[] control, double threshold) {
    if (atMost(treated, control, upStart) < threshold) {
      return false;
    }
    boolean reached = least(treated, control, upStart, threshold) >= threshold;
    upStart = argument;
    return reached;
  }

  /**
   * Whether {@link #logDown} is at least a threshold, which takes less time to find out.
   *
   * @param treated the treated observations of all ticks in each cell
   * @param control the control observations of all ticks in each cell
   * @param threshold ln(1/α)
   * @return whether it is
   * @throws IllegalArgumentException if a length is wrong, a count is negative or a sum above 1e11
   */
  public boolean downReaches(long[] treated, long[] control, double threshold) {
    if (atMost(control, treated, downStart) < threshold) {
      return false;
    }
    boolean reached = least(control, treated, downStart, threshold) >= threshold;
    downStart = argument;
    return reached;
  }

  /**
   * Whether {@link #logEither} is at least a threshold, which takes less time to find out.
   *
   * @param treated the treated observations of all ticks in each cell
   * @param control the control observations of all ticks in each cell
   * @param threshold ln(1/α)
   * @return whether it is
   * @throws IllegalArgumentException if a length is wrong, a count is negative or a sum above 1e11
   */
  public boolean eitherReaches(long[] treated, long[] control, double threshold) {
    // The mean of two numbers is at most the larger one.
    return (upReaches(treated, control, threshold) || downReaches(treated, control, threshold))
        && logEither(treated, control) >= threshold;
  }

  /** What the least sum does not exceed, judged by one cell. */
  private double atMost(long[] higher, long[] lower, int cell) {
    checkLength(higher);
    checkLength(lower);
    long higherBelow = sum(higher, 0, next[cell]);
    long lowerBelow = sum(lower, 0, cell);
    long highers = higherBelow + sum(higher, next[cell], higher.length);
    long lowers = lowerBelow + sum(lower, cell, lower.length);
    return mixture.loAtMost(higherBelow / dispersion, highers / dispersion)
        + mixture.upAtMost(lowerBelow / dispersion, lowers / dispersion);
  }

  /** The least sum; if it is below the threshold, perhaps only another sum below it. */
  private double least(long[] higher, long[] lower, int start, double threshold) {
    accumulate(higher, higherBelow);
    accumulate(lower, lowerBelow);
    enough = threshold;
    best = Double.POSITIVE_INFINITY;
    int last = next.length - 1;
    double lo = lo(start);
    double up = up(start);
    improve(start, lo + up);
    if (best < enough) {
      return best;
    }
    double upFirst = start == 0 ? up : up(0);
    double loLast = start == last ? lo : lo(last);
    if (start > 0) {
      improve(0, lo(0) + upFirst);
      search(0, start, upFirst, lo);
    }
    if (start < last) {
      improve(last, loLast + up(last));
      search(start, last, up, loLast);
    }
    return best;
  }

  /** Looks for a smaller sum strictly between two cells that have been evaluated. */
  private void search(int left, int right, double upLeft, double loRight) {
    if (right - left < 2 || upLeft + loRight >= best || best < enough) {
      return;
    }
    int middle = (left + right) >>> 1;
    double lo = lo(middle);
    double up = up(middle);
    improve(middle, lo + up);
    if (upLeft + lo < up + loRight) {
      search(left, middle, upLeft, lo);
      search(middle, right, up, loRight);
    } else {
      search(middle, right, up, loRight);
      search(left, middle, upLeft, lo);
    }
  }

  private void improve(int cell, double sum) {
    if (sum < best) {
      best = sum;
      argument = cell;
    }
  }

  private double lo(int cell) {
    return mixture.lo(higherBelow[next[cell]] / dispersion, higherBelow[next.length] / dispersion);
  }

  private double up(int cell) {
    return mixture.up(lowerBelow[cell] / dispersion, lowerBelow[next.length] / dispersion);
  }

  private void accumulate(long[] counts, long[] below) {
    checkLength(counts);
    long sum = 0;
    long signs = 0;
    for (int i = 0; i < counts.length; i++) {
      long count = counts[i];
      sum += count;
      signs |= count | sum;
      below[i + 1] = sum;
    }
    checkSigns(signs);
  }

  /** The sum of some counts, checked by one look at all their bits where that is enough. */
  private static long sum(long[] counts, int from, int to) {
    long sum = 0;
    long bits = 0;
    for (int i = from; i < to; i++) {
      sum += counts[i];
      bits |= counts[i];
    }
    boolean safe = bits >>> SAFE_BITS == 0 && to - from <= SAFE_CELLS;
    return safe ? sum : checkedSum(counts, from, to);
  }

  private static long checkedSum(long[] counts, int from, int to) {
    long sum = 0;
    long signs = 0;
    for (int i = from; i < to; i++) {
      sum += counts[i];
      signs |= counts[i] | sum;
    }
    checkSigns(signs);
    return sum;
  }

  private void checkLength(long[] counts) {
    if (counts.length != next.length) {
      throw new IllegalArgumentException(
          "There are "
              + counts.length
              + " counts and "
              + next.length
              + " cells: pass one count for each cell.");
    }
  }

  private static void checkSigns(long signs) {
    if (signs < 0) {
      throw new IllegalArgumentException(
          "A count is below 0, or the sum of all is above 1e11: pass counts of at least 0.");
    }
  }

  private static double tolerant(double limit) {
    return Double.isInfinite(limit) ? limit : limit - Math.abs(limit) * EDGE_TOLERANCE;
  }

  private static void checkEdges(double[] edges) {
    if (edges.length < 2) {
      throw new IllegalArgumentException(
          "There are " + edges.length + " edges: pass at least 2, the ends of one cell.");
    }
    for (int i = 0; i + 1 < edges.length; i++) {
      if (!(edges[i] < edges[i + 1])) {
        throw new IllegalArgumentException(
            "Edge "
                + i
                + " is "
                + edges[i]
                + " and the next one "
                + edges[i + 1]
                + ": edges have to increase.");
      }
    }
  }
}
