package dev.belay.gate;

import java.util.Map;
import java.util.Set;

/** The breaker of the calls to the calibrator inside one JVM. */
public enum CallBreaker {
  /** Calls go through. */
  CLOSED,
  /** No call goes through until it is time to try again. */
  OPEN,
  /** One call at a time goes through, as a probe. */
  HALF_OPEN,
  /** A person, or an emergency, stopped the calls: only a person starts them again. */
  SHUTDOWN;

  private static final Map<CallBreaker, Set<CallBreaker>> LEGAL =
      Map.of(
          CLOSED, Set.of(OPEN, SHUTDOWN),
          OPEN, Set.of(HALF_OPEN, CLOSED, SHUTDOWN),
          HALF_OPEN, Set.of(CLOSED, OPEN, SHUTDOWN),
          SHUTDOWN, Set.of(CLOSED));

  /** Whether the breaker may go from this state to the other. */
  public boolean mayGoTo(CallBreaker next) {
    return LEGAL.getOrDefault(this, Set.of()).contains(next);
  }

  /**
   * The next state, if it may follow this one.
   *
   * @throws IllegalStateException if it may not
   */
  CallBreaker to(CallBreaker next) {
    if (!mayGoTo(next)) {
      throw new IllegalStateException(
          "the breaker of the calls cannot go from " + this + " to " + next);
    }
    return next;
  }
}
