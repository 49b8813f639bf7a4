package dev.belay.lab;

/**
 * A sample in sums.
 *
 * @param n how many
 * @param sum their sum
 * @param squares the sum of their squares
 */
record Moments(double n, double sum, double squares) {
  /** Of shares: ones among n. */
  static Moments ofShare(double n, double ones) {
    return new Moments(n, ones, ones);
  }

  double mean() {
    return sum / n;
  }

  private double meanVariance() {
    return Math.max(0, squares / n - mean() * mean()) / Math.max(1, n - 1);
  }

  /**
   * Welch's t of this sample's mean less the other's; 0 where either has fewer than two, or nothing
   * varies.
   */
  double welchT(Moments other) {
    if (n < 2 || other.n < 2) {
      return 0;
    }
    double variance = meanVariance() + other.meanVariance();
    return variance == 0 ? 0 : (mean() - other.mean()) / Math.sqrt(variance);
  }
}
