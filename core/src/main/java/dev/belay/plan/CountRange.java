package dev.belay.plan;

/**
 * The whole numbers a key of the plan may take, both ends included.
 *
 * @param min lower end
 * @param max upper end, not below {@code min}
 */
public record CountRange(long min, long max) {

  /** Checks that the range is not empty. */
  public CountRange {
    if (max < min) {
      throw new IllegalArgumentException(
          "a count range must rise, but it is " + min + " to " + max);
    }
  }

  /** Whether the range holds {@code value}. */
  public boolean contains(long value) {
    return value >= min && value <= max;
  }

  /** The range in words, for example {@code a whole number from 1 to 100}. */
  public String describe() {
    return "a whole number from " + min + " to " + max;
  }

  long check(String name, long value) {
    if (!contains(value)) {
      throw new IllegalArgumentException(name + " must be " + describe() + ", but it is " + value);
    }
    return value;
  }

  int checkInt(String name, int value) {
    return Math.toIntExact(check(name, value));
  }
}
