package dev.belay.stats;

import java.util.List;
import java.util.OptionalDouble;

/**
 * How much more counts of several periods vary than they would if observations did not depend on
 * one another: φ, 1 for independence. Stateless and thread-safe.
 */
public final class CountDispersion {
  /*
   * How. Of period h, n_h observations and k_h events; q = Σk / Σn. Pearson's statistic over its
   * degrees of freedom, for H periods that observed anything:
   *   φ = 1/(H − 1) · Σ (k_h − q n_h)² / (q (1 − q) n_h),   not below 1.
   * For rare events this is the variance-to-mean ratio. The factor 1 − q makes it right for common
   * ones too: groups of b equal observations have φ = b at every q, and a plain variance-to-mean ratio
   * would say b (1 − q). Events that come in bursts of a random size B have φ = E[B²]/E[B]; for a
   * geometric B of mean b that is 2b − 1.
   *
   * Residuals. Of period h, n_h values with the sum S_h and the sum of variances V_h that independence
   * would give; m = ΣS / Σn: φ = H/(H − 1) · Σ (S_h − m n_h)² / ΣV_h, not below 1.
   *
   * n = 0: a period without observations is left out. Too little to say anything: fewer than
   * LEAST_PERIODS periods, or fewer than LEAST_EVENTS events, or of those that are none, in all.
   *
   * Error: an estimate, with no guarantee. Under independence its standard deviation is about
   * √(2/(H − 1)): 0.43 for 12 periods, 0.11 for 168. A rate that drifts from period to period counts as
   * dispersion, which errs on the side of more. Cochran 1954; McCullagh & Nelder 1989, section 4.5.
   */

  /** With fewer periods there is no answer. */
  public static final int LEAST_PERIODS = 12;

  /** With fewer events, or fewer observations that are none, there is no answer. */
  public static final int LEAST_EVENTS = 20;

  private CountDispersion() {}

  /**
   * The dispersion of counts of events.
   *
   * @param n observations by period, each at least 0
   * @param k events among them, as many periods, each from 0 to n
   * @return at least 1; empty where there is too little to say anything
   * @throws IllegalArgumentException if a count is out of range
   */
  public static OptionalDouble ofCounts(long[] n, long[] k) {
    requireSame(n.length, k.length);
    long trials = 0;
    long events = 0;
    int periods = 0;
    for (int h = 0; h < n.length; h++) {
      if (k[h] < 0 || k[h] > n[h]) {
        throw new IllegalArgumentException(
            "Period "
                + h
                + " has "
                + k[h]
                + " events in "
                + n[h]
                + " observations: pass events from 0 to the observations.");
      }
      trials = Math.addExact(trials, n[h]);
      events += k[h];
      periods += n[h] > 0 ? 1 : 0;
    }
    if (periods < LEAST_PERIODS || events < LEAST_EVENTS || trials - events < LEAST_EVENTS) {
      return OptionalDouble.empty();
    }
    double q = (double) events / trials;
    double sum = 0;
    for (int h = 0; h < n.length; h++) {
      if (n[h] > 0) {
        double residual = k[h] - q * n[h];
        sum += residual * residual / (q * (1 - q) * n[h]);
      }
    }
    return OptionalDouble.of(Math.max(1, sum / (periods - 1)));
  }

  /**
   * The dispersion of sums whose variances under independence are known.
   *
   * @param n values by period, each at least 0
   * @param sum of the values, as many periods, finite
   * @param variance sums of the variances of the values, as many periods, each at least 0, finite
   * @return at least 1; empty where there is too little to say anything
   * @throws IllegalArgumentException if an argument is out of range
   */
  public static OptionalDouble ofSums(long[] n, double[] sum, double[] variance) {
    requireSame(n.length, sum.length);
    requireSame(n.length, variance.length);
    long values = 0;
    double total = 0;
    double expected = 0;
    int periods = 0;
    for (int h = 0; h < n.length; h++) {
      if (n[h] < 0 || !Double.isFinite(sum[h]) || !(variance[h] >= 0) || variance[h] > 1e300) {
        throw new IllegalArgumentException(
            "Period "
                + h
                + " has "
                + n[h]
                + " values with the sum "
                + sum[h]
                + " and the variance "
                + variance[h]
                + ": pass counts of at least 0, finite sums and variances of at least 0.");
      }
      values = Math.addExact(values, n[h]);
      total += sum[h];
      expected += variance[h];
      periods += n[h] > 0 ? 1 : 0;
    }
    if (periods < LEAST_PERIODS || values < 2L * LEAST_EVENTS || !(expected >= 1)) {
      return OptionalDouble.empty();
    }
    double mean = total / values;
    double squares = 0;
    for (int h = 0; h < n.length; h++) {
      double residual = sum[h] - mean * n[h];
      squares += residual * residual;
    }
    return OptionalDouble.of(Math.max(1, squares / expected * periods / (periods - 1)));
  }

  private static void requireSame(int periods, int others) {
    if (periods != others) {
      throw new IllegalArgumentException(
          "There are "
              + periods
              + " periods in one array and "
              + others
              + " in another: pass as many in each.");
    }
  }

  /** The greatest of several answers; empty where there is none. */
  public static OptionalDouble greatest(List<OptionalDouble> answers) {
    return answers.stream()
        .filter(OptionalDouble::isPresent)
        .mapToDouble(OptionalDouble::getAsDouble)
        .max();
  }
}
