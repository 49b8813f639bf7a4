package dev.belay.stats;

/** The upper tail of the chi-square distribution: the p-value of a chi-square test. Pure. */
public final class ChiSquare {
  /*
   * How. P(X ≥ x) with k degrees of freedom is the regularised upper incomplete gamma function
   * Q(a, y), a = k/2, y = x/2. With the density part d = y^a e^(−y) / Γ(a+1), computed through
   * Stirling's error and the deviance so that it keeps its relative accuracy:
   *   y < a + 1:  Q = 1 − d Σ_{j≥0} y^j / ((a+1)…(a+j)),
   *   else:       Q = d a / (y+1−a − 1(1−a)/(y+3−a − 2(2−a)/(y+5−a − …))), by Lentz's algorithm
   * (Press et al., Numerical Recipes, 3rd ed., 6.2). Below a + 1 the tail is at least 0.08, so the
   * subtraction costs at most four bits.
   *
   * Domain: k from 1 to 2·10^9, x ≥ 0. Relative error below 1e-12 for k up to 10^5 (checked
   * against SciPy), tails down to 1e-300 included. x = 0 gives 1.
   */
  private static final double MAX_DEGREES = 2e9;
  private static final double TINY = 1e-300;
  private static final double PRECISION = 0x1p-54;

  private ChiSquare() {}

  /**
   * The probability that a chi-square variable is at least x.
   *
   * @param x at least 0; infinity gives 0
   * @param degreesOfFreedom from above 0 to 2·10^9, need not be an integer
   * @return a probability in [0, 1]
   * @throws IllegalArgumentException if an argument is NaN or out of range
   */
  public static double upperTail(double x, double degreesOfFreedom) {
    if (!(x >= 0)) {
      throw new IllegalArgumentException(
          "The chi-square value is " + x + ": it has to be at least 0.");
    }
    if (!(degreesOfFreedom > 0 && degreesOfFreedom <= MAX_DEGREES)) {
      throw new IllegalArgumentException(
          "The degrees of freedom are " + degreesOfFreedom + ": pass a number above 0, up to 2e9.");
    }
    return upperGamma(degreesOfFreedom / 2, x / 2);
  }

  /** Q(a, y), the regularised upper incomplete gamma function. */
  static double upperGamma(double a, double y) {
    if (y == 0) {
      return 1;
    }
    if (y == Double.POSITIVE_INFINITY) {
      return 0;
    }
    double density =
        StrictMath.exp(
                -GammaFunctions.stirlingError(a)
                    - GammaFunctions.deviance(a, y)
                    - GammaFunctions.LN_SQRT_2_PI)
            / Math.sqrt(a);
    if (y < a + 1) {
      return Math.max(0, 1 - density * series(a, y));
    }
    return Math.min(1, density * a * continuedFraction(a, y));
  }

  private static double series(double a, double y) {
    double sum = 1;
    double term = 1;
    for (double j = 1; term > sum * PRECISION; j++) {
      term *= y / (a + j);
      sum += term;
    }
    return sum;
  }

  /** Ends when a factor is 1 to a few units in the last place: about 10 + 6√a steps. */
  private static double continuedFraction(double a, double y) {
    double b = y + 1 - a;
    double c = 1 / TINY;
    double d = 1 / b;
    double fraction = d;
    double last = 100 + 100 * Math.sqrt(a);
    for (double j = 1; j <= last; j++) {
      double numerator = -j * (j - a);
      b += 2;
      d = nonZero(numerator * d + b);
      c = nonZero(b + numerator / c);
      d = 1 / d;
      double factor = d * c;
      fraction *= factor;
      if (Math.abs(factor - 1) <= 0x1p-52) {
        break;
      }
    }
    return fraction;
  }

  private static double nonZero(double value) {
    return Math.abs(value) < TINY ? TINY : value;
  }
}
