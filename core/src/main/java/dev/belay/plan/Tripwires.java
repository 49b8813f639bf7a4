package dev.belay.plan;

import java.time.Duration;

/**
 * Limits of the hot path itself, judged per completed window.
 *
 * @param p99 limit of the 99th percentile of latency; above 0, at most 1 minute
 * @param mean limit of the mean latency; above 0, at most 1 minute
 * @param allocatedBytes bytes the hot path may allocate a call; 0 to 2^40
 * @param consecutiveFailures failures in a row that open the breaker; 1 to 1 000 000
 * @param halfOpenAfter time until an open breaker lets calls try again; above 0, at most 24 hours
 */
public record Tripwires(
    Duration p99,
    Duration mean,
    long allocatedBytes,
    int consecutiveFailures,
    Duration halfOpenAfter) {

  /** Range of {@code p99} and {@code mean}: latencies above 68.7 s are not told apart. */
  public static final DurationRange LATENCY = DurationRange.positiveUpTo(Duration.ofMinutes(1));

  /** Range of {@code allocatedBytes}. */
  public static final CountRange ALLOCATED_BYTES = new CountRange(0, 1L << 40);

  /** Range of {@code consecutiveFailures}. */
  public static final CountRange CONSECUTIVE_FAILURES = new CountRange(1, 1_000_000);

  /** Range of {@code halfOpenAfter}. */
  public static final DurationRange HALF_OPEN_AFTER =
      DurationRange.positiveUpTo(Duration.ofHours(24));

  /** Checks every bound. */
  public Tripwires {
    LATENCY.check("tripwires.p99", p99);
    LATENCY.check("tripwires.mean", mean);
    ALLOCATED_BYTES.check("tripwires.allocatedBytes", allocatedBytes);
    CONSECUTIVE_FAILURES.check("tripwires.consecutiveFailures", consecutiveFailures);
    HALF_OPEN_AFTER.check("tripwires.halfOpenAfter", halfOpenAfter);
  }

  /** The mission's values. */
  public static Tripwires mission() {
    return new Tripwires(
        Duration.ofMillis(1), Duration.ofNanos(500_000), 0, 5, Duration.ofMinutes(5));
  }
}
