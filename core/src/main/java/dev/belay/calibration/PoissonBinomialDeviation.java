package dev.belay.calibration;

import java.util.OptionalDouble;

/** The mean absolute deviation of the sum of labels whose scores are their true probabilities. */
final class PoissonBinomialDeviation {
  /*
   * How. A score s ≤ ½ adds a success with probability q = s, one above ½ takes away a miss with
   * probability q = 1 − s from the count that is sure otherwise; a whole weight w is w repeats. The
   * distribution of (successes − misses) is made by one convolution with (1 − q, q) a repeat, and
   * E|D − μ| is summed from it, μ = Σ w (±q). So scores at both ends keep few counts in play: with
   * σ² = Σ w q (1 − q) ≤ 25 about 100 hold more than 1e-18 of the mass, and the others are cut off
   * (1e-18 σ² where σ² < 1, as the deviation then is of the order of σ²). Since q (1 − q) ≥ q/2, the
   * sums of q are at most 2σ² = 50 a side, and counts beyond ±ORIGIN are far below the cut.
   *
   * Cost: repeats × counts in play, at most MOST_OPERATIONS plus COUNTS_IN_PLAY a row: rows that
   * stand for one sample each are never refused, large weights are. Absent beyond that, with σ²
   * above MOST_VARIANCE and with a weight that is no whole number. No samples give 0. Relative error
   * below 1e-17 times the repeats, plus 1e-14.
   */

  /** Above this variance the closed form of {@link ExpectedError} is within 0.5 %. */
  static final double MOST_VARIANCE = 25;

  private static final double MOST_OPERATIONS = 2e6;
  private static final double COUNTS_IN_PLAY = 128;
  private static final int ORIGIN = 256;
  private static final double NEGLIGIBLE = 1e-18;

  private final double[] mass = new double[2 * ORIGIN];
  private final double negligible;
  private int low = ORIGIN;
  private int high = ORIGIN;

  private PoissonBinomialDeviation(double variance) {
    this.negligible = NEGLIGIBLE * Math.min(1, variance);
    mass[ORIGIN] = 1;
  }

  /**
   * The deviation of the sum of labels of samples {@code from} (inclusive) to {@code to}.
   *
   * @param variance Σ w s(1−s) of these samples
   * @return E|Σ w y − Σ w s|, absent where it would cost too much or has no distribution
   */
  static OptionalDouble of(SortedScores samples, int from, int to, double variance) {
    if (!(variance <= MOST_VARIANCE)) {
      return OptionalDouble.empty();
    }
    PoissonBinomialDeviation sum = new PoissonBinomialDeviation(variance);
    double left = MOST_OPERATIONS + COUNTS_IN_PLAY * (to - from);
    double mean = 0;
    for (int i = from; i < to; i++) {
      double weight = samples.weight(i);
      if (weight != Math.rint(weight)) {
        return OptionalDouble.empty();
      }
      boolean success = samples.score(i) <= 0.5;
      double q = success ? samples.score(i) : 1 - samples.score(i);
      mean += success ? weight * q : -weight * q;
      for (double repeat = 0; q > 0 && repeat < weight; repeat++) {
        left -= sum.high - sum.low + 2;
        if (left < 0) {
          return OptionalDouble.empty();
        }
        sum.add(success, q);
      }
    }
    return OptionalDouble.of(sum.meanDistance(mean));
  }

  private void add(boolean success, double q) {
    double stay = 1 - q;
    if (success) {
      high++;
      for (int k = high; k > low; k--) {
        mass[k] = mass[k] * stay + mass[k - 1] * q;
      }
      mass[low] *= stay;
    } else {
      low--;
      for (int k = low; k < high; k++) {
        mass[k] = mass[k] * stay + mass[k + 1] * q;
      }
      mass[high] *= stay;
    }
    while (low < high && mass[low] <= negligible) {
      mass[low++] = 0;
    }
    while (high > low && mass[high] <= negligible) {
      mass[high--] = 0;
    }
  }

  private double meanDistance(double mean) {
    double sum = 0;
    for (int k = low; k <= high; k++) {
      sum += Math.abs(k - ORIGIN - mean) * mass[k];
    }
    return sum;
  }
}
