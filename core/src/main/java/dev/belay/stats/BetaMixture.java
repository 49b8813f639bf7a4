package dev.belay.stats;

/**
 * E-processes about one probability p, for totals of k successes in n observations: that the true
 * probability is above p, below p, or different.
 *
 * <p>Each is the mean over a beta distribution of the likelihood ratios against p. Immutable, so
 * safe for use by several threads. Evaluating allocates nothing.
 */
public final class BetaMixture {
  /*
   * How. With shapes a, b and Beta(a, b) cut to (p, 1), to (0, p) or not at all,
   *   up (null: F ≤ p)  = ln ∫_p^1 − ln ∫_p^1 at n = 0,
   *   lo (null: F ≥ p)  the same with ∫_0^p,   both (null: F = p)  with ∫_0^1, where
   *   ∫ = ∫ θ^(a+k−1) (1−θ)^(b+n−k−1) dθ / (p^(a+k) (1−p)^(b+n−k)),
   * so that ln B, ln I and the powers of p never cancel (BetaFunctions). The shapes are tuned to be
   * most powerful after about n_opt observations (Howard, Ramdas, McAuliffe & Sekhon 2021):
   *   a = r/(1−p),  b = r/p,  r = v/(L + ln(1+L)) − p(1−p),  v = p(1−p) n_opt,
   *   L = 2 ln(1/(2α)) one-sided, 2 ln(1/α) two-sided.
   * So a = p c and b = (1−p) c with c = n_opt/(L + ln(1+L)) − 1, which has to be above 0.
   *
   * Domain: 0 < p < 1; k and n−k from 0 to 10^11, not only integers: with a dispersion φ, where
   * observations come in groups of at most φ that depend on one another, k/φ and n/φ keep the
   * guarantee (Hölder's inequality for each θ); the logarithm divided by φ would not. n = 0 gives
   * exactly 0. up grows with k for a fixed n, lo falls. Guarantee: each exceeds ln(1/α) at any time
   * with probability at most α under its null hypothesis (Ville 1939), for whatever α and n_opt it
   * was tuned to. Relative error as BetaFunctions.
   */
  private final double p;
  private final double a;
  private final double b;
  private final double startUp;
  private final double startLo;
  private final double startBoth;

  private BetaMixture(double p, double nOpt, double level, double alpha) {
    if (!(p > 0 && p < 1)) {
      throw new IllegalArgumentException(
          "The probability to compare with is " + p + ": it has to lie strictly between 0 and 1.");
    }
    double concentration = concentration(nOpt, level, alpha);
    this.p = p;
    this.a = p * concentration;
    this.b = (1 - p) * concentration;
    this.startUp = BetaFunctions.logScaledLower(1 - p, p, b, a);
    this.startLo = BetaFunctions.logScaledLower(p, 1 - p, a, b);
    this.startBoth = BetaFunctions.logPeak(p, 1 - p, a, b);
  }

  /**
   * A mixture for tests in one direction.
   *
   * @param p the probability to compare with, strictly between 0 and 1
   * @param nOpt the number of observations at which it is to be most powerful, up to 1e9
   * @param alpha the error budget it is tuned for, above 0 and below ½
   * @return the mixture
   * @throws IllegalArgumentException if an argument is out of range; nOpt is when it is too small
   *     for alpha (8.6 at 0.05, 21 at 0.0005)
   */
  public static BetaMixture oneSided(double p, double nOpt, double alpha) {
    if (!(alpha > 0 && alpha < 0.5)) {
      throw new IllegalArgumentException(
          "The error budget alpha of a one-sided mixture is "
              + alpha
              + ": it has to lie strictly between 0 and 0.5.");
    }
    return new BetaMixture(p, nOpt, -2 * StrictMath.log(2 * alpha), alpha);
  }

  /**
   * A mixture for tests in both directions at once and for intervals.
   *
   * @param p the probability to compare with, strictly between 0 and 1
   * @param nOpt the number of observations at which it is to be most powerful, up to 1e9
   * @param alpha the error budget it is tuned for, strictly between 0 and 1
   * @return the mixture
   * @throws IllegalArgumentException if an argument is out of range; nOpt is when it is too small
   *     for alpha
   */
  public static BetaMixture twoSided(double p, double nOpt, double alpha) {
    return new BetaMixture(p, nOpt, twoSidedLevel(alpha), alpha);
  }

  /** L of a two-sided mixture. */
  static double twoSidedLevel(double alpha) {
    if (!(alpha > 0 && alpha < 1)) {
      throw new IllegalArgumentException(
          "The error budget alpha of a two-sided mixture is "
              + alpha
              + ": it has to lie strictly between 0 and 1.");
    }
    return -2 * StrictMath.log(alpha);
  }

  /** c = a + b; the level is L. */
  static double concentration(double nOpt, double level, double alpha) {
    double scale = level + StrictMath.log1p(level);
    if (!(nOpt > scale && nOpt <= 1e9)) {
      throw new IllegalArgumentException(
          "The number of observations to tune for is "
              + nOpt
              + ": at alpha = "
              + alpha
              + " it has to be above "
              + scale
              + " and at most 1e9.");
    }
    return nOpt / scale - 1;
  }

  /** The first shape of the mixture's beta distribution. */
  double a() {
    return a;
  }

  /** The second shape of the mixture's beta distribution. */
  double b() {
    return b;
  }

  /**
   * The evidence that the probability is above p.
   *
   * @param k successes, from 0 to n
   * @param n observations, at least 0
   * @return ln e; 0 for n = 0
   * @throws IllegalArgumentException if the counts are out of range
   */
  public double up(double k, double n) {
    check(k, n);
    return BetaFunctions.logScaledLower(1 - p, p, b + (n - k), a + k) - startUp;
  }

  /**
   * The evidence that the probability is below p.
   *
   * @param k successes, from 0 to n
   * @param n observations, at least 0
   * @return ln e; 0 for n = 0
   * @throws IllegalArgumentException if the counts are out of range
   */
  public double lo(double k, double n) {
    check(k, n);
    return BetaFunctions.logScaledLower(p, 1 - p, a + k, b + (n - k)) - startLo;
  }

  /** What up does not exceed, several times as quick. */
  double upAtMost(double k, double n) {
    check(k, n);
    return BetaFunctions.logScaledLowerAtMost(1 - p, p, b + (n - k), a + k) - startUp;
  }

  /** What lo does not exceed, several times as quick. */
  double loAtMost(double k, double n) {
    check(k, n);
    return BetaFunctions.logScaledLowerAtMost(p, 1 - p, a + k, b + (n - k)) - startLo;
  }

  /**
   * The evidence that the probability is not p.
   *
   * @param k successes, from 0 to n
   * @param n observations, at least 0
   * @return ln e; 0 for n = 0
   * @throws IllegalArgumentException if the counts are out of range
   */
  public double both(double k, double n) {
    check(k, n);
    return BetaFunctions.logPeak(p, 1 - p, a + k, b + (n - k)) - startBoth;
  }

  static void check(double k, double n) {
    if (!(k >= 0 && k <= n && n <= 1e11)) {
      throw new IllegalArgumentException(
          "There are "
              + k
              + " successes in "
              + n
              + " observations: pass counts with 0 <= successes <= observations <= 1e11.");
    }
  }
}
