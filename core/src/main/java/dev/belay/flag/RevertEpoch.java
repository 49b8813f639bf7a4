package dev.belay.flag;

/**
 * How many times treatment has been taken back in a rollout's life. It only rises, and a {@link
 * FeatureFlag} never applies a snapshot of an older epoch, so that no stale replica, file or clock
 * can undo a revert.
 *
 * @param value the number of reverts so far, at least 0
 */
public record RevertEpoch(long value) implements Comparable<RevertEpoch> {
  /** The epoch of a rollout that was never reverted. */
  public static final RevertEpoch FIRST = new RevertEpoch(0);

  /**
   * @throws IllegalArgumentException if {@code value} is negative
   */
  public RevertEpoch {
    if (value < 0) {
      throw new IllegalArgumentException("revert epoch is " + value + "; it must be at least 0");
    }
  }

  /**
   * The epoch after one more revert.
   *
   * @throws ArithmeticException if {@code value} is {@link Long#MAX_VALUE}
   */
  public RevertEpoch next() {
    return new RevertEpoch(Math.addExact(value, 1));
  }

  @Override
  public int compareTo(RevertEpoch other) {
    return Long.compare(value, other.value);
  }
}
