package dev.belay.canary;

/**
 * Times as people read them, such as {@code 1 h 20 min}: of what passed, as against what a plan
 * says, which is written as in the plan. Stateless and thread-safe.
 */
public final class TimeText {
  private static final long[] NANOS = {
    3_600_000_000_000L, 60_000_000_000L, 1_000_000_000L, 1_000_000L
  };
  private static final String[] UNITS = {"h", "min", "s", "ms"};

  private TimeText() {}

  /** A time of at least 0 ns; what is below a millisecond is left out. */
  public static String of(long nanos) {
    StringBuilder text = new StringBuilder();
    long rest = nanos;
    for (int i = 0; i < NANOS.length; i++) {
      long count = rest / NANOS[i];
      rest %= NANOS[i];
      if (count > 0) {
        text.append(text.length() > 0 ? " " : "").append(count).append(' ').append(UNITS[i]);
      }
    }
    return text.length() == 0 ? "0 s" : text.toString();
  }
}
