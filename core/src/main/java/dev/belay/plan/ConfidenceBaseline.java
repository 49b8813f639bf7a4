package dev.belay.plan;

/** What the treatment's median confidence is compared with. */
public enum ConfidenceBaseline {
  /** The concurrent control arm. */
  CONTROL,
  /** The last green baseline. */
  GREEN
}
