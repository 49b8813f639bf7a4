package dev.belay.canary;

import dev.belay.plan.RolloutPlan;
import java.util.List;
import java.util.Optional;

/** Answers a person's word: does it, or says why not. Immutable. */
final class PersonRules {
  private final boolean enabled;
  private final Rungs rungs;
  private final StepDown stepDown;
  private final Decisions decisions;

  PersonRules(RolloutPlan plan, Rungs rungs, StepDown stepDown, Decisions decisions) {
    this.enabled = plan.enabled();
    this.rungs = rungs;
    this.stepDown = stepDown;
    this.decisions = decisions;
  }

  /**
   * The answer; its event says that it was done.
   *
   * @param failedProbe the smoke probe that the candidate fails: a person may promote all the same,
   *     and it is written down
   * @throws IllegalArgumentException if the reason is blank
   */
  CanaryDecision answer(RolloutState state, Forced forced, Optional<String> failedProbe) {
    String reason = PersonEvents.requireReason(forced.reason());
    return switch (forced.type()) {
      case PROMOTE ->
          promote(
              state,
              failedProbe
                  .map(
                      failed ->
                          reason + "; a person promoted although the candidate fails " + failed)
                  .orElse(reason));
      case ROLLBACK -> rollBack(state, reason);
      case EMERGENCY_STOP -> stop(state, reason);
      case MANUAL_INTERVENTION -> hold(state, reason);
      case CONTINUE -> resume(state, reason);
    };
  }

  private CanaryDecision promote(RolloutState state, String reason) {
    if (!enabled) {
      return refuse(state, "a promotion", "enabled is false; enable the rollout first");
    }
    if (state.breaker() == Breaker.OPEN) {
      return refuse(state, "a promotion", "the breaker is open; reset the breaker first");
    }
    if (state.rung() == rungs.last()) {
      return refuse(state, "a promotion", rungs.name(state.rung()) + " is the last rung");
    }
    int to = state.rung() + 1;
    return decisions.step(
        CanaryDecisionType.PROMOTE,
        state,
        to,
        Cause.PERSON,
        reason,
        List.of(),
        new RolloutEvent.Promoted(state.rung(), to, Cause.PERSON, reason));
  }

  private CanaryDecision rollBack(RolloutState state, String reason) {
    return state.rung() == RolloutState.DISABLED
        ? refuse(state, "a rollback", "nobody is treated; stop it to keep it so")
        : stepDown.rollBack(state, Cause.PERSON, reason, List.of());
  }

  private CanaryDecision stop(RolloutState state, String reason) {
    boolean stopped =
        state.personNeeded() && state.lastCause().filter(Cause.PERSON::equals).isPresent();
    return stopped
        ? refuse(state, "a stop", "a person stopped it before")
        : stepDown.stop(state, Cause.PERSON, reason, List.of());
  }

  private CanaryDecision hold(RolloutState state, String reason) {
    return state.held()
        ? refuse(state, "a hold", "it is held")
        : decisions.note(
            CanaryDecisionType.MANUAL_INTERVENTION,
            state,
            Cause.PERSON,
            reason,
            new RolloutEvent.Held(reason));
  }

  private CanaryDecision resume(RolloutState state, String reason) {
    return state.held()
        ? decisions.note(
            CanaryDecisionType.CONTINUE,
            state,
            Cause.PERSON,
            reason,
            new RolloutEvent.Resumed(reason))
        : refuse(state, "a resumption", "nobody holds it");
  }

  private CanaryDecision refuse(RolloutState state, String what, String why) {
    return decisions.stay(state, "a person asked for " + what + ", refused: " + why);
  }
}
