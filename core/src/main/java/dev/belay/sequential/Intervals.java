package dev.belay.sequential;

import dev.belay.gate.Interval;
import dev.belay.stats.AnytimeInterval;
import dev.belay.stats.BetaMixture;
import java.util.Arrays;
import java.util.Optional;

/** Intervals of estimates that hold at any time, see {@link Interval}. Stateless. */
final class Intervals {
  /*
   * How. A mean of values in [0, 1]: AnytimeInterval of their sum and number. For a value Z with mean
   * p given the past, (θ/p)^Z ((1−θ)/(1−p))^(1−Z) is convex in Z, so it is at most the chord from
   * Z = 0 to Z = 1, whose mean is 1: the mixture over θ is an e-process as it is for successes and
   * failures. With a dispersion φ the counts are divided by it (BetaMixture).
   *
   * A quantile of an arm lies in a cell c with P(below c) ≤ p ≤ P(c or below). Cells from below whose
   * P(c or below) < p is shown, and from above whose P(below c) > p is shown, are left out; each side
   * is wrong for the true cell with a probability of at most α/4 at any time. So the difference of two
   * quantiles is between those of the cells that are left, with 1 − α, however the arms depend on one
   * another.
   *
   * A stretch of ticks that was chosen by what was seen may have begun at any tick t: each begin gets
   * α w_t, with the weights of LateChangeWeights, which sum to at most 1 and never rise. So α times
   * the weight of the present tick holds for all begins so far at once.
   */
  /** One minus the confidence. */
  static final double ALPHA = 0.05;

  private static final double BEST_AT = 3000;
  private static final double MOST = 1e11;

  private Intervals() {}

  /** α for a stretch that may have begun at any tick until now; there was one at least. */
  static double alphaOfStretch(Tuning tuning, long ticks) {
    return ALPHA * tuning.weights().weight(Math.max(1, ticks));
  }

  /**
   * The mean of values from 0 to 1, as their share of a scale.
   *
   * @param sum their sum, from 0 to n
   * @param n their number; above what the statistics take there is no interval
   * @param scale what 1 is in the estimate's unit
   */
  static Optional<Interval> mean(double sum, double n, double scale, double alpha, Tuning tuning) {
    if (!(n > 0 && n <= MOST)) {
      return Optional.empty();
    }
    double phi = tuning.dispersion();
    double within = Math.max(0, Math.min(sum, n));
    AnytimeInterval share = AnytimeInterval.of(within / phi, n / phi, alpha, BEST_AT);
    return Optional.of(new Interval(share.lower() * scale, share.upper() * scale));
  }

  /**
   * The difference of the same quantile of two arms, the first less the second.
   *
   * @param edges of the cells, one more than there are cells
   * @return empty where one end of it may be any number
   */
  static Optional<Interval> quantileDifference(
      long[] first, long[] second, double[] edges, double p, Tuning tuning) {
    BetaMixture quarter = BetaMixture.oneSided(p, BEST_AT, ALPHA / 4);
    Optional<Interval> one = quantile(first, edges, quarter, tuning.dispersion());
    Optional<Interval> other = quantile(second, edges, quarter, tuning.dispersion());
    if (one.isEmpty() || other.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Interval(one.get().low() - other.get().high(), one.get().high() - other.get().low()));
  }

  private static Optional<Interval> quantile(
      long[] counts, double[] edges, BetaMixture quarter, double phi) {
    long n = Arrays.stream(counts).sum();
    if (n == 0) {
      return Optional.empty();
    }
    double threshold = -StrictMath.log(ALPHA / 4);
    long least = leastAtOrBelow(n, quarter, threshold, phi);
    long most = mostBelow(n, quarter, threshold, phi);
    int low = 0;
    long through = counts[0];
    while (through < least) {
      low++;
      through += counts[low];
    }
    int high = low;
    while (high + 1 < counts.length && through <= most) {
      high++;
      through += counts[high];
    }
    double top = edges[high + 1];
    return Double.isInfinite(top) ? Optional.empty() : Optional.of(new Interval(edges[low], top));
  }

  /** The fewest of n in or below a cell that do not show that the quantile is above it. */
  private static long leastAtOrBelow(long n, BetaMixture quarter, double threshold, double phi) {
    long out = -1;
    long in = n;
    while (in - out > 1) {
      long k = (in + out) >>> 1;
      if (quarter.lo(k / phi, n / phi) < threshold) {
        in = k;
      } else {
        out = k;
      }
    }
    return in;
  }

  /** The most of n below a cell that do not show that the quantile is below it. */
  private static long mostBelow(long n, BetaMixture quarter, double threshold, double phi) {
    long in = 0;
    long out = n + 1;
    while (out - in > 1) {
      long k = (in + out) >>> 1;
      if (quarter.up(k / phi, n / phi) < threshold) {
        in = k;
      } else {
        out = k;
      }
    }
    return in;
  }
}
