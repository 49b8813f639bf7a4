package dev.belay.gate;

import dev.belay.telemetry.ArmSummary;
import java.time.Duration;

/**
 * The increase of the 99th percentile of latency over the control's. Both are known to 1/32 of
 * themselves, and so is the verdict.
 */
final class LatencyIncreaseGate implements Gate {
  private static final double NANOS_PER_MICRO = 1000;

  private final double limitMicros;

  LatencyIncreaseGate(Duration maxIncrease) {
    this.limitMicros = maxIncrease.toNanos() / NANOS_PER_MICRO;
  }

  @Override
  public String name() {
    return GateNames.P99_LATENCY_INCREASE;
  }

  @Override
  public GateResult evaluate(GateEvidence evidence) {
    ComparedArms arms = ComparedArms.pairsFirst(evidence, ArmSummary::observations, "observations");
    ArmSummary treatment = arms.treatment();
    ArmSummary control = arms.control();
    if (treatment == null || control == null) {
      return arms.insufficient(name(), evidence);
    }
    double increase = LatencyP99Gate.p99Micros(treatment) - LatencyP99Gate.p99Micros(control);
    return GateResult.judged(
            name(), evidence, increase > limitMicros, increase, limitMicros, "us", arms.n())
        .comparedWith(arms.comparison());
  }
}
