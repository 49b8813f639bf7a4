package dev.belay.flag;

/**
 * Why a decision has its variant, in the words of the OpenFeature specification (section
 * "Resolution Details"). The reasons that Belay never gives are left out.
 */
public enum Reason {
  /** The targeting key's bucket decided. */
  SPLIT,
  /** An override or a segment rule decided. */
  TARGETING_MATCH,
  /** The session keeps the variant that it was served first. */
  CACHED,
  /** The rollout is disabled or its breaker is open. */
  DISABLED,
  /** The targeting key or the session id cannot be used; see {@link ErrorCode}. */
  ERROR
}
