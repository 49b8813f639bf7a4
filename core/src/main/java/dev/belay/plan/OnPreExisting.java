package dev.belay.plan;

/** What a breach does that the baseline or the control shows as well. */
public enum OnPreExisting {
  /** It reverts: the SLA is absolute. */
  REVERT,
  /** It keeps the rung and asks for a person. */
  HOLD
}
