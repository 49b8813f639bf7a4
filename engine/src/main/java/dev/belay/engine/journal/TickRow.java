package dev.belay.engine.journal;

import dev.belay.canary.Tick;
import dev.belay.telemetry.Summary;

/**
 * One tick as it is kept until its window is complete.
 *
 * @param tick its numbers
 * @param timeNanos when, in ns since 1970-01-01T00:00:00Z
 * @param judged whether the summary belongs to the open window: it does not in a grace period
 * @param summary what was recorded; not changed any more
 */
public record TickRow(Tick tick, long timeNanos, boolean judged, Summary summary) {}
