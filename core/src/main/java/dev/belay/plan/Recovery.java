package dev.belay.plan;

/** Who starts again after an automatic revert. */
public enum Recovery {
  /** The controller, after the cooldown, where the cause allows it. */
  AUTO,
  /** Only a person. */
  MANUAL
}
