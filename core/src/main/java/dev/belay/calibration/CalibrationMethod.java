package dev.belay.calibration;

/** The kinds of calibrators, and how many samples each needs before it is fitted at all. */
public enum CalibrationMethod {
  /** The score itself. */
  IDENTITY(0),
  /** A monotone piecewise linear function (pool adjacent violators). */
  ISOTONIC(30),
  /** One factor on the logit of the score. */
  TEMPERATURE(20),
  /** A logistic function of the score (Platt scaling). */
  PLATT(50);

  private final int minSamples;

  CalibrationMethod(int minSamples) {
    this.minSamples = minSamples;
  }

  /**
   * The weight of samples below which the identity is used instead.
   *
   * @return at least 0
   */
  public int minSamples() {
    return minSamples;
  }
}
