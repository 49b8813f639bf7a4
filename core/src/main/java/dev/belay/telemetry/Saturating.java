package dev.belay.telemetry;

/** Arithmetic of non-negative longs that stops at the greatest long. */
final class Saturating {
  private Saturating() {}

  static long product(long a, long b) {
    long low = a * b;
    return Math.multiplyHigh(a, b) != 0 || low < 0 ? Long.MAX_VALUE : low;
  }

  static long sum(long a, long b) {
    long sum = a + b;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }
}
