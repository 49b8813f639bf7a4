package dev.belay.cli;

import dev.belay.canary.CanaryDecision;
import dev.belay.canary.RolloutEvent;
import dev.belay.canary.RolloutState;
import dev.belay.canary.StageProgress;
import dev.belay.flag.Decision;
import dev.belay.flag.FeatureFlag;
import dev.belay.plan.RolloutPlan;
import dev.belay.telemetry.ArmRecorder;
import java.time.InstantSource;
import java.util.Optional;

/** What a replay drives: a controller under a virtual clock. Used by one thread. */
interface ReplayTarget {

  /** Starts the controller of a plan at the clock's time. */
  interface Factory {
    /**
     * @param rung where on the ladder the rollout begins, from 0
     */
    ReplayTarget start(RolloutPlan plan, int rung, InstantSource clock);
  }

  /** Decides what a key is served. */
  FeatureFlag flag();

  /** Takes what was observed. */
  ArmRecorder recorder();

  /** A decision for treatment was made. */
  void decided(Decision decision);

  /** An invalid score of the treatment was recorded that is evidence. */
  void invalidScore();

  /** Whether a tick should come at once. */
  boolean urgent();

  /** One evaluation at the clock's time. */
  Ticked tick();

  /** Where the rollout stands. */
  RolloutState state();

  /**
   * What a tick brought.
   *
   * @param decision what was decided
   * @param window the window that ended with it
   * @param evidence what the stage had seen when it was decided: this tick included, the step not
   */
  record Ticked(
      CanaryDecision decision,
      Optional<RolloutEvent.WindowCompleted> window,
      StageProgress evidence) {}
}
