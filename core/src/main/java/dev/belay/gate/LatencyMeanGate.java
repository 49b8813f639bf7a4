package dev.belay.gate;

import dev.belay.telemetry.ArmSummary;
import java.time.Duration;

/**
 * The mean latency against a limit. Means are of min(latency, cap), the cap of {@link
 * SummaryLayouts}: one stuck call cannot outweigh a day, and what is over the limit so is over it
 * without the cap too. The verdict on the capped mean is exact.
 */
final class LatencyMeanGate extends LimitGate {
  private static final double NANOS_PER_MICRO = 1000;

  private final long limitNanos;

  LatencyMeanGate(String name, Duration limit) {
    super(name, "observations", "us", limit.toNanos() / NANOS_PER_MICRO, false);
    this.limitNanos = limit.toNanos();
  }

  @Override
  long measured(ArmSummary arm) {
    return arm.observations();
  }

  @Override
  double estimate(ArmSummary arm) {
    return arm.latencies().cappedMeanNanos().orElse(0) / NANOS_PER_MICRO;
  }

  @Override
  boolean over(ArmSummary arm, double estimate) {
    return Shares.meanOver(arm.latencies().cappedSumNanos(), arm.observations(), limitNanos);
  }
}
