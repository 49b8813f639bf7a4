package dev.belay.canary;

import java.util.Map;
import java.util.Set;

/** The rollout's circuit breaker. */
public enum Breaker {
  /** The rollout climbs. */
  CLOSED,
  /** Everybody is on control. */
  OPEN,
  /** A full first stage on probation: one breach opens again. */
  HALF_OPEN;

  private static final Map<Breaker, Set<Breaker>> LEGAL =
      Map.of(
          CLOSED, Set.of(OPEN),
          OPEN, Set.of(HALF_OPEN, CLOSED),
          HALF_OPEN, Set.of(CLOSED, OPEN));

  /**
   * The next state, if it may follow this one.
   *
   * @param rollout the rollout's key, for the message
   * @throws IllegalStateException if it may not
   */
  Breaker to(Breaker next, String rollout) {
    if (next != this && !LEGAL.getOrDefault(this, Set.of()).contains(next)) {
      throw new IllegalStateException(
          "the breaker of rollout " + rollout + " cannot go from " + this + " to " + next);
    }
    return next;
  }
}
