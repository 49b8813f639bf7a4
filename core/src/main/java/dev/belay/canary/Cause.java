package dev.belay.canary;

/** Why a step was taken. */
public enum Cause {
  /** Every condition of the stage holds. */
  CONDITIONS_MET(false, true),
  /** The cooldown is over: probation on the first rung. */
  RECOVERY(false, true),
  /** Breaching windows in a row. */
  CONSECUTIVE_BREACHES(true, true),
  /** Breaching windows in a row, of the recall gate: what was lost is a fact. */
  RECALL_LOSS(true, false),
  /** A sequential gate rejects that the change is within its limit. */
  SEQUENTIAL_REJECTION(true, false),
  /** Too large a share of the stage's windows breached. */
  BREACH_RATE(true, true),
  /** A breach on probation. */
  PROBATION_BREACH(true, true),
  /** Invalid scores. */
  INVALID_SCORES(true, false),
  /** The change does not work at all. */
  HEALTH_CRITICAL(true, true),
  /** Treatment was served and nothing was observed of it, or nothing was evaluated. */
  DEAD_MANS_SWITCH(true, true),
  /** The candidate failed a smoke probe. */
  SMOKE_PROBE(false, true),
  /** A gate breaches over the stage, and no window has enough traffic to act on it. */
  UNJUDGED_BREACH(false, true),
  /** Only a person may go on. */
  PERSON_NEEDED(false, true),
  /** A person said so. */
  PERSON(false, true);

  private final boolean automaticStepDown;
  private final boolean recoverable;

  Cause(boolean automaticStepDown, boolean recoverable) {
    this.automaticStepDown = automaticStepDown;
    this.recoverable = recoverable;
  }

  /** Whether a step down for this cause is the controller's own and counts against the day. */
  public boolean automaticStepDown() {
    return automaticStepDown;
  }

  /** Whether the controller may start again by itself after it. */
  public boolean recoverable() {
    return recoverable;
  }
}
