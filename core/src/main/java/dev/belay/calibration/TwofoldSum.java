package dev.belay.calibration;

/** A running sum of nonnegative doubles in twice the working precision. */
final class TwofoldSum {
  private double high;
  private double low;

  void add(double value) {
    double sum = high + value;
    double virtual = sum - high;
    low += (high - (sum - virtual)) + (value - virtual);
    high = sum + low;
    low -= high - sum;
  }

  /** The sum, rounded to a double. */
  double value() {
    return high;
  }
}
