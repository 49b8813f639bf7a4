package dev.belay.drift;

import dev.belay.calibration.Calibrator;
import dev.belay.calibration.LabelledScores;

/**
 * The procedure that makes the calibrator under rollout: what {@link SmokeProbes} are run on.
 * {@link dev.belay.calibration.CalibratorFit} is one.
 */
@FunctionalInterface
public interface Candidate {
  /**
   * Makes a calibrator.
   *
   * @param samples scores with labels and weights (frequencies); read, not kept
   * @return a calibrator that keeps the contract of {@link Calibrator}
   */
  Calibrator fit(LabelledScores samples);
}
