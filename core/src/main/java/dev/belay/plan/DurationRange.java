package dev.belay.plan;

import java.time.Duration;
import java.util.Objects;

/**
 * The durations a key of the plan may take.
 *
 * @param min lower end, not negative
 * @param minIncluded whether {@code min} itself may be used
 * @param max upper end, included; not below {@code min}
 */
public record DurationRange(Duration min, boolean minIncluded, Duration max) {

  /** Checks that the range is not empty. */
  public DurationRange {
    Objects.requireNonNull(min, "min");
    Objects.requireNonNull(max, "max");
    if (min.isNegative() || max.compareTo(min) < 0) {
      throw new IllegalArgumentException(
          "a duration range must rise from 0 or more, but it is " + min + " to " + max);
    }
  }

  static DurationRange upTo(Duration max) {
    return new DurationRange(Duration.ZERO, true, max);
  }

  static DurationRange positiveUpTo(Duration max) {
    return new DurationRange(Duration.ZERO, false, max);
  }

  /** Whether the range holds {@code value}. */
  public boolean contains(Duration value) {
    int toMin = value.compareTo(min);
    return (minIncluded ? toMin >= 0 : toMin > 0) && value.compareTo(max) <= 0;
  }

  /** The range in words, for example {@code a duration above 0s, at most 1d}. */
  public String describe() {
    String low = Durations.format(min);
    String high = Durations.format(max);
    return minIncluded
        ? "a duration from " + low + " to " + high
        : "a duration above " + low + ", at most " + high;
  }

  Duration check(String name, Duration value) {
    Objects.requireNonNull(value, name);
    if (!contains(value)) {
      throw new IllegalArgumentException(
          name + " must be " + describe() + ", but it is " + shown(value));
    }
    return value;
  }

  // A negative duration has no text in the file's notation; it can only come from code.
  private static String shown(Duration value) {
    return value.isNegative() ? value.toString() : Durations.format(value);
  }
}
