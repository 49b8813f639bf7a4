package dev.belay.plan;

/**
 * The real numbers a key of the plan may take. NaN is in no range.
 *
 * @param min lower end
 * @param minIncluded whether {@code min} itself may be used
 * @param max upper end, not below {@code min}
 * @param maxIncluded whether {@code max} itself may be used
 */
public record NumberRange(double min, boolean minIncluded, double max, boolean maxIncluded) {

  /** A share: 0 to 1, both ends included. */
  public static final NumberRange SHARE = new NumberRange(0, true, 1, true);

  /** An error level of a test: strictly between 0 and 1. */
  public static final NumberRange OPEN_SHARE = new NumberRange(0, false, 1, false);

  /** Checks that the range is finite and not empty. */
  public NumberRange {
    if (!(min <= max) || Double.isInfinite(min) || Double.isInfinite(max)) {
      throw new IllegalArgumentException(
          "a number range must be finite and rise, but it is " + min + " to " + max);
    }
  }

  /** Whether the range holds {@code value}. */
  public boolean contains(double value) {
    return (minIncluded ? value >= min : value > min) && (maxIncluded ? value <= max : value < max);
  }

  /** The range in words, for example {@code a number above 0, below 1}. */
  public String describe() {
    if (minIncluded && maxIncluded) {
      return "a number from " + plain(min) + " to " + plain(max);
    }
    return "a number "
        + (minIncluded ? "of at least " : "above ")
        + plain(min)
        + ", "
        + (maxIncluded ? "at most " : "below ")
        + plain(max);
  }

  double check(String name, double value) {
    if (!contains(value)) {
      throw new IllegalArgumentException(name + " must be " + describe() + ", but it is " + value);
    }
    return value;
  }

  private static String plain(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }
}
