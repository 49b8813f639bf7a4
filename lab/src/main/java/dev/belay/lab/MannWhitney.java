package dev.belay.lab;

import dev.belay.stats.NormalDistribution;
import java.util.Arrays;

/**
 * The shift between two samples by Hodges and Lehmann, with the interval that inverts the
 * Mann–Whitney test.
 *
 * @param estimate the median of all differences, experiment less control
 * @param lower the lower end of the interval
 * @param upper the upper end
 */
record MannWhitney(double estimate, double lower, double upper) {
  /*
   * How. Of the n·m differences in ascending order, those of ranks C and nm + 1 − C, with
   * C = nm/2 − z √(nm(n + m + 1)/12) rounded down, at least 1: the normal approximation of the test's
   * distribution (Hollander, Wolfe & Chicken 2014, section 4.3). Ties are not corrected for.
   *
   * A difference of some rank is found by bisection over all doubles: in sorted samples, those that
   * are at most v are counted in n + m steps.
   */

  /**
   * The shift.
   *
   * @param control at least one number
   * @param experiment at least one number
   * @param confidence two-sided, strictly between 0 and 1
   */
  static MannWhitney of(double[] control, double[] experiment, double confidence) {
    long pairs = (long) control.length * experiment.length;
    double[] before = control.clone();
    double[] after = experiment.clone();
    Arrays.sort(before);
    Arrays.sort(after);
    double z = NormalDistribution.quantile(0.5 + confidence / 2);
    double spread = Math.sqrt(pairs * (control.length + experiment.length + 1.0) / 12);
    long rank = Math.max(1, (long) Math.floor(pairs / 2.0 - z * spread));
    double median =
        (difference(before, after, (pairs + 1) / 2) + difference(before, after, pairs / 2 + 1)) / 2;
    return new MannWhitney(
        median, difference(before, after, rank), difference(before, after, pairs - rank + 1));
  }

  /** The difference of a rank, from 1. */
  private static double difference(double[] control, double[] experiment, long rank) {
    long low = ordered(experiment[0] - control[control.length - 1]);
    long high = ordered(experiment[experiment.length - 1] - control[0]);
    while (low < high) {
      long middle = low + (high - low >>> 1);
      if (atMost(control, experiment, fromOrdered(middle)) >= rank) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return fromOrdered(low);
  }

  private static long atMost(double[] control, double[] experiment, double value) {
    long count = 0;
    int from = control.length;
    for (int i = experiment.length - 1; i >= 0; i--) {
      while (from > 0 && experiment[i] - control[from - 1] <= value) {
        from--;
      }
      count += control.length - from;
    }
    return count;
  }

  /** A long that is in the order of the doubles. */
  private static long ordered(double value) {
    long bits = Double.doubleToLongBits(value + 0.0);
    return bits < 0 ? Long.MIN_VALUE - bits : bits;
  }

  private static double fromOrdered(long ordered) {
    return Double.longBitsToDouble(ordered < 0 ? Long.MIN_VALUE - ordered : ordered);
  }
}
