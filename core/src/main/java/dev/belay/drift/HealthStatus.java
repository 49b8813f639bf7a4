package dev.belay.drift;

/** How healthy the change is, from best to worst. */
public enum HealthStatus {
  /** Every measure is within its warning threshold. */
  GREEN,
  /** A measure is past its warning threshold. */
  YELLOW,
  /** A measure is past its failing threshold. */
  RED,
  /** The change does not work at all: most of what it did failed or was invalid. */
  CRITICAL
}
