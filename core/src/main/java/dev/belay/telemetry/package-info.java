/** Mergeable integer summaries of what the two arms of a rollout did. */
@NullMarked
package dev.belay.telemetry;

import org.jspecify.annotations.NullMarked;
