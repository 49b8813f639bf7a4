package dev.belay.plan;

import java.time.Duration;

/**
 * The latency gate.
 *
 * @param limit the calibrator's 99th percentile must not be above this; above 0, at most 1 minute
 * @param maxIncrease nor above the control's by more than this; 0 to 1 hour
 */
public record P99LatencyGate(Duration limit, Duration maxIncrease) {

  /** Range of {@code limit}: latencies above 68.7 s are counted, but not told apart. */
  public static final DurationRange LIMIT = DurationRange.positiveUpTo(Duration.ofMinutes(1));

  /** Range of {@code maxIncrease}. */
  public static final DurationRange MAX_INCREASE = DurationRange.upTo(Duration.ofHours(1));

  /** Checks every bound. */
  public P99LatencyGate {
    LIMIT.check("p99Latency.limit", limit);
    MAX_INCREASE.check("p99Latency.maxIncrease", maxIncrease);
  }
}
