package dev.belay.flag;

import org.jspecify.annotations.Nullable;

/**
 * What one targeting key is served and why. Immutable.
 *
 * @param variant the arm to serve
 * @param reason why, in OpenFeature's words
 * @param errorCode what was wrong with the input; null unless the reason is {@link Reason#ERROR}
 * @param assignment what the key's variant was taken from before switches and sessions
 * @param bucket the key's bucket, an unsigned 64-bit number; 0 unless {@link #assignment} is {@link
 *     Assignment#BUCKET}
 * @param stage the name of the ladder's stage
 * @param fallback what to serve where the variant is control
 * @param fingerprint the fingerprint of the configuration that decided
 * @param timeNanos when, in nanoseconds since 1970-01-01T00:00:00Z
 */
public record Decision(
    Variant variant,
    Reason reason,
    @Nullable ErrorCode errorCode,
    Assignment assignment,
    long bucket,
    String stage,
    Fallback fallback,
    String fingerprint,
    long timeNanos) {
  /** The number of equal slices of the bucket range that summaries are kept for. */
  public static final int SHARDS = 100;

  /** Whether the key is served the change. */
  public boolean treatment() {
    return variant == Variant.TREATMENT;
  }

  /** Whether what is observed under this decision may judge the change: overrides may not. */
  public boolean evidence() {
    return assignment == Assignment.BUCKET || assignment == Assignment.SEGMENT;
  }

  /** Whether the key was assigned by its bucket, so that {@link #shard} means something. */
  public boolean sharded() {
    return assignment == Assignment.BUCKET;
  }

  /** The slice of the bucket range that the key lies in, from 0 to 99: shard k is [k %, k+1 %). */
  public int shard() {
    return shardOf(bucket);
  }

  /** The slice of the range, from 0 to 99, that a bucket lies in: ⌊bucket × 100 / 2^64⌋. */
  public static int shardOf(long bucket) {
    // The high word of an unsigned product: the signed one, corrected where the sign bit counted.
    return (int) (Math.multiplyHigh(bucket, SHARDS) + ((bucket >> 63) & SHARDS));
  }
}
