package dev.belay.stats;

/**
 * A confidence interval for a proportion that holds at all times at once.
 *
 * @param lower the lower limit, in [0, 1]
 * @param upper the upper limit, in [lower, 1]
 */
public record AnytimeInterval(double lower, double upper) {
  /*
   * How. All p that the two-sided BetaMixture, tuned at that very p for n_opt and α, does not
   * reject: both_p(k, n) < ln(1/α). Each p has its own mixture, Beta(p c, (1−p) c) with
   * c = n_opt/(L + ln(1+L)) − 1; the evidence is 0 or less near k/n and grows away from it, so the
   * limits are found by bisection from k/n outwards, to the last bit, and rounded outwards.
   *
   * n = 0 gives [0, 1]; the lower limit is 0 for k = 0, the upper one 1 for k = n. Guarantee: the
   * true p, given the past the same for every observation, lies in all intervals from the first to
   * the last with probability at least 1 − α (Ville 1939; Howard, Ramdas, McAuliffe & Sekhon 2021).
   * Narrowest at about n_opt observations; there about 1.5 times as wide as Wilson's.
   */
  private static final int HALVINGS = 80;
  private static final double NEAREST = 1e-12;

  /**
   * The interval for k successes in n trials.
   *
   * @param successes k, from 0 to n
   * @param trials n, at least 0
   * @param alpha one minus the confidence, strictly between 0 and 1
   * @param nOpt the number of trials at which it is to be narrowest, up to 1e9
   * @return the interval
   * @throws IllegalArgumentException if an argument is out of range; nOpt is when it is too small
   *     for alpha (9.3 at 0.05)
   */
  public static AnytimeInterval of(double successes, double trials, double alpha, double nOpt) {
    BetaMixture.check(successes, trials);
    double level = BetaMixture.twoSidedLevel(alpha);
    double concentration = BetaMixture.concentration(nOpt, level, alpha);
    double failures = trials - successes;
    double threshold = level / 2;
    double middle = Math.min(1 - NEAREST, Math.max(NEAREST, successes / Math.max(1, trials)));
    double lower = 0;
    double upper = 1;
    if (successes > 0) {
      lower = lowerLimit(middle, successes, failures, concentration, threshold);
    }
    if (failures > 0) {
      upper = 1 - lowerLimit(1 - middle, failures, successes, concentration, threshold);
    }
    return new AnytimeInterval(lower, upper);
  }

  /** The last p outside on the way from 0 to one that is inside; 0 if there is none. */
  private static double lowerLimit(
      double middle, double successes, double failures, double concentration, double threshold) {
    double out = NEAREST;
    if (evidence(out, successes, failures, concentration) < threshold) {
      return 0;
    }
    double in = middle;
    for (int i = 0; i < HALVINGS; i++) {
      double p = (in + out) / 2;
      if (evidence(p, successes, failures, concentration) < threshold) {
        in = p;
      } else {
        out = p;
      }
    }
    return out;
  }

  private static double evidence(
      double p, double successes, double failures, double concentration) {
    double a = p * concentration;
    double b = (1 - p) * concentration;
    return BetaFunctions.logPeak(p, 1 - p, a + successes, b + failures)
        - BetaFunctions.logPeak(p, 1 - p, a, b);
  }
}
