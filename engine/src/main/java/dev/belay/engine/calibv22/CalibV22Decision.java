package dev.belay.engine.calibv22;

import dev.belay.flag.Decision;

/**
 * Which calibrator a repository gets.
 *
 * @param useCalibV22 whether it is CALIB_V22
 * @param callGuarded whether treatment was taken back for this call only, because calls to the new
 *     calibrator fail in this process
 * @param decision the rollout's decision
 */
public record CalibV22Decision(boolean useCalibV22, boolean callGuarded, Decision decision) {}
