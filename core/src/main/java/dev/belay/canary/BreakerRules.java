package dev.belay.canary;

import dev.belay.plan.Recovery;
import dev.belay.plan.RolloutPlan;
import java.util.List;
import java.util.Optional;

/**
 * What happens while the breaker is open: nothing without a person where only a person may start
 * again, else a fresh try on probation once the cooldown is over. Immutable.
 */
final class BreakerRules implements Rule {
  private final boolean manual;
  private final StepUp stepUp;
  private final Decisions decisions;

  BreakerRules(RolloutPlan plan, StepUp stepUp, Decisions decisions) {
    this.manual = plan.autoRevert().recover() == Recovery.MANUAL;
    this.stepUp = stepUp;
    this.decisions = decisions;
  }

  @Override
  public Optional<CanaryDecision> decide(RolloutState state, Evidence evidence) {
    if (state.breaker() != Breaker.OPEN) {
      return Optional.empty();
    }
    if (state.latched()) {
      return Optional.of(
          onlyAPerson(state, "it is latched off by autoRevert.maxPerDay; a person must reset it"));
    }
    if (state.personNeeded()) {
      return Optional.of(onlyAPerson(state, "it was stopped for " + cause(state)));
    }
    if (manual) {
      return Optional.of(
          onlyAPerson(state, "autoRevert.recover is manual; a person must reset it"));
    }
    return Optional.of(
        stepUp.decide(
            state,
            evidence,
            Cause.RECOVERY,
            cooldown(state),
            () -> "the cooldown is over; one breaching window on probation stops it again"));
  }

  private CanaryDecision onlyAPerson(RolloutState state, String reason) {
    boolean known = state.interventionAsked() || stoppedByAPerson(state);
    return known
        ? decisions.stay(state, reason)
        : decisions.ask(state, Cause.PERSON_NEEDED, reason, List.of());
  }

  private static String cause(RolloutState state) {
    return stoppedByAPerson(state)
        ? "a person's reason; a person must reset it"
        : state.lastCause().map(Cause::name).orElse("an unknown cause")
            + "; a person must reset it, or put another configuration in force";
  }

  private static boolean stoppedByAPerson(RolloutState state) {
    return state.lastCause().equals(Optional.of(Cause.PERSON));
  }

  private static List<Condition> cooldown(RolloutState state) {
    return state.cooldownNanos() > 0
        ? List.of(
            new Condition(
                "autoRevert.cooldown",
                "autoRevert.cooldown: " + TimeText.of(state.cooldownNanos()) + " are left"))
        : List.of();
  }
}
