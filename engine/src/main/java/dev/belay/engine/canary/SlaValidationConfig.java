package dev.belay.engine.canary;

import dev.belay.plan.AeceMinusTauGate;
import dev.belay.plan.Evaluation;
import dev.belay.plan.Gates;
import dev.belay.plan.P99LatencyGate;
import dev.belay.plan.RolloutPlan;
import java.time.Duration;
import java.util.Optional;

/**
 * How the gates are validated.
 *
 * @param p99LatencySlaMicros limit of the calibrator's 99th percentile, in µs; above 0
 * @param aeceTauThreshold limit of AECE − τ; 0 or more, below 1
 * @param consecutiveBreachThreshold breaching windows in a row that revert; 1 to 100
 * @param evaluationWindowMinutes length of a window, in minutes; above 0, at most 24 hours
 * @param gracePeriodMinutes time at the start of a stage in which nothing is judged, in minutes; 0
 *     to 24 hours
 * @param maxBreachRate share of breaching windows above which a stage rolls back; 0 to 1
 */
public record SlaValidationConfig(
    double p99LatencySlaMicros,
    double aeceTauThreshold,
    int consecutiveBreachThreshold,
    int evaluationWindowMinutes,
    int gracePeriodMinutes,
    double maxBreachRate) {

  /**
   * Checks every bound.
   *
   * @throws IllegalArgumentException if a value is out of range; the message names it
   */
  public SlaValidationConfig {
    applied(
        RolloutPlan.calibV22(),
        p99LatencySlaMicros,
        aeceTauThreshold,
        consecutiveBreachThreshold,
        evaluationWindowMinutes,
        gracePeriodMinutes,
        maxBreachRate);
  }

  /** 1 000 µs, 0.01, 2 windows of 15 minutes, 5 minutes of grace, 10 %. */
  public static SlaValidationConfig mission() {
    return new SlaValidationConfig(1000.0, 0.01, 2, 15, 5, 0.10);
  }

  /** A plan with this validation; where both limit the same, the stricter limit holds. */
  RolloutPlan applyTo(RolloutPlan plan) {
    return applied(
        plan,
        p99LatencySlaMicros,
        aeceTauThreshold,
        consecutiveBreachThreshold,
        evaluationWindowMinutes,
        gracePeriodMinutes,
        maxBreachRate);
  }

  private static RolloutPlan applied(
      RolloutPlan plan,
      double p99Micros,
      double aeceTau,
      int consecutive,
      int windowMinutes,
      int graceMinutes,
      double breachRate) {
    Duration window = Duration.ofMinutes(windowMinutes);
    Evaluation before = plan.evaluation();
    Evaluation evaluation =
        before.toBuilder()
            .consecutiveBreaches(
                Math.min(
                    before.consecutiveBreaches(),
                    before.toBuilder()
                        .consecutiveBreaches(consecutive)
                        .build()
                        .consecutiveBreaches()))
            .window(window)
            .tick(before.tick().compareTo(window) > 0 ? window : before.tick())
            .gracePeriod(Duration.ofMinutes(graceMinutes))
            .maxBreachRate(breachRate)
            .build();
    Gates gates = plan.gates();
    Optional<P99LatencyGate> latency =
        gates.p99Latency().map(gate -> stricter(gate, Micros.duration(p99Micros)));
    Optional<AeceMinusTauGate> calibration =
        gates
            .aeceMinusTau()
            .map(gate -> gate.toBuilder().limit(Math.min(gate.limit(), checked(aeceTau))).build());
    return plan.toBuilder()
        .evaluation(evaluation)
        .gates(
            new Gates(
                latency,
                calibration,
                gates.confidenceShift(),
                gates.slaRecall50(),
                gates.failureRate()))
        .build();
  }

  private static P99LatencyGate stricter(P99LatencyGate gate, Duration limit) {
    return new P99LatencyGate(
        limit.compareTo(gate.limit()) < 0 ? limit : gate.limit(), gate.maxIncrease());
  }

  private static double checked(double threshold) {
    return AeceMinusTauGate.builder().limit(threshold).build().limit();
  }
}
