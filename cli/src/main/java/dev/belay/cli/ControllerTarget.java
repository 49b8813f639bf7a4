package dev.belay.cli;

import dev.belay.plan.RolloutPlan;
import java.time.InstantSource;

/** The controller as a replay drives it. */
final class ControllerTarget {
  private ControllerTarget() {}

  static ReplayTarget start(RolloutPlan plan, int rung, InstantSource clock) {
    throw new UnsupportedOperationException(
        plan.metadata().key() + " " + rung + " " + clock.instant());
  }
}
