package dev.belay.canary;

import dev.belay.gate.GateResult;
import dev.belay.plan.RolloutPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One rung up, unless a condition is open, a person holds the rung, the plan leaves steps up to
 * people, or the candidate fails a smoke probe. Immutable.
 */
final class StepUp {
  private final boolean automatic;
  private final Decisions decisions;

  StepUp(RolloutPlan plan, Decisions decisions) {
    this.automatic = plan.automation().promote();
    this.decisions = decisions;
  }

  CanaryDecision decide(
      RolloutState state,
      Evidence evidence,
      Cause cause,
      List<Condition> conditions,
      Supplier<String> reason) {
    List<Condition> open = new ArrayList<>();
    if (!automatic) {
      open.add(
          new Condition(
              "automation.promote", "automation.promote: false, so a person has to promote"));
    }
    held(state).ifPresent(open::add);
    open.addAll(conditions);
    if (open.isEmpty() && evidence.failedProbe().isPresent()) {
      String failed = "smoke probe: the candidate fails " + evidence.failedProbe().get();
      if (!state.interventionAsked()) {
        return decisions.ask(state, Cause.SMOKE_PROBE, failed, evidence.stageResults());
      }
      open.add(new Condition("smokeProbe", failed));
    }
    return open.isEmpty()
        ? up(state, evidence, cause, reason.get())
        : decisions.wait(state, open, evidence.stageResults());
  }

  /** The condition that is open while a person holds the rung. */
  static Optional<Condition> held(RolloutState state) {
    return state.held()
        ? Optional.of(new Condition("held", "held by a person, until a person resumes"))
        : Optional.empty();
  }

  private CanaryDecision up(RolloutState state, Evidence evidence, Cause cause, String reason) {
    int to = state.rung() + 1;
    // Where nobody is treated yet, no gate has anything to say.
    List<GateResult> gates = state.rung() == RolloutState.DISABLED ? List.of() : evidence.results();
    return decisions.step(
        CanaryDecisionType.PROMOTE,
        state,
        to,
        cause,
        reason,
        evidence.results(),
        new RolloutEvent.Promoted(state.rung(), to, cause, reason, DecidingResults.of(gates)));
  }
}
