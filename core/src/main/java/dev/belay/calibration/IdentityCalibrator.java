package dev.belay.calibration;

/** The calibrator that leaves scores as they are, but for the bounds. */
public final class IdentityCalibrator implements Calibrator {
  /** The only instance needed. */
  public static final IdentityCalibrator INSTANCE = new IdentityCalibrator();

  private IdentityCalibrator() {}

  @Override
  public CalibrationMethod method() {
    return CalibrationMethod.IDENTITY;
  }

  @Override
  public double raw(double score) {
    return Scores.checked(score);
  }
}
