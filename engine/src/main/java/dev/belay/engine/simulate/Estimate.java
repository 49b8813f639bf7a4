package dev.belay.engine.simulate;

import dev.belay.stats.WilsonInterval;
import java.util.Optional;

/**
 * A number that was estimated, with its 95 % interval.
 *
 * @param value the estimate
 * @param lower the lower end
 * @param upper the upper end
 */
public record Estimate(double value, double lower, double upper) {
  private static final double CONFIDENCE = 0.95;

  /** A share of so many trials, with Wilson's interval; empty without trials. */
  static Optional<Estimate> share(int part, int whole) {
    return WilsonInterval.of(part, whole, CONFIDENCE)
        .map(wilson -> new Estimate((double) part / whole, wilson.lower(), wilson.upper()));
  }

  /**
   * A quantile: the value of rank max(1, ⌈p n⌉); its interval is between the ranks that Wilson's
   * interval around p gives, approximately a 95 % one.
   *
   * @param sorted the values in ascending order
   * @param p above 0, below 1
   * @return empty without values
   */
  static Optional<Estimate> quantile(double[] sorted, double p) {
    int n = sorted.length;
    return WilsonInterval.of(p * n, n, CONFIDENCE)
        .map(
            wilson ->
                new Estimate(
                    sorted[rank(p, n)],
                    sorted[rank(wilson.lower(), n)],
                    sorted[rank(wilson.upper(), n)]));
  }

  private static int rank(double p, int n) {
    return Math.max(0, Math.min(n - 1, (int) Math.ceil(p * n) - 1));
  }
}
