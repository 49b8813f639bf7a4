package dev.belay.sequential;

import dev.belay.gate.GateNames;
import dev.belay.gate.Interval;
import dev.belay.stats.BetaMixture;
import dev.belay.stats.TwoSampleQuantile;
import dev.belay.telemetry.ArmSummary;
import dev.belay.telemetry.LatencyLayout;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The increase of the 99th percentile of latency over that of the control. */
final class LatencyIncreaseJudge extends QuantileJudge {
  private static final double P99 = 0.99;
  private static final double BEST_AT = 3000;
  private static final double NANOS_PER_MICRO = 1000;

  private final double limitMicros;
  private final TwoSampleQuantile above;
  private final TwoSampleQuantile asked;
  private final CellCounts counts;

  LatencyIncreaseJudge(Duration maxIncrease, LatencyLayout layout, double alpha, Tuning tuning) {
    super(
        GateNames.P99_LATENCY_INCREASE,
        "us",
        Cells.ofLatencies(layout),
        P99,
        alpha * PAIRED_PART,
        tuning);
    double nanos = maxIncrease.toNanos();
    this.limitMicros = nanos / NANOS_PER_MICRO;
    BetaMixture alarm = Tuning.mixture(P99, BEST_AT, alpha * PAIRED_PART);
    BetaMixture pass = Tuning.mixture(P99, BEST_AT, Tuning.BETA);
    this.counts = new CellCounts(layout.cells());
    double[] edges = cells().edges();
    this.above = TwoSampleQuantile.shift(alarm, edges, nanos, tuning.dispersion());
    this.asked = TwoSampleQuantile.shift(pass, edges, -nanos, tuning.dispersion());
  }

  @Override
  void addCells(ArmSummary arm, boolean treatment, ArmCells to, @Nullable ArmCells too) {
    counts.fill(arm.latencies());
    addTo(to, treatment, counts);
    if (too != null) {
      addTo(too, treatment, counts);
    }
  }

  @Override
  long measured(ArmSummary arm) {
    return arm.observations();
  }

  @Override
  boolean reaches(long[] treatment, long[] control, double threshold) {
    return above.upReaches(treatment, control, threshold);
  }

  @Override
  double logBreach(long[] treatment, long[] control) {
    return above.logUp(treatment, control);
  }

  @Override
  double logPass(long[] treatment, long[] control) {
    return logNotAbove(asked, treatment, control);
  }

  @Override
  double distance(double difference) {
    return difference / NANOS_PER_MICRO;
  }

  @Override
  Interval distance(Interval difference) {
    return new Interval(distance(difference.low()), distance(difference.high()));
  }

  @Override
  double limit() {
    return limitMicros;
  }

  @Override
  ShardCount[] shardCounts() {
    return new ShardCount[] {ShardCount.OVER_LIMIT};
  }
}
