package dev.belay.stats;

/**
 * The beta function and the beta distribution's two tails, as logarithms that stay accurate where
 * the numbers themselves are far too small for a double.
 *
 * <p>All functions are pure, allocate nothing and give the same bits on every Java machine.
 */
public final class BetaFunctions {
  /*
   * How. With N = a + b and q = 1 − p, everything is measured against p^a q^b, which keeps large
   * terms from cancelling:
   *   peak  G = ln B(a,b) − a ln p − b ln q
   *           = D(a, Np) + D(b, Nq) + ½ ln(2π N/(a b)) + δ(a) + δ(b) − δ(N),
   * with Stirling's error δ and the deviance D of GammaFunctions, and
   *   tail  T = ln ∫_0^p x^(a−1) (1−x)^(b−1) dx − a ln p − b ln q       for a/N ≥ p,
   * by IncompleteBeta. Then ln I_p = T − G in the smaller tail and ln(1 − e^(T' − G)) in the larger
   * one, T' being the tail on the other side of p. There is no floor: a probability of e^(−10^8) is
   * as good as one of ½.
   *
   * Domain: a, b from 10^-3 to 10^12, 0 < p < 1. Relative error of the logarithm below 1e-9 (below
   * 1e-11 for a + b up to 10^6), checked against arithmetic with many digits.
   */
  private static final double LN_2_PI = 2 * GammaFunctions.LN_SQRT_2_PI;
  private static final double MIN = 1e-3;
  private static final double MAX = 1e12;

  private BetaFunctions() {}

  /**
   * The logarithm of the beta function.
   *
   * @param a from 10^-3 to 10^12
   * @param b from 10^-3 to 10^12
   * @return ln B(a, b)
   * @throws IllegalArgumentException if an argument is out of range
   */
  public static double logBeta(double a, double b) {
    checkShape(a);
    checkShape(b);
    double small = Math.min(a, b);
    double large = Math.max(a, b);
    double ratio = small / large;
    return -(large - 0.5) * StrictMath.log1p(ratio)
        + (small - 0.5) * (StrictMath.log(ratio) - StrictMath.log1p(ratio))
        - 0.5 * StrictMath.log(a + b)
        + GammaFunctions.LN_SQRT_2_PI
        + stirling(a, b);
  }

  /**
   * The logarithm of the probability of at most p.
   *
   * @param p strictly between 0 and 1
   * @param a the first shape, from 10^-3 to 10^12
   * @param b the second shape, from 10^-3 to 10^12
   * @return ln I_p(a, b), at most 0
   * @throws IllegalArgumentException if an argument is out of range
   */
  public static double logLower(double p, double a, double b) {
    check(p, a, b);
    return a * (1 - p) >= b * p
        ? Math.min(0, IncompleteBeta.logTail(p, 1 - p, a, b) - logPeak(p, 1 - p, a, b))
        : logComplement(IncompleteBeta.logTail(1 - p, p, b, a) - logPeak(p, 1 - p, a, b));
  }

  /**
   * The logarithm of the probability of more than p.
   *
   * @param p strictly between 0 and 1
   * @param a the first shape, from 10^-3 to 10^12
   * @param b the second shape, from 10^-3 to 10^12
   * @return ln(1 − I_p(a, b)), at most 0
   * @throws IllegalArgumentException if an argument is out of range
   */
  public static double logUpper(double p, double a, double b) {
    check(p, a, b);
    return a * (1 - p) >= b * p
        ? logComplement(IncompleteBeta.logTail(p, 1 - p, a, b) - logPeak(p, 1 - p, a, b))
        : Math.min(0, IncompleteBeta.logTail(1 - p, p, b, a) - logPeak(p, 1 - p, a, b));
  }

  /** ln(∫_0^p x^(a−1) (1−x)^(b−1) dx / (p^a q^b)), arguments unchecked. */
  static double logScaledLower(double p, double q, double a, double b) {
    if (a * q >= b * p) {
      return IncompleteBeta.logTail(p, q, a, b);
    }
    double peak = logPeak(p, q, a, b);
    return peak + logComplement(IncompleteBeta.logTail(q, p, b, a) - peak);
  }

  /**
   * A bound from above of {@link #logScaledLower}: far in the tail 1/λ, for the integrand's f of
   * IncompleteBeta is convex with slope λ at 0; elsewhere the whole integral.
   */
  static double logScaledLowerAtMost(double p, double q, double a, double b) {
    double slope = a * q - b * p;
    return slope > 0 && slope * slope > (a + b) * p * q
        ? -StrictMath.log(slope)
        : logPeak(p, q, a, b);
  }

  /** G = ln(B(a,b) / (p^a q^b)), arguments unchecked. */
  static double logPeak(double p, double q, double a, double b) {
    double n = a + b;
    return GammaFunctions.deviance(a, n * p)
        + GammaFunctions.deviance(b, n * q)
        + 0.5 * (LN_2_PI + StrictMath.log(n / (a * b)))
        + stirling(a, b);
  }

  private static double stirling(double a, double b) {
    return GammaFunctions.stirlingError(a)
        + GammaFunctions.stirlingError(b)
        - GammaFunctions.stirlingError(a + b);
  }

  /** ln(1 − e^x) for x ≤ 0, up to rounding. */
  private static double logComplement(double x) {
    if (x >= 0) {
      return Double.NEGATIVE_INFINITY;
    }
    return x > -LogSpace.LN_2
        ? StrictMath.log(-StrictMath.expm1(x))
        : StrictMath.log1p(-StrictMath.exp(x));
  }

  private static void check(double p, double a, double b) {
    if (!(p > 0 && p < 1)) {
      throw new IllegalArgumentException(
          "The argument of the beta distribution is "
              + p
              + ": it has to lie strictly between 0 and 1.");
    }
    checkShape(a);
    checkShape(b);
  }

  private static void checkShape(double shape) {
    if (!(shape >= MIN && shape <= MAX)) {
      throw new IllegalArgumentException(
          "A shape of the beta function is " + shape + ": it has to lie between 0.001 and 1e12.");
    }
  }
}
