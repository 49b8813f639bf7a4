package dev.belay.flag;

import org.jspecify.annotations.Nullable;

/** A snapshot in force, with what is derived from it. Replaced whole by the next one. */
final class ActiveSnapshot {
  private final FlagSnapshot snapshot;
  private final boolean off;
  private final Threshold threshold;
  private final Bucketer bucketer;
  private final boolean cacheable;
  private final DecisionCache cache = new DecisionCache();

  ActiveSnapshot(FlagSnapshot snapshot) {
    this.snapshot = snapshot;
    this.off = snapshot.off();
    this.threshold = snapshot.percentage().threshold();
    this.bucketer = Bucketer.of(snapshot.bucketStrategy());
    this.cacheable = bucketer.stable();
  }

  FlagSnapshot snapshot() {
    return snapshot;
  }

  /** Whether everybody is on control whatever the bucket. */
  boolean off() {
    return off;
  }

  /** What the override or the bucket of a key says. */
  Resolution resolve(@Nullable String targetingKey) {
    if (targetingKey == null) {
      return Resolution.MISSING_KEY;
    }
    Resolution cached = cache.get(targetingKey);
    return cached != null ? cached : resolveNew(targetingKey);
  }

  /** What the override, the segment rule or the bucket of a target says. */
  Resolution resolve(Target target) {
    Resolution ofKey = resolve(target.targetingKey());
    if (ofKey.assignment() != Assignment.BUCKET) {
      return ofKey;
    }
    SegmentRule segment = snapshot.segmentOf(target);
    return segment == null ? ofKey : Resolution.ofSegment(ofKey, segment.variant());
  }

  private Resolution resolveNew(String key) {
    if (key.isEmpty()) {
      return Resolution.MISSING_KEY;
    }
    Variant override = snapshot.bucketStrategy().overrides().get(key);
    Resolution resolution = override == null ? bucketOf(key) : Resolution.ofOverride(key, override);
    if (cacheable && resolution.errorCode() == null) {
      cache.offer(key, resolution);
    }
    return resolution;
  }

  private Resolution bucketOf(String key) {
    long bucket;
    try {
      bucket = bucketer.bucket(key);
    } catch (IllegalArgumentException e) {
      // The bucketer's way of saying that this key has no bucket: answered with an error code.
      return Resolution.INVALID_KEY;
    }
    return Resolution.ofBucket(key, bucket, threshold);
  }
}
