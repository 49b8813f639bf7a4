package dev.belay.gate;

/** Comparisons that rounding does not decide. Stateless. */
final class Shares {
  /*
   * How. Scores and recalls are summed in whole units of at most 2^-32, so a figure made of them may be
   * off by that much, and 0.025 − 0.015 is above 0.01 in doubles: what exceeds a limit by no more is
   * not over it. Ratios of counts are doubles that were rounded a few times: 1 part in 10^12.
   */

  /** A difference of scores or recalls that is not told from none. */
  static final double ROUNDING = 0x1p-32;

  private static final double RATIO_ROUNDING = 1e-12;

  private Shares() {}

  /** Whether a figure of scores or recalls is over its limit. */
  static boolean over(double estimate, double limit) {
    return estimate - limit > ROUNDING;
  }

  /** Whether a ratio of counts is over its limit, which is not negative. */
  static boolean ratioOver(double estimate, double limit) {
    return estimate - limit > RATIO_ROUNDING * limit;
  }

  /** Whether more than 1 % of the whole is such a part, exactly. */
  static boolean overOnePercent(long part, long whole) {
    return part > whole / 100;
  }

  /** Whether sum ÷ n is above a limit, exactly; n above 0, none negative. */
  static boolean meanOver(long sum, long n, long limit) {
    long whole = sum / n;
    return whole > limit || (whole == limit && sum % n > 0);
  }
}
