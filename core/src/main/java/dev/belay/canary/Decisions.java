package dev.belay.canary;

import dev.belay.gate.GateResult;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Puts decisions into their form. Immutable. */
final class Decisions {
  private final Rungs rungs;

  Decisions(Rungs rungs) {
    this.rungs = rungs;
  }

  /** Nothing changes, for a reason. */
  CanaryDecision stay(RolloutState state, String reason) {
    return decision(CanaryDecisionType.CONTINUE, state, Optional.empty(), reason, List.of());
  }

  /** Nothing changes but what the event says, and that is no step. */
  CanaryDecision note(
      CanaryDecisionType type, RolloutState state, Cause cause, String reason, RolloutEvent event) {
    return decision(type, state, Optional.of(cause), reason, List.of(event));
  }

  /** The rollout is completed: nothing changes but that. */
  CanaryDecision complete(RolloutState state, Cause cause, String reason, List<GateResult> gates) {
    return new CanaryDecision(
        CanaryDecisionType.CONTINUE,
        rungs.name(state.rung()),
        Optional.empty(),
        Optional.of(cause),
        reason,
        List.of(),
        gates,
        List.of(new RolloutEvent.Completed(reason, DecidingResults.of(gates))));
  }

  /** Nothing changes while conditions are open. */
  CanaryDecision wait(RolloutState state, List<Condition> open, List<GateResult> gates) {
    String reason =
        rungs.name(state.rung())
            + " stays; "
            + open.stream().map(Condition::sentence).collect(Collectors.joining("; "));
    return new CanaryDecision(
        CanaryDecisionType.CONTINUE,
        rungs.name(state.rung()),
        Optional.empty(),
        Optional.empty(),
        reason,
        open,
        gates,
        List.of());
  }

  /** A person is asked. */
  CanaryDecision ask(RolloutState state, Cause cause, String reason, List<GateResult> gates) {
    return new CanaryDecision(
        CanaryDecisionType.MANUAL_INTERVENTION,
        rungs.name(state.rung()),
        Optional.empty(),
        Optional.of(cause),
        reason,
        List.of(),
        gates,
        List.of(new RolloutEvent.InterventionAsked(cause, reason, DecidingResults.of(gates))));
  }

  /** To another rung, by one event. */
  CanaryDecision step(
      CanaryDecisionType type,
      RolloutState state,
      int to,
      Cause cause,
      String reason,
      List<GateResult> gates,
      RolloutEvent event) {
    return new CanaryDecision(
        type,
        rungs.name(state.rung()),
        Optional.of(rungs.name(to)),
        Optional.of(cause),
        reason,
        List.of(),
        gates,
        List.of(event));
  }

  private CanaryDecision decision(
      CanaryDecisionType type,
      RolloutState state,
      Optional<Cause> cause,
      String reason,
      List<RolloutEvent> events) {
    return new CanaryDecision(
        type,
        rungs.name(state.rung()),
        Optional.empty(),
        cause,
        reason,
        List.of(),
        List.of(),
        events);
  }
}
