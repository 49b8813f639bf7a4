package dev.belay.drift;

import dev.belay.calibration.ExpectedError;

/** How sure it is that one arm is calibrated worse than another; see {@link DriftMonitor}. */
final class CalibrationIncrease {
  private CalibrationIncrease() {}

  /**
   * The increase beyond what chance alone gives, in standard deviations; 0 where there are none.
   */
  static double z(ArmCalibration treatment, ArmCalibration reference, int bins) {
    ExpectedError ofTreatment = treatment.expected(bins);
    ExpectedError ofReference = reference.expected(bins);
    double increase =
        treatment.aece(bins) - ofTreatment.mean() - (reference.aece(bins) - ofReference.mean());
    double deviation = Math.hypot(ofTreatment.standardDeviation(), ofReference.standardDeviation());
    if (deviation == 0) {
      return increase > 0 ? Double.POSITIVE_INFINITY : 0;
    }
    return increase / deviation;
  }
}
