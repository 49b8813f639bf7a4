/** Deciding which arm of a rollout a targeting key is served: in nanoseconds, without I/O. */
@NullMarked
package dev.belay.flag;

import org.jspecify.annotations.NullMarked;
