package dev.belay.lab;

import dev.belay.engine.simulate.Rule;
import dev.belay.flag.Percentage;
import dev.belay.gate.SummaryLayouts;
import dev.belay.lab.SteppedRun.Step;
import dev.belay.plan.P99LatencyGate;
import dev.belay.plan.RolloutPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The rules of the field, with the limits and the ladder of a plan where they have none. Stateless.
 */
final class Peers {
  private Peers() {}

  /** All of them. */
  static List<Rule> of(RolloutPlan plan) {
    return List.of(
        new ArgoRule(plan), new FlaggerRule(plan), new KayentaRule(plan), new TTestRule(plan));
  }

  /** The plan's ladder. */
  static List<Step> ladder(RolloutPlan plan) {
    return plan.ladder().stream()
        .map(stage -> new Step(stage.percent(), stage.minObservation()))
        .toList();
  }

  /** Equal steps to a greatest weight, each for one interval, and then everybody. */
  static List<Step> weights(int step, int most, Duration interval) {
    List<Step> steps = new ArrayList<>();
    for (int percent = step; percent <= most; percent += step) {
      steps.add(new Step(Percentage.of(percent), interval));
    }
    steps.add(new Step(Percentage.HUNDRED, Duration.ZERO));
    return steps;
  }

  /** The plan's limit on p99 latency, in ns. */
  static long p99LimitNanos(RolloutPlan plan) {
    return plan.gates()
        .p99Latency()
        .map(P99LatencyGate::limit)
        .map(Duration::toNanos)
        .orElse(SummaryLayouts.of(plan).p99LimitNanos());
  }
}
