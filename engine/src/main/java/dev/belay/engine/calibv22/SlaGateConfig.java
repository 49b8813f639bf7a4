package dev.belay.engine.calibv22;

import dev.belay.engine.canary.Micros;
import dev.belay.plan.AeceMinusTauGate;
import dev.belay.plan.ConfidenceBaseline;
import dev.belay.plan.ConfidenceShiftGate;
import dev.belay.plan.Gates;
import dev.belay.plan.P99LatencyGate;
import dev.belay.plan.SlaRecall50Gate;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The four gates.
 *
 * @param maxP99LatencyIncreaseMicros the 99th percentile must not be above the control's by more,
 *     in µs; 0 to 1 hour. The absolute limit stays at 1 ms unless the controller's is stricter
 * @param maxAeceTauThreshold limit of AECE − τ; 0 or more, below 1
 * @param maxConfidenceShift limit of the shift of the median confidence; above 0, below 1
 * @param requireZeroSlaRecallChange whether SLA-Recall@50 must not change; if not, it is not judged
 */
public record SlaGateConfig(
    double maxP99LatencyIncreaseMicros,
    double maxAeceTauThreshold,
    double maxConfidenceShift,
    boolean requireZeroSlaRecallChange) {

  /**
   * Checks every bound.
   *
   * @throws IllegalArgumentException if a value is out of range; the message names it
   */
  public SlaGateConfig {
    gates(
        maxP99LatencyIncreaseMicros,
        maxAeceTauThreshold,
        maxConfidenceShift,
        requireZeroSlaRecallChange);
  }

  /** 1 000 µs, 0.01, 0.02, zero change. */
  public static SlaGateConfig mission() {
    return new SlaGateConfig(1000.0, 0.01, 0.02, true);
  }

  Gates gates() {
    return gates(
        maxP99LatencyIncreaseMicros,
        maxAeceTauThreshold,
        maxConfidenceShift,
        requireZeroSlaRecallChange);
  }

  private static Gates gates(double increase, double aece, double shift, boolean zeroRecall) {
    return new Gates(
        Optional.of(new P99LatencyGate(Duration.ofMillis(1), Micros.duration(increase))),
        Optional.of(AeceMinusTauGate.builder().limit(aece).build()),
        Optional.of(new ConfidenceShiftGate(shift, ConfidenceBaseline.CONTROL)),
        zeroRecall
            ? Optional.of(new SlaRecall50Gate(OptionalDouble.empty(), Optional.empty()))
            : Optional.empty(),
        Optional.empty());
  }
}
