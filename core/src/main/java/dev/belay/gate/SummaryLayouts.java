package dev.belay.gate;

import dev.belay.plan.P99LatencyGate;
import dev.belay.plan.RolloutPlan;
import dev.belay.telemetry.LatencyLayout;
import dev.belay.telemetry.SummaryLayout;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** What the summaries of a plan must be made with for its gates to judge exactly. Stateless. */
public final class SummaryLayouts {
  private static final int CAPS_PER_LIMIT = 16;

  private SummaryLayouts() {}

  /**
   * The layout of a plan: edges at the limits of {@code p99Latency} and {@code tripwires.p99}, the
   * plan's query SLA and slices, and no baseline median yet.
   *
   * <p>Means are of latencies capped at 8.6 s (2^33 ns), so that 10^9 of them fit into a sum; at 16
   * times {@code tripwires.mean} where that is more, and at 68.7 s (2^36 ns) at most.
   */
  public static SummaryLayout of(RolloutPlan plan) {
    long tripwire = plan.tripwires().p99().toNanos();
    long limit =
        plan.gates()
            .p99Latency()
            .map(P99LatencyGate::limit)
            .map(Duration::toNanos)
            .orElse(tripwire);
    long cap = CAPS_PER_LIMIT * plan.tripwires().mean().toNanos();
    return new SummaryLayout(
        LatencyLayout.of(
            Math.min(LatencyLayout.OPEN_NANOS, Math.max(LatencyLayout.DEFAULT_MEAN_CAP_NANOS, cap)),
            new long[] {limit, tripwire}),
        limit,
        plan.gates()
            .slaRecall50()
            .flatMap(gate -> gate.querySla())
            .map(sla -> OptionalLong.of(sla.toNanos()))
            .orElse(OptionalLong.empty()),
        OptionalDouble.empty(),
        plan.evaluation().maxSlices());
  }
}
