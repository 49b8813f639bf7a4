package dev.belay.stats;

/** Sums and means of numbers that are given by their natural logarithms. Pure. */
final class LogSpace {
  /*
   * How. ln(e^a + e^b) = max + ln(1 + e^(min − max)), so that nothing overflows and nothing that
   * counts underflows. −infinity stands for 0 and is a proper summand. StrictMath throughout: the
   * same bits on every machine, so a stored state goes on as it would have.
   */
  static final double LN_2 = 0.6931471805599453;

  private LogSpace() {}

  /** ln(e^a + e^b); either may be −infinity, none NaN or +infinity. */
  static double add(double a, double b) {
    double high = Math.max(a, b);
    if (high == Double.NEGATIVE_INFINITY) {
      return high;
    }
    return high + StrictMath.log1p(StrictMath.exp(Math.min(a, b) - high));
  }

  /** ln of the mean of e^x over all x, of which there is at least one; −infinity if all are 0. */
  static double mean(double[] x) {
    double high = Double.NEGATIVE_INFINITY;
    for (double value : x) {
      high = Math.max(high, value);
    }
    if (high == Double.NEGATIVE_INFINITY) {
      return high;
    }
    double sum = 0;
    for (double value : x) {
      sum += StrictMath.exp(value - high);
    }
    return high + StrictMath.log(sum / x.length);
  }

  /** ln of the mean of e^a and e^b. */
  static double mean(double a, double b) {
    return add(a, b) - LN_2;
  }
}
