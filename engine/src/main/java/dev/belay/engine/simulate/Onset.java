package dev.belay.engine.simulate;

import java.time.Duration;

/**
 * When a fault is there.
 *
 * @param after time since the ladder began before which there is none
 * @param fromPercent the share of the bucket range, from 0 to 100, below which there is none
 * @param growth time from {@code after} in which it grows in a line to its size; zero for at once
 */
public record Onset(Duration after, double fromPercent, Duration growth) {
  /** At once, whole, at every percentage. */
  public static final Onset AT_ONCE = new Onset(Duration.ZERO, 0, Duration.ZERO);

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public Onset {
    if (after.isNegative() || growth.isNegative() || !(fromPercent >= 0 && fromPercent <= 100)) {
      throw new IllegalArgumentException(
          "a fault begins after "
              + after
              + " at "
              + fromPercent
              + " % and grows for "
              + growth
              + "; times must not be negative, and the percentage 0 to 100");
    }
  }

  /** After some time. */
  public static Onset after(Duration time) {
    return new Onset(time, 0, Duration.ZERO);
  }

  /** From a percentage on. */
  public static Onset fromPercent(double percent) {
    return new Onset(Duration.ZERO, percent, Duration.ZERO);
  }

  /** Growing slowly from the start. */
  public static Onset growingFor(Duration time) {
    return new Onset(Duration.ZERO, 0, time);
  }

  /**
   * How much of the fault is there.
   *
   * @param nanos time since the ladder began, in ns
   * @param percent the share of the bucket range that is treated, from 0 to 100
   * @return from 0 for none to 1 for all of it
   */
  double strength(long nanos, double percent) {
    if (nanos < after.toNanos() || percent < fromPercent || percent <= 0) {
      return 0;
    }
    double grown = (double) (nanos - after.toNanos());
    return growth.isZero() ? 1 : Math.min(1, grown / growth.toNanos());
  }
}
