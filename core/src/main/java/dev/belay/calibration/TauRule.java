package dev.belay.calibration;

import java.util.OptionalDouble;

/**
 * The statistical threshold on the calibration error of a perfectly calibrated model: τ(N, K) =
 * max(floor, ĉ √(K/N)).
 *
 * @param cHat ĉ, finite and at least 0
 * @param floor the least threshold, finite and at least 0
 */
public record TauRule(double cHat, double floor) {
  /** ĉ = 1.5, floor 0.015. */
  public static final TauRule DEFAULT = new TauRule(1.5, 0.015);

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if a value is negative or not finite
   */
  public TauRule {
    check("cHat", cHat);
    check("floor", floor);
  }

  /**
   * The threshold.
   *
   * @param n the weight of the samples, at least 0
   * @param bins the number of bins asked for, at least 1
   * @return τ(n, bins), absent when n is 0
   * @throws IllegalArgumentException if an argument is out of range
   */
  public OptionalDouble tau(double n, int bins) {
    if (!(n >= 0) || bins < 1) {
      throw new IllegalArgumentException(
          "τ was asked for " + n + " samples and " + bins + " bins: pass n ≥ 0 and bins ≥ 1.");
    }
    return n == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(Math.max(floor, cHat * Math.sqrt(bins / n)));
  }

  private static void check(String name, double value) {
    if (!(value >= 0 && value <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException(
          name + " is " + value + ": pass a finite number of at least 0.");
    }
  }
}
