package dev.belay.flag;

/** What a caller serves where a decision says control, from the mildest to the hardest. */
public enum Fallback {
  /** The last calibrator known to be good: the control as it is. */
  LAST_GOOD,
  /** A simplified calibrator, such as temperature scaling. */
  SIMPLIFIED,
  /** The uncalibrated scores. */
  UNCALIBRATED,
  /** No score at all. */
  OFF
}
