package dev.belay.canary;

/** What the policy decided. */
public enum CanaryDecisionType {
  /** Nothing changes. */
  CONTINUE,
  /** One rung up: the only way that more keys are treated. */
  PROMOTE,
  /** One rung down. */
  ROLLBACK,
  /** Everybody is on control, and the breaker opens. */
  EMERGENCY_STOP,
  /** The rung stays, and a person is asked. */
  MANUAL_INTERVENTION
}
