package dev.belay.canary;

import dev.belay.plan.RolloutPlan;

/**
 * What a tick means for a state: which of its time and traffic is judged, and how long treatment
 * has been served unseen. Immutable.
 */
final class TickRules {
  private final long graceNanos;
  private final long windowNanos;
  private final long deadMansSwitchNanos;

  TickRules(RolloutPlan plan) {
    this.graceNanos = plan.evaluation().gracePeriod().toNanos();
    // A clock's ticks are a little short or long: a tenth of one must not cost a whole one.
    this.windowNanos =
        plan.evaluation().window().toNanos() - plan.evaluation().tick().toNanos() / 10;
    this.deadMansSwitchNanos = plan.deadMansSwitch().toNanos();
  }

  boolean inGrace(RolloutState state) {
    return state.stage().nanos() < graceNanos;
  }

  boolean windowDue(RolloutState state) {
    return state.stage().windowNanos() >= windowNanos;
  }

  RolloutEvent.Observed observe(RolloutState state, Tick tick) {
    boolean judged = !inGrace(state);
    boolean served = tick.treatmentDecisions() > 0 || tick.treated() > 0;
    long idleNanos = state.idleNanos() + tick.nanos();
    return new RolloutEvent.Observed(
        tick.number(),
        tick.nanos(),
        judged ? tick.nanos() : 0,
        tick.treated(),
        tick.invalid(),
        judged ? tick.treated() : 0,
        judged ? tick.failed() : 0,
        silentNanos(state, tick, idleNanos),
        served ? 0 : idleNanos);
  }

  /* Silence grows only at ticks that decide for treatment, by the time since the last such tick, so
   * that a query every ten minutes counts for ten. Each step is a quarter of the limit at most: one
   * query in the morning does not make a night without traffic an alarm. */
  private long silentNanos(RolloutState state, Tick tick, long idleNanos) {
    if (tick.treated() > 0) {
      return 0;
    }
    return tick.treatmentDecisions() > 0
        ? state.silentNanos() + Math.min(idleNanos, deadMansSwitchNanos / 4)
        : state.silentNanos();
  }
}
