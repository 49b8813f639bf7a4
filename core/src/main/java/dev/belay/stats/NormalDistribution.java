package dev.belay.stats;

/** The standard normal distribution. Pure. */
public final class NormalDistribution {
  /*
   * How. The upper tail for z ≥ 0 is ½ Q(½, z²/2) with the regularised incomplete gamma function
   * (see ChiSquare); the other tail by symmetry. The quantile starts from Hastings' rational
   * approximation (Abramowitz & Stegun 26.2.23, error 4.5e-4) and takes three steps of Halley's
   * method on the smaller tail, each of which triples the number of right digits.
   *
   * Domain: every z but NaN; p in (0, 1). Relative error below 1e-13 of the smaller tail; below
   * 1e-14 absolute of the quantile.
   */
  private static final double SQRT_2_PI = 2.5066282746310007;

  private NormalDistribution() {}

  /**
   * The probability of a value of at most z.
   *
   * @param z any number but NaN
   * @return a probability in [0, 1]
   * @throws IllegalArgumentException if z is NaN
   */
  public static double cdf(double z) {
    return upperTail(-z);
  }

  /**
   * The probability of a value of at least z.
   *
   * @param z any number but NaN
   * @return a probability in [0, 1]
   * @throws IllegalArgumentException if z is NaN
   */
  public static double upperTail(double z) {
    if (Double.isNaN(z)) {
      throw new IllegalArgumentException("The normal value is NaN: pass a number.");
    }
    double tail = 0.5 * ChiSquare.upperGamma(0.5, z * z / 2);
    return z >= 0 ? tail : 1 - tail;
  }

  /**
   * The value below which a share p of the distribution lies.
   *
   * @param p strictly between 0 and 1
   * @return the quantile; 0 for p = 0.5
   * @throws IllegalArgumentException if p is not strictly between 0 and 1
   */
  public static double quantile(double p) {
    if (!(p > 0 && p < 1)) {
      throw new IllegalArgumentException(
          "The probability of a quantile is " + p + ": it has to lie strictly between 0 and 1.");
    }
    if (p == 0.5) {
      return 0;
    }
    double tail = Math.min(p, 1 - p);
    double t = Math.sqrt(-2 * StrictMath.log(tail));
    double z =
        t
            - (2.515517 + t * (0.802853 + t * 0.010328))
                / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
    for (int step = 0; step < 3; step++) {
      double density = StrictMath.exp(-z * z / 2) / SQRT_2_PI;
      double excess = (upperTail(z) - tail) / density;
      z += excess / (1 - excess * z / 2);
    }
    return p < 0.5 ? -z : z;
  }
}
