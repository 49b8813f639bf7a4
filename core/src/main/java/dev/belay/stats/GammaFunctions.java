package dev.belay.stats;

/**
 * The logarithm of the gamma function and the two parts that densities are made of without loss.
 *
 * <p>All functions are pure and give the same bits on every Java machine ({@link StrictMath}).
 */
public final class GammaFunctions {
  /*
   * How. δ(x) = ln Γ(x+1) − (x + ½) ln x + x − ½ ln 2π is the error of Stirling's formula. For
   * x ≥ 12 its asymptotic series with eight terms is exact to a double; below, the recurrence
   * δ(x) = δ(x+1) + (x + ½) ln(1 + 1/x) − 1 leads there. D(x, m) = x ln(x/m) + m − x is the
   * deviance, with a series where x and m are close so that nothing cancels. Both after
   * C. Loader, "Fast and accurate computation of binomial probabilities" (2000).
   *
   * Domain: x > 0, m > 0. Error: absolute 1e-15 in δ; ln Γ relative 1e-15 of its largest term.
   */
  static final double LN_SQRT_2_PI = 0.9189385332046728;

  private static final double SERIES_FROM = 12;
  private static final double[] STIRLING = {
    1.0 / 12,
    -1.0 / 360,
    1.0 / 1260,
    -1.0 / 1680,
    1.0 / 1188,
    -691.0 / 360360,
    1.0 / 156,
    -3617.0 / 122400
  };

  private GammaFunctions() {}

  /**
   * The natural logarithm of Γ(x).
   *
   * @param x above 0, finite
   * @return ln Γ(x)
   * @throws IllegalArgumentException if x is out of range
   */
  public static double logGamma(double x) {
    if (!(x > 0 && x <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "The argument of logGamma is " + x + ": pass a finite number above 0.");
    }
    return stirlingError(x) + (x - 0.5) * StrictMath.log(x) - x + LN_SQRT_2_PI;
  }

  /** δ(x): what Stirling's formula for ln Γ(x+1) lacks; x above 0. */
  static double stirlingError(double x) {
    double correction = 0;
    double y = x;
    while (y < SERIES_FROM) {
      correction += (y + 0.5) * StrictMath.log1p(1 / y) - 1;
      y++;
    }
    double square = 1 / (y * y);
    double series = 0;
    for (int i = STIRLING.length - 1; i >= 0; i--) {
      series = series * square + STIRLING[i];
    }
    return correction + series / y;
  }

  /** D(x, m) = x ln(x/m) + m − x, at least 0; x and m above 0. */
  static double deviance(double x, double m) {
    double difference = x - m;
    if (Math.abs(difference) >= 0.1 * (x + m)) {
      return x * StrictMath.log(x / m) - difference;
    }
    double v = difference / (x + m);
    double sum = difference * v;
    double term = 2 * x * v;
    double square = v * v;
    for (int j = 3; j < 1000; j += 2) {
      term *= square;
      double next = sum + term / j;
      if (next == sum) {
        break;
      }
      sum = next;
    }
    return sum;
  }
}
