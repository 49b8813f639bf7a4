package dev.belay.stats;

/** The binomial distribution: probability and mean absolute deviation. Pure. */
public final class BinomialDistribution {
  /*
   * How. The probability of k of n is √(n / (2π k (n−k))) · exp(δ(n) − δ(k) − δ(n−k) − D(k, np) −
   * D(n−k, n(1−p))), Loader's saddle-point form (2000), which is exact and loses no digits for
   * large n. The mean absolute deviation is de Moivre's closed form (1730; Diaconis & Zabell 1991):
   * E|X − np| = 2 ν (1−p) P(X = ν), ν = floor(np) + 1.
   *
   * Domain: n an integer from 0 to 2^53, 0 ≤ p ≤ 1, k an integer in [0, n]. n = 0, p = 0 and p = 1
   * give the deviation 0. Relative error about 1e-14 in the middle, more in far tails.
   */
  private BinomialDistribution() {}

  /**
   * The probability of exactly k successes.
   *
   * @param k an integer from 0 to n
   * @param n the number of trials, an integer from 0 to 2^53
   * @param p the probability of a success, in [0, 1]
   * @return a probability in [0, 1]
   * @throws IllegalArgumentException if an argument is out of range
   */
  public static double probability(double k, double n, double p) {
    check(n, p);
    if (!(k >= 0 && k <= n && k == Math.rint(k))) {
      throw new IllegalArgumentException(
          "The number of successes is " + k + ": it has to be an integer from 0 to " + n + ".");
    }
    if (k == 0) {
      return n == 0 ? 1 : StrictMath.exp(n * StrictMath.log1p(-p));
    }
    if (k == n) {
      return StrictMath.exp(n * StrictMath.log(p));
    }
    if (p == 0 || p == 1) {
      return 0;
    }
    double exponent =
        GammaFunctions.stirlingError(n)
            - GammaFunctions.stirlingError(k)
            - GammaFunctions.stirlingError(n - k)
            - GammaFunctions.deviance(k, n * p)
            - GammaFunctions.deviance(n - k, n * (1 - p))
            - GammaFunctions.LN_SQRT_2_PI;
    return StrictMath.exp(exponent) * Math.sqrt(n / (k * (n - k)));
  }

  /**
   * The mean absolute deviation of the number of successes from its mean.
   *
   * @param n the number of trials, an integer from 0 to 2^53
   * @param p the probability of a success, in [0, 1]
   * @return E|X − np|, at least 0
   * @throws IllegalArgumentException if an argument is out of range
   */
  public static double meanAbsoluteDeviation(double n, double p) {
    check(n, p);
    double above = Math.floor(n * p) + 1;
    if (p == 0 || above > n) {
      return 0;
    }
    return 2 * above * (1 - p) * probability(above, n, p);
  }

  private static void check(double n, double p) {
    if (!(n >= 0 && n <= 0x1p53 && n == Math.rint(n))) {
      throw new IllegalArgumentException(
          "The number of trials is " + n + ": it has to be an integer from 0 to 2^53.");
    }
    if (!(p >= 0 && p <= 1)) {
      throw new IllegalArgumentException(
          "The probability of a success is " + p + ": it has to lie in [0, 1].");
    }
  }
}
