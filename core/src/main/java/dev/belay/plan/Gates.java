package dev.belay.plan;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The gates a rollout is judged by; an empty one is {@code off}.
 *
 * @param p99Latency latency of the calibrator
 * @param aeceMinusTau calibration
 * @param confidenceShift shift of the median confidence
 * @param slaRecall50 recall in the top 50 inside the SLA
 * @param failureRate failures, treatment against control
 */
public record Gates(
    Optional<P99LatencyGate> p99Latency,
    Optional<AeceMinusTauGate> aeceMinusTau,
    Optional<ConfidenceShiftGate> confidenceShift,
    Optional<SlaRecall50Gate> slaRecall50,
    Optional<FailureRateGate> failureRate) {

  /** Checks that no component is null. */
  public Gates {
    Objects.requireNonNull(p99Latency, "p99Latency");
    Objects.requireNonNull(aeceMinusTau, "aeceMinusTau");
    Objects.requireNonNull(confidenceShift, "confidenceShift");
    Objects.requireNonNull(slaRecall50, "slaRecall50");
    Objects.requireNonNull(failureRate, "failureRate");
  }

  /**
   * The mission's four gates; the failure rate is off: in mode {@code windows} it is judged only
   * where a plan sets it.
   */
  public static Gates mission() {
    return new Gates(
        Optional.of(new P99LatencyGate(Duration.ofMillis(1), Duration.ofMillis(1))),
        Optional.of(AeceMinusTauGate.builder().build()),
        Optional.of(new ConfidenceShiftGate(0.02, ConfidenceBaseline.CONTROL)),
        Optional.of(new SlaRecall50Gate(OptionalDouble.empty(), Optional.empty())),
        Optional.empty());
  }
}
