package dev.belay.flag;

/** What a targeting key's variant was taken from before the rollout's switches were looked at. */
public enum Assignment {
  /** The key's bucket: assigned as if by lot, the only assignment that relative gates may use. */
  BUCKET,
  /** An override: served, but never evidence. */
  OVERRIDE,
  /** A segment rule: evidence for absolute gates only. */
  SEGMENT,
  /** Nothing: the key could not be used. */
  NONE
}
