package dev.belay.canary;

import dev.belay.gate.GateResult;
import dev.belay.plan.OnPreExisting;
import dev.belay.plan.RolloutPlan;
import java.util.List;
import java.util.Optional;

/**
 * Steps down for what gates say, or asks a person once where the plan leaves such steps to people.
 * Immutable.
 */
final class JudgedStepDown {
  private final boolean automatic;
  private final boolean holdPreExisting;
  private final StepDown stepDown;
  private final Decisions decisions;

  JudgedStepDown(RolloutPlan plan, StepDown stepDown, Decisions decisions) {
    this.automatic = plan.autoRevert().enabled() && plan.automation().rollback();
    this.holdPreExisting = plan.evaluation().onPreExisting() == OnPreExisting.HOLD;
    this.stepDown = stepDown;
    this.decisions = decisions;
  }

  /** An emergency stop, a question to a person, or empty where that was asked before. */
  Optional<CanaryDecision> stop(RolloutState state, Breach breach, Cause cause, String reason) {
    Optional<String> leftToPeople = leftToPeople(breach);
    return leftToPeople.isPresent()
        ? ask(state, cause, reason + "; " + leftToPeople.get(), breach.results())
        : Optional.of(stepDown.stop(state, cause, reason, breach.results()));
  }

  /** One rung down, a question to a person, or empty where that was asked before. */
  Optional<CanaryDecision> rollBack(RolloutState state, Breach breach, Cause cause, String reason) {
    Optional<String> leftToPeople = leftToPeople(breach);
    return leftToPeople.isPresent()
        ? ask(state, cause, reason + "; " + leftToPeople.get(), breach.results())
        : Optional.of(stepDown.rollBack(state, cause, reason, breach.results()));
  }

  private Optional<String> leftToPeople(Breach breach) {
    if (!automatic) {
      return Optional.of("the plan leaves steps down to people, so a person is asked");
    }
    return holdPreExisting && breach.preExisting()
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
