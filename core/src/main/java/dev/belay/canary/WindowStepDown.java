package dev.belay.canary;

import dev.belay.gate.GateResult;
import dev.belay.plan.OnPreExisting;
import dev.belay.plan.RolloutPlan;
import java.util.List;
import java.util.Optional;

/**
 * Steps down for what a window says, or asks a person once where the plan leaves such steps to
 * people. Immutable.
 */
final class WindowStepDown {
  private final boolean automatic;
  private final boolean holdPreExisting;
  private final StepDown stepDown;
  private final Decisions decisions;

  WindowStepDown(RolloutPlan plan, StepDown stepDown, Decisions decisions) {
    this.automatic = plan.autoRevert().enabled() && plan.automation().rollback();
    this.holdPreExisting = plan.evaluation().onPreExisting() == OnPreExisting.HOLD;
    this.stepDown = stepDown;
    this.decisions = decisions;
  }

  /** An emergency stop, a question to a person, or empty where that was asked before. */
  Optional<CanaryDecision> stop(
      RolloutState state, RolloutEvent.WindowCompleted window, Cause cause, String reason) {
    List<GateResult> breaching = WindowJudge.breaching(window);
    Optional<String> leftToPeople = leftToPeople(window);
    return leftToPeople.isPresent()
        ? ask(state, cause, reason + "; " + leftToPeople.get(), breaching)
        : Optional.of(stepDown.stop(state, cause, reason, breaching));
  }

  /** One rung down, a question to a person, or empty where that was asked before. */
  Optional<CanaryDecision> rollBack(
      RolloutState state, RolloutEvent.WindowCompleted window, Cause cause, String reason) {
    List<GateResult> breaching = WindowJudge.breaching(window);
    Optional<String> leftToPeople = leftToPeople(window);
    return leftToPeople.isPresent()
        ? ask(state, cause, reason + "; " + leftToPeople.get(), breaching)
        : Optional.of(stepDown.rollBack(state, cause, reason, breaching));
  }

  private Optional<String> leftToPeople(RolloutEvent.WindowCompleted window) {
    if (!automatic) {
      return Optional.of("the plan leaves steps down to people, so a person is asked");
    }
    return holdPreExisting && WindowJudge.isPreExisting(window)
        ? Optional.of("it breaches without the change too, so a person is asked")
        : Optional.empty();
  }

  private Optional<CanaryDecision> ask(
      RolloutState state, Cause cause, String reason, List<GateResult> breaching) {
    return state.interventionAsked()
        ? Optional.empty()
        : Optional.of(decisions.ask(state, cause, reason, breaching));
  }
}
