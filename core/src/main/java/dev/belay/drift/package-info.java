/** Drift: the health of the change against thresholds and its green baseline. Pure. */
@NullMarked
package dev.belay.drift;

import org.jspecify.annotations.NullMarked;
