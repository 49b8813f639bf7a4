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
   */

  /**
   * The shift.
   *
   * @param control at least one number
   * @param experiment at least one number
   * @param confidence two-sided, strictly between 0 and 1
   */
  static MannWhitney of(double[] control, double[] experiment, double confidence) {
    int pairs = Math.multiplyExact(control.length, experiment.length);
    double[] differences = new double[pairs];
    int next = 0;
    for (double treated : experiment) {
      for (double controlled : control) {
        differences[next++] = treated - controlled;
      }
    }
    Arrays.sort(differences);
    double z = NormalDistribution.quantile(0.5 + confidence / 2);
    double spread = Math.sqrt(pairs * (control.length + experiment.length + 1.0) / 12);
    int rank = Math.max(1, (int) Math.floor(pairs / 2.0 - z * spread));
    double median = (differences[(pairs - 1) / 2] + differences[pairs / 2]) / 2;
    return new MannWhitney(median, differences[rank - 1], differences[pairs - rank]);
  }
}
