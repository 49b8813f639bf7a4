package dev.belay.calibration;

/**
 * Turns a score into a calibrated probability.
 *
 * <p>A calibrator is monotone (a higher score never gives a lower probability), and its results are
 * finite and lie in [{@value #LOWER_BOUND}, {@value #UPPER_BOUND}]. Implementations are immutable
 * and safe for use by several threads, and {@link #calibrate} allocates nothing.
 */
public interface Calibrator {
  /** The least probability a calibrator gives. */
  double LOWER_BOUND = 0.001;

  /** The highest probability a calibrator gives. */
  double UPPER_BOUND = 0.999;

  /**
   * Which kind of calibrator this is.
   *
   * @return the kind
   */
  CalibrationMethod method();

  /**
   * The calibrated probability before it is brought into the bounds.
   *
   * @param score in [0, 1]
   * @return a finite number
   * @throws IllegalArgumentException if the score is NaN or outside [0, 1]
   */
  double raw(double score);

  /**
   * The calibrated probability.
   *
   * @param score in [0, 1]
   * @return in [{@value #LOWER_BOUND}, {@value #UPPER_BOUND}]
   * @throws IllegalArgumentException if the score is NaN or outside [0, 1]
   */
  default double calibrate(double score) {
    return Math.max(LOWER_BOUND, Math.min(UPPER_BOUND, raw(score)));
  }

  /**
   * Whether {@link #calibrate} has to change the raw probability to bring it into the bounds. The
   * clamp rate is the share of scores for which it has to.
   *
   * @param score in [0, 1]
   * @return true if the raw probability is outside the bounds
   * @throws IllegalArgumentException if the score is NaN or outside [0, 1]
   */
  default boolean clamps(double score) {
    double raw = raw(score);
    return raw < LOWER_BOUND || raw > UPPER_BOUND;
  }
}
