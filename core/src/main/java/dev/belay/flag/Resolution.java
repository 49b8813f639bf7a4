package dev.belay.flag;

import org.jspecify.annotations.Nullable;

/**
 * What one snapshot makes of a targeting key before switches, segments and sessions. Immutable with
 * final fields only, so that a racy reader sees all of it or nothing.
 *
 * @param key the targeting key, null where it cannot be used
 * @param bucket the bucket where {@code assignment} is BUCKET, else 0
 * @param treatment whether the override or the bucket says treatment
 * @param assignment where {@code treatment} comes from
 * @param errorCode why the key cannot be used, null where it can
 */
record Resolution(
    @Nullable String key,
    long bucket,
    boolean treatment,
    Assignment assignment,
    @Nullable ErrorCode errorCode) {
  static final Resolution MISSING_KEY = error(ErrorCode.TARGETING_KEY_MISSING);
  static final Resolution INVALID_KEY = error(ErrorCode.INVALID_CONTEXT);

  static Resolution ofBucket(String key, long bucket, Threshold threshold) {
    return new Resolution(key, bucket, threshold.treats(bucket), Assignment.BUCKET, null);
  }

  static Resolution ofOverride(String key, Variant variant) {
    return new Resolution(key, 0, variant == Variant.TREATMENT, Assignment.OVERRIDE, null);
  }

  static Resolution ofSegment(Resolution ofKey, Variant variant) {
    boolean treatment = variant == Variant.TREATMENT;
    return new Resolution(ofKey.key(), 0, treatment, Assignment.SEGMENT, null);
  }

  /** The same key, held on control by its session. */
  Resolution heldOnControl() {
    return new Resolution(key, bucket, false, assignment, errorCode);
  }

  private static Resolution error(ErrorCode errorCode) {
    return new Resolution(null, 0, false, Assignment.NONE, errorCode);
  }
}
