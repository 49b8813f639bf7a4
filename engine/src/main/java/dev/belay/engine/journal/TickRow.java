package dev.belay.engine.journal;

import dev.belay.canary.Tick;

/**
 * One tick as it is kept until its window is complete.
 *
 * @param tick its numbers
 * @param timeNanos when, in ns since 1970-01-01T00:00:00Z
 * @param summary what was recorded, in the binary form; empty (no bytes) where nothing was
 */
public record TickRow(Tick tick, long timeNanos, byte[] summary) {}
