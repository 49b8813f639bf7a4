package dev.belay.cli;

import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands until it is set. Not thread-safe. */
final class VirtualClock implements InstantSource {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private Instant now = Instant.EPOCH;

  /** Sets the time, in ns since 1970-01-01. */
  void set(long timeNanos) {
    now =
        Instant.ofEpochSecond(
            Math.floorDiv(timeNanos, NANOS_PER_SECOND), Math.floorMod(timeNanos, NANOS_PER_SECOND));
  }

  @Override
  public Instant instant() {
    return now;
  }
}
