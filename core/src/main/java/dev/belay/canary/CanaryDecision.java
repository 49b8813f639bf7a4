package dev.belay.canary;

import dev.belay.gate.GateResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the policy decided at one tick, and why. Immutable.
 *
 * @param decisionType what
 * @param from the stage before
 * @param targetStage the stage after; empty where the stage stays
 * @param cause why; empty where nothing changes
 * @param reason why, in one sentence for people; never empty
 * @param open what a promotion still waits for; empty unless nothing changes
 * @param gates what the gates said on which it rests: of the window for a step down, of the stage
 *     else
 * @param events what follows for the journal, in order; empty where nothing changes. One, or two
 *     where a person held or resumed at a tick that stops
 */
public record CanaryDecision(
    CanaryDecisionType decisionType,
    String from,
    Optional<String> targetStage,
    Optional<Cause> cause,
    String reason,
    List<Condition> open,
    List<GateResult> gates,
    List<RolloutEvent> events) {

  /** Copies the lists. */
  public CanaryDecision {
    open = List.copyOf(open);
    gates = List.copyOf(gates);
    events = List.copyOf(events);
  }

  /** Whether treatment is taken back. */
  boolean stepsDown() {
    return decisionType == CanaryDecisionType.ROLLBACK
        || decisionType == CanaryDecisionType.EMERGENCY_STOP;
  }

  /** Whether the rung is left, or the breaker opened. */
  boolean isStep() {
    return targetStage.isPresent();
  }

  /** This decision, and before it the answer to a person that changes no rung. */
  CanaryDecision after(CanaryDecision answer) {
    List<RolloutEvent> both = new ArrayList<>(answer.events);
    both.addAll(events);
    return new CanaryDecision(
        decisionType, from, targetStage, cause, reason + "; " + answer.reason, open, gates, both);
  }
}
