package dev.belay.gate;

import dev.belay.telemetry.ArmSummary;
import dev.belay.telemetry.QuantileEstimate;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The 99th percentile of latency against a limit. The verdict is exact: the summaries have an edge
 * at the limit, and the percentile is above it if and only if more than 1 % of the latencies are.
 */
final class LatencyP99Gate extends LimitGate {
  private static final double P99 = 0.99;
  private static final double NANOS_PER_MICRO = 1000;

  private final long limitNanos;

  LatencyP99Gate(String name, Duration limit, boolean requiredToPass) {
    super(name, "observations", "us", limit.toNanos() / NANOS_PER_MICRO, requiredToPass);
    this.limitNanos = limit.toNanos();
  }

  /** The 99th percentile in µs, to 1/32; of an arm with observations. */
  static double p99Micros(ArmSummary arm) {
    return arm.latencies().quantileNanos(P99).map(QuantileEstimate::estimate).orElse(0.0)
        / NANOS_PER_MICRO;
  }

  @Override
  long measured(ArmSummary arm) {
    return arm.observations();
  }

  @Override
  @Nullable String lacking(ArmSummary arm) {
    return arm.latencies().layout().hasLimit(limitNanos)
        ? null
        : "summaries with an edge at the limit: they were made with another plan";
  }

  @Override
  double estimate(ArmSummary arm) {
    return p99Micros(arm);
  }

  @Override
  boolean over(ArmSummary arm, double estimate) {
    return Shares.overOnePercent(arm.latencies().over(limitNanos), arm.observations());
  }
}
