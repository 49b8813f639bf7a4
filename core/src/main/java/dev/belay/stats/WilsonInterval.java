package dev.belay.stats;

import java.util.Optional;

/**
 * Wilson's score interval for a proportion.
 *
 * @param lower the lower limit, in [0, 1]
 * @param upper the upper limit, in [lower, 1]
 */
public record WilsonInterval(double lower, double upper) {
  /*
   * How. With p = k/n and z the two-sided normal quantile of the confidence, the interval is
   * (p + z²/2n ± z √(p(1−p)/n + z²/4n²)) / (1 + z²/n): all q with |p − q| ≤ z √(q(1−q)/n)
   * (E. B. Wilson 1927). Its limits are exactly 0 at k = 0 and exactly 1 at k = n. n = 0 has no
   * interval. Rounding error: a few units in the last place of 1.
   */

  /**
   * The interval for k successes in n trials.
   *
   * @param successes k, in [0, n]
   * @param trials n, finite and at least 0
   * @param confidence the two-sided confidence, strictly between 0 and 1
   * @return the interval, absent when there are no trials
   * @throws IllegalArgumentException if an argument is out of range
   */
  public static Optional<WilsonInterval> of(double successes, double trials, double confidence) {
    if (!(trials >= 0 && trials <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "The number of trials is " + trials + ": pass a finite number of at least 0.");
    }
    if (!(successes >= 0 && successes <= trials)) {
      throw new IllegalArgumentException(
          "The number of successes is "
              + successes
              + ": it has to lie between 0 and the "
              + trials
              + " trials.");
    }
    if (!(confidence > 0 && confidence < 1)) {
      throw new IllegalArgumentException(
          "The confidence is " + confidence + ": it has to lie strictly between 0 and 1.");
    }
    if (trials == 0) {
      return Optional.empty();
    }
    double z = NormalDistribution.quantile(0.5 + confidence / 2);
    double share = successes / trials;
    double square = z * z / trials;
    double centre = share + square / 2;
    double half = z * Math.sqrt(share * (1 - share) / trials + square / (4 * trials));
    double scale = 1 + square;
    double lower = successes == 0 ? 0 : Math.max(0, (centre - half) / scale);
    double upper = successes == trials ? 1 : Math.min(1, (centre + half) / scale);
    return Optional.of(new WilsonInterval(lower, upper));
  }
}
