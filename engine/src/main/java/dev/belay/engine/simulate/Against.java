package dev.belay.engine.simulate;

import dev.belay.plan.Gates;
import dev.belay.plan.RolloutPlan;
import java.time.Duration;

/** How the size of a fault lies to the limits of a plan. */
public enum Against {
  /** There is no fault. */
  HEALTHY,
  /** The plan allows it: a revert would be one too many. */
  WITHIN,
  /** The plan does not allow it: it should be reverted. */
  BEYOND,
  /** The plan has no gate for it. */
  NOT_JUDGED;

  /** Invalid scores stop from this share on, whatever the plan says. */
  private static final double INVALID_SHARE = 0.01;

  private static final double P99_PART = 0.01;

  /** How the fault of a scenario, at its full size, lies to the limits of a plan. */
  public static Against of(RolloutPlan plan, Scenario scenario) {
    Fault fault = scenario.fault();
    Gates gates = plan.gates();
    if (fault instanceof Fault.Latency slow) {
      return latency(plan, scenario.traffic(), slow.factor());
    }
    if (fault instanceof Fault.LatencyTail tail) {
      return latency(plan, scenario.traffic(), tail.share() >= P99_PART ? tail.factor() : 1);
    }
    if (fault instanceof Fault.Calibration wrong) {
      return gates
          .aeceMinusTau()
          .map(gate -> over(wrong.error(), gate.limit() + gate.floor()))
          .orElse(NOT_JUDGED);
    }
    if (fault instanceof Fault.MedianShift shift) {
      return gates
          .confidenceShift()
          .map(gate -> over(shift.shift(), gate.limit()))
          .orElse(NOT_JUDGED);
    }
    if (fault instanceof Fault.RecallLoss lost) {
      return gates
          .slaRecall50()
          .map(gate -> over(lost.loss(), gate.change().orElse(0)))
          .orElse(NOT_JUDGED);
    }
    if (fault instanceof Fault.Failures more) {
      double rate = scenario.traffic().failureRate();
      return gates
          .failureRate()
          .map(gate -> over(more.rate(), gate.ratio() * rate))
          .orElse(NOT_JUDGED);
    }
    return fault instanceof Fault.InvalidScores invalid
        ? over(invalid.share(), INVALID_SHARE)
        : HEALTHY;
  }

  private static Against latency(RolloutPlan plan, Traffic traffic, double factor) {
    double p99 = traffic.p99Latency().toNanos() * factor;
    double increase = p99 - traffic.p99Latency().toNanos();
    Duration tripwire = plan.tripwires().p99();
    boolean gated =
        plan.gates()
            .p99Latency()
            .filter(gate -> p99 > gate.limit().toNanos() || increase > gate.maxIncrease().toNanos())
            .isPresent();
    return gated || p99 > tripwire.toNanos() ? BEYOND : WITHIN;
  }

  private static Against over(double value, double limit) {
    return value > limit ? BEYOND : WITHIN;
  }
}
