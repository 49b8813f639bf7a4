package dev.belay.gate;

import dev.belay.telemetry.ArmCounter;
import dev.belay.telemetry.ArmSummary;

/**
 * Mean and spread of an arm's SLA-recall@50.
 *
 * @param n the number of recalls, at least 1
 * @param mean their mean, in [0, 1]
 * @param squares Σ(r − mean)²; 0 where every query has the same recall
 */
record RecallMoments(long n, double mean, double squares) {
  /*
   * How. Σr and Σr² are in whole units u = 2^-32, each value rounded to the nearest: the mean is Σr/n,
   * and Σ(r − mean)² = n (Σr²/n − mean²). All recalls are the same if Σr is n times a whole number of
   * units and Σr²/n differs from mean² by no more than rounding, 4 units at most: u/2 for r², and
   * 2·u/2 + u² for mean². Then the spread is 0, not that rounding. Where they do differ, the same 4
   * units are added, so that rounding never makes a spread look smaller than it is.
   *
   * If nothing changed, both arms draw from the same recalls, so the variance of one is taken from both:
   * V = (S_T + S_C)/(n_T + n_C − 2), SE² = V (1/n_T + 1/n_C). Each arm's own variance would not do: a
   * small arm without any of the rare misses would have none, and being lucky would be a breach. With
   * one recall in each arm nothing is known of V; it is then 1/4, the most that values in [0, 1] can
   * have.
   */
  private static final double UNIT = 1.0 / ArmSummary.RECALL_UNITS_PER_ONE;
  private static final double ROUNDING = 4 * UNIT;
  private static final double MOST_VARIANCE = 0.25;

  /** The moments of an arm of which at least one recall is measured. */
  static RecallMoments of(ArmSummary arm) {
    long n = arm.get(ArmCounter.SLA_RECALL_MEASURED);
    long units = arm.get(ArmCounter.SLA_RECALL_UNITS);
    double mean = (double) units / n * UNIT;
    double spread = (double) arm.get(ArmCounter.SLA_RECALL_SQUARE_UNITS) / n * UNIT - mean * mean;
    boolean same = n == 1 || (units % n == 0 && spread <= ROUNDING);
    return new RecallMoments(n, mean, same ? 0 : n * (Math.max(0, spread) + ROUNDING));
  }

  /** The standard error of the difference of both means, if nothing changed. */
  double standardErrorTo(RecallMoments other) {
    double freedom = (double) n + other.n - 2;
    double variance = freedom > 0 ? (squares + other.squares) / freedom : MOST_VARIANCE;
    return Math.sqrt(variance * (1.0 / n + 1.0 / other.n));
  }
}
