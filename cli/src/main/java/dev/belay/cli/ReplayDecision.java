package dev.belay.cli;

import dev.belay.canary.CanaryDecision;
import dev.belay.canary.CanaryDecisionType;
import dev.belay.canary.Cause;
import dev.belay.canary.StageProgress;

/**
 * A decision of a replay that changed something.
 *
 * @param timeMillis when, in milliseconds of the virtual clock
 * @param decision what
 * @param evidence what the stage had seen when it was decided
 */
record ReplayDecision(long timeMillis, CanaryDecision decision, StageProgress evidence) {

  String from() {
    return decision.from();
  }

  /** The stage after it. */
  String to() {
    return decision.targetStage().orElse(decision.from());
  }

  /** Whether the controller took treatment back by itself. */
  boolean reverts() {
    return decision.decisionType() != CanaryDecisionType.MANUAL_INTERVENTION
        && decision.cause().map(Cause::automaticStepDown).orElse(false);
  }
}
