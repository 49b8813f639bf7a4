/** Shared binning of scores, calibration errors with their uncertainty, and calibrators. */
@NullMarked
package dev.belay.calibration;

import org.jspecify.annotations.NullMarked;
