/** CALIB_V22 by the names of its mission: a thin face of the general rollout. */
@NullMarked
package dev.belay.engine.calibv22;

import org.jspecify.annotations.NullMarked;
