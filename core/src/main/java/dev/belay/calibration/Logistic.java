package dev.belay.calibration;

/** The logistic function and its inverse, without overflow and without cancellation. */
final class Logistic {
  private Logistic() {}

  /** 1 / (1 + e^−x), for every x. */
  static double sigmoid(double x) {
    if (x >= 0) {
      return 1 / (1 + StrictMath.exp(-x));
    }
    double exp = StrictMath.exp(x);
    return exp / (1 + exp);
  }

  /** ln(1 + e^x), for every x. */
  static double softplus(double x) {
    return Math.max(x, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(x)));
  }

  /** ln(p / (1 − p)), for p strictly between 0 and 1. */
  static double logit(double p) {
    return StrictMath.log(p) - StrictMath.log1p(-p);
  }
}
