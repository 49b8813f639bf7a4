package dev.belay.stats;

/** The incomplete beta integral in the smaller tail, divided by p^a q^b, as a logarithm. Pure. */
final class IncompleteBeta {
  /*
   * How. ln(∫_0^p x^(a−1) (1−x)^(b−1) dx / (p^a q^b)) for a q ≥ b p, two ways:
   *   (1) the continued fraction of DiDonato & Morris (1992, BFRAC), whose every second convergent
   *       of Müller's fraction needs about 3 √(N p q) steps near the mean and a dozen far from it;
   *   (2) where that would be many, quadrature: with x/(1−x) = e^(−s) p/q the integral is
   *       ∫_0^∞ e^(−f(s)) ds,  f(s) = a s + N ln(1 − p(1 − e^(−s))),
   *       f convex with f(0) = 0, f'(0) = λ = a q − b p ≥ 0, f''(0) = σ² = N p q. By Gauss and
   *       Legendre with 20 points up to the S with λ S + ½ σ² S² = 36, where e^(−f) is below
   *       1e-13 as σ ≥ 40 keeps f'' near σ² over that short way.
   * Both have a relative error below 1e-12 but for the rounding of λ and f, which grows like
   * 1e-16 √N.
   */
  private static final double QUADRATURE_FROM = 40;
  private static final double REACH = 36;
  private static final int POINTS = 20;
  private static final int MAX_STEPS = 100_000;
  private static final double PRECISION = 1e-15;
  private static final double[] NODES = new double[POINTS];
  private static final double[] WEIGHTS = new double[POINTS];

  static {
    for (int i = 0; i < POINTS; i++) {
      legendre(i);
    }
  }

  private IncompleteBeta() {}

  /** ln(∫_0^p x^(a−1) (1−x)^(b−1) dx / (p^a q^b)); p + q = 1 and a q ≥ b p. */
  static double logTail(double p, double q, double a, double b) {
    double slope = a * q - b * p;
    double deviation = Math.sqrt((a + b) * p * q);
    return deviation >= QUADRATURE_FROM && slope < 2.5 * deviation
        ? logQuadrature(p, a, a + b, slope, deviation)
        : StrictMath.log(continuedFraction(p, q, a, b, slope));
  }

  private static double continuedFraction(double p, double q, double a, double b, double slope) {
    double c = 1 + slope;
    double c0 = b / a;
    double c1 = 1 + 1 / a;
    double s = a + 1;
    double grown = 1;
    double value = c1 / c;
    double lastNumerator = 0;
    double lastDenominator = value;
    for (int n = 1; n <= MAX_STEPS; n++) {
      double w = n * (b - n) * p;
      double e = a / s;
      double alpha = grown * (grown + c0) * e * e * w * p;
      grown = 1 + n / a;
      double beta = n + w / s + grown / (c1 + 2 * n / a) * (c + n * (q + 1));
      s += 2;
      double scale = 1 / (alpha * lastDenominator + beta);
      double next = (alpha * lastNumerator + beta * value) * scale;
      if (Math.abs(next - value) <= PRECISION * next) {
        return next;
      }
      lastNumerator = value * scale;
      lastDenominator = scale;
      value = next;
    }
    return value;
  }

  private static double logQuadrature(
      double p, double a, double n, double slope, double deviation) {
    double root = Math.sqrt(slope * slope + 2 * REACH * deviation * deviation);
    double reach = 2 * REACH / (slope + root);
    double sum = 0;
    for (int i = 0; i < POINTS; i++) {
      double s = reach * NODES[i];
      double exponent = a * s + n * StrictMath.log1p(p * StrictMath.expm1(-s));
      sum += WEIGHTS[i] * StrictMath.exp(-exponent);
    }
    return StrictMath.log(reach * sum);
  }

  /** Root i of Legendre's polynomial by Newton's method, moved to [0, 1], with its weight. */
  private static void legendre(int i) {
    double x = StrictMath.cos(StrictMath.PI * (i + 0.75) / (POINTS + 0.5));
    double slope = 1;
    for (int step = 0; step < 8; step++) {
      double last = 1;
      double value = x;
      for (int k = 2; k <= POINTS; k++) {
        double next = ((2 * k - 1) * x * value - (k - 1) * last) / k;
        last = value;
        value = next;
      }
      slope = POINTS * (x * value - last) / (x * x - 1);
      x -= value / slope;
    }
    NODES[i] = (1 - x) / 2;
    WEIGHTS[i] = 1 / ((1 - x * x) * slope * slope);
  }
}
