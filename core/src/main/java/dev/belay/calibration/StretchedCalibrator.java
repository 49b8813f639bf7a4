package dev.belay.calibration;

/** A calibrator whose raw output is stretched (or shrunk) around a centre by a positive factor. */
record StretchedCalibrator(Calibrator base, double centre, double factor) implements Calibrator {
  @Override
  public CalibrationMethod method() {
    return base.method();
  }

  @Override
  public double raw(double score) {
    return centre + factor * (base.raw(score) - centre);
  }
}
