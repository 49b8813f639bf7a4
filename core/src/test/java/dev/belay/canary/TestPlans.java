package dev.belay.canary;

import dev.belay.plan.Evaluation;
import dev.belay.plan.Mode;
import dev.belay.plan.RolloutPlan;
import dev.belay.plan.RolloutPlanBuilder;

/** Plans for tests. */
final class TestPlans {
  private TestPlans() {}

  /** The mission's plan in mode windows. */
  static RolloutPlanBuilder mission() {
    return RolloutPlan.builder().evaluation(windows().build());
  }

  /** The mission's evaluation in mode windows. */
  static Evaluation.Builder windows() {
    return Evaluation.builder().mode(Mode.WINDOWS);
  }
}
