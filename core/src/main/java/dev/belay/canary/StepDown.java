package dev.belay.canary;

import dev.belay.flag.Fallback;
import dev.belay.gate.GateResult;
import dev.belay.plan.RolloutPlan;
import java.util.List;
import java.util.function.Function;

/** Takes treatment back: off altogether, or by one rung. Immutable. */
final class StepDown {
  private final Decisions decisions;
  private final Cooldown cooldown;
  private final DailyLimit dailyLimit;
  private final Function<List<GateResult>, Fallback> severity;

  StepDown(RolloutPlan plan, Decisions decisions, Function<List<GateResult>, Fallback> severity) {
    this.decisions = decisions;
    this.cooldown = new Cooldown(plan.autoRevert());
    this.dailyLimit = new DailyLimit(plan.autoRevert().maxPerDay());
    this.severity = severity;
  }

  /** Everybody to control; the breaker opens. */
  CanaryDecision stop(RolloutState state, Cause cause, String why, List<GateResult> breaching) {
    boolean latched = dailyLimit.reachedBy(cause, state);
    String reason = latched ? why + "; " + lastOfTheDay() : why;
    RolloutEvent stopped =
        new RolloutEvent.Stopped(
            state.rung(),
            cause,
            reason,
            cooldown.nanos(state.trips()),
            latched,
            !cause.recoverable() || cause == Cause.PERSON,
            fallback(state, breaching),
            DecidingResults.of(breaching));
    return decisions.step(
        CanaryDecisionType.EMERGENCY_STOP,
        state,
        RolloutState.DISABLED,
        cause,
        reason,
        breaching,
        stopped);
  }

  /** One rung down; a stop where there is none below, and where it is the last of the day. */
  CanaryDecision rollBack(
      RolloutState state, Cause cause, String reason, List<GateResult> breaching) {
    if (state.rung() == 0 || dailyLimit.reachedBy(cause, state)) {
      return stop(state, cause, reason, breaching);
    }
    int to = state.rung() - 1;
    return decisions.step(
        CanaryDecisionType.ROLLBACK,
        state,
        to,
        cause,
        reason,
        breaching,
        new RolloutEvent.RolledBack(
            state.rung(), to, cause, reason, DecidingResults.of(breaching)));
  }

  private Fallback fallback(RolloutState state, List<GateResult> breaching) {
    if (state.breaker() == Breaker.OPEN) {
      return state.fallback();
    }
    return breaching.isEmpty() ? Fallback.LAST_GOOD : severity.apply(breaching);
  }

  private String lastOfTheDay() {
    return "autoRevert.maxPerDay ("
        + dailyLimit.maxPerDay()
        + " within 24 hours) is reached: it stays off until a person resets it";
  }
}
