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
 *     where a person held or resumed at a tick that stops: the stop comes first
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

  /**
   * Those of its events that a person's word brought; the others are the rules', whoever spoke at
   * the same tick.
   */
  public List<RolloutEvent> personEvents() {
    return events.stream().filter(CanaryDecision::isPersons).toList();
  }

  private static boolean isPersons(RolloutEvent event) {
    if (event instanceof RolloutEvent.Promoted up) {
      return up.cause() == Cause.PERSON;
    }
    if (event instanceof RolloutEvent.RolledBack down) {
      return down.cause() == Cause.PERSON;
    }
    if (event instanceof RolloutEvent.Stopped stop) {
      return stop.cause() == Cause.PERSON;
    }
    return event instanceof RolloutEvent.Held || event instanceof RolloutEvent.Resumed;
  }

  /** This decision, and after it the answer to a person that changes no rung. */
  CanaryDecision with(CanaryDecision answer) {
    List<RolloutEvent> both = new ArrayList<>(events);
    both.addAll(answer.events);
    return new CanaryDecision(
        decisionType, from, targetStage, cause, reason + "; " + answer.reason, open, gates, both);
  }
}
