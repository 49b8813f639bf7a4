package dev.belay.engine.canary;

import java.time.Duration;

/** Microseconds as the mission writes them. Stateless. */
public final class Micros {
  private static final double MAX = Duration.ofHours(1).toNanos() / 1000.0;

  private Micros() {}

  /**
   * The duration of so many µs, to the nearest ns.
   *
   * @throws IllegalArgumentException if it is not from 0 to one hour
   */
  public static Duration duration(double micros) {
    if (!(micros >= 0 && micros <= MAX)) {
      throw new IllegalArgumentException(
          micros + " us is no limit; it must be a number from 0 to one hour");
    }
    return Duration.ofNanos(Math.round(micros * 1000));
  }
}
