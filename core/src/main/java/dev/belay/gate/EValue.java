package dev.belay.gate;

/**
 * How far the evidence of a sequential gate has come: an e-value, which under its null hypothesis
 * reaches 1/α at any time with a probability of at most α. Immutable.
 *
 * @param log ln of the e-value, clamped to [{@value #FLOOR}, −{@value #FLOOR}], so that any format
 *     of numbers holds it; the floor stands for no evidence at all
 * @param logThreshold ln(1/α), at or above which the evidence is enough; above 0
 * @param ofBreach whether it is evidence that the limit is breached; else that it is kept
 */
public record EValue(double log, double logThreshold, boolean ofBreach) {
  /** The least logarithm that is told apart: it stands for −infinity too. */
  public static final double FLOOR = -1e9;

  /**
   * Clamps the logarithm and checks the threshold.
   *
   * @throws IllegalArgumentException if the logarithm is NaN or the threshold is not a finite
   *     number above 0
   */
  public EValue {
    if (Double.isNaN(log)) {
      throw new IllegalArgumentException(
          "The logarithm of an e-value is NaN: pass a number, or -Infinity for no evidence.");
    }
    if (!(logThreshold > 0 && logThreshold <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "The threshold of an e-value has the logarithm "
              + logThreshold
              + ": pass ln(1/alpha) of an alpha strictly between 0 and 1.");
    }
    log = Math.max(FLOOR, Math.min(-FLOOR, log));
  }

  /** Whether the evidence is enough. */
  public boolean reaches() {
    return log >= logThreshold;
  }
}
