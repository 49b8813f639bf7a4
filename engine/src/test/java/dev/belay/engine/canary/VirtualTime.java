package dev.belay.engine.canary;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/** A wall clock and a monotone one that stand until they are moved. */
final class VirtualTime implements InstantSource, LongSupplier {
  private Instant now = Instant.parse("2026-11-22T08:00:00Z");
  private long monotoneNanos;

  /** Time passes. */
  synchronized void pass(Duration duration) {
    now = now.plus(duration);
    monotoneNanos += duration.toNanos();
  }

  /** Somebody sets the wall clock. */
  synchronized void setWallClockBy(Duration duration) {
    now = now.plus(duration);
  }

  @Override
  public synchronized Instant instant() {
    return now;
  }

  @Override
  public synchronized long getAsLong() {
    return monotoneNanos;
  }
}
