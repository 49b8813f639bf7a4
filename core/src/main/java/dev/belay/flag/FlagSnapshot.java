package dev.belay.flag;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Everything that decisions of one rollout depend on, at one moment. Immutable, so that a decision
 * that took its snapshot never sees half of another.
 */
public final class FlagSnapshot {
  private final String key;
  private final boolean enabled;
  private final boolean breakerOpen;
  private final String stage;
  private final Percentage percentage;
  private final BucketStrategy bucketStrategy;
  private final List<SegmentRule> segments;
  private final Fallback fallback;
  private final String fingerprint;
  private final RevertEpoch epoch;
  private final long version;

  private FlagSnapshot(Builder builder) {
    key = builder.key;
    enabled = builder.enabled;
    breakerOpen = builder.breakerOpen;
    stage = builder.stage;
    percentage = builder.percentage;
    bucketStrategy = builder.bucketStrategy;
    segments = builder.segments;
    fallback = builder.fallback;
    fingerprint = builder.fingerprint;
    epoch = builder.epoch;
    version = builder.version;
  }

  /**
   * Starts a snapshot that serves control to everybody: disabled, at 0 %.
   *
   * @param key the rollout's key, not empty
   * @param bucketStrategy how keys are given buckets
   */
  public static Builder builder(String key, BucketStrategy bucketStrategy) {
    return new Builder(key, bucketStrategy);
  }

  /** A builder that starts from this snapshot. */
  public Builder toBuilder() {
    return new Builder(key, bucketStrategy)
        .enabled(enabled)
        .breakerOpen(breakerOpen)
        .stage(stage, percentage)
        .segments(segments)
        .fallback(fallback)
        .fingerprint(fingerprint)
        .epoch(epoch)
        .version(version);
  }

  /** The rollout's key. */
  public String key() {
    return key;
  }

  /** Whether the rollout is switched on. */
  public boolean enabled() {
    return enabled;
  }

  /** Whether the rollout's circuit breaker keeps everybody on control. */
  public boolean breakerOpen() {
    return breakerOpen;
  }

  /** The name of the ladder's stage. */
  public String stage() {
    return stage;
  }

  /** The share of the bucket range that is served treatment. */
  public Percentage percentage() {
    return percentage;
  }

  /** How targeting keys are given buckets, and the overrides. */
  public BucketStrategy bucketStrategy() {
    return bucketStrategy;
  }

  /** The segment rules, the first that matches counts. */
  public List<SegmentRule> segments() {
    return segments;
  }

  /** What callers serve where a decision says control. */
  public Fallback fallback() {
    return fallback;
  }

  /** The fingerprint of the configuration. */
  public String fingerprint() {
    return fingerprint;
  }

  /** How often treatment has been taken back. */
  public RevertEpoch epoch() {
    return epoch;
  }

  /** Rises with every change of the rollout's state; at least 0. */
  public long version() {
    return version;
  }

  /** Whether everybody is on control whatever the bucket. */
  boolean off() {
    return !enabled || breakerOpen;
  }

  /** Whether this snapshot may follow {@code older}: the epoch counts first, then the version. */
  boolean isNewerThan(FlagSnapshot older) {
    int byEpoch = epoch.compareTo(older.epoch);
    return byEpoch > 0 || (byEpoch == 0 && version > older.version);
  }

  /** The segment rule for a target, or null. */
  @Nullable SegmentRule segmentOf(Target target) {
    for (SegmentRule segment : segments) {
      if (segment.matches(target.attributes())) {
        return segment;
      }
    }
    return null;
  }

  /** Builds snapshots. Not thread-safe. */
  public static final class Builder {
    private final String key;
    private final BucketStrategy bucketStrategy;
    private boolean enabled;
    private boolean breakerOpen;
    private String stage = "Disabled";
    private Percentage percentage = Percentage.ZERO;
    private List<SegmentRule> segments = List.of();
    private Fallback fallback = Fallback.LAST_GOOD;
    private String fingerprint = "";
    private RevertEpoch epoch = RevertEpoch.FIRST;
    private long version;

    private Builder(String key, BucketStrategy bucketStrategy) {
      if (key.isEmpty()) {
        throw new IllegalArgumentException("rollout key is empty; name the rollout");
      }
      this.key = key;
      this.bucketStrategy = Objects.requireNonNull(bucketStrategy, "bucketStrategy");
    }

    /** Switches the rollout on or off; off by default. */
    public Builder enabled(boolean newEnabled) {
      this.enabled = newEnabled;
      return this;
    }

    /** Opens or closes the breaker; closed by default. */
    public Builder breakerOpen(boolean newBreakerOpen) {
      this.breakerOpen = newBreakerOpen;
      return this;
    }

    /** Sets the stage's name and its percentage; {@code Disabled} and 0 % by default. */
    public Builder stage(String newStage, Percentage newPercentage) {
      this.stage = Objects.requireNonNull(newStage, "stage");
      this.percentage = Objects.requireNonNull(newPercentage, "percentage");
      return this;
    }

    /** Sets the segment rules in order; none by default. */
    public Builder segments(List<SegmentRule> newSegments) {
      this.segments = List.copyOf(newSegments);
      return this;
    }

    /** Sets what callers serve for control; {@link Fallback#LAST_GOOD} by default. */
    public Builder fallback(Fallback newFallback) {
      this.fallback = Objects.requireNonNull(newFallback, "fallback");
      return this;
    }

    /** Sets the configuration's fingerprint; empty by default. */
    public Builder fingerprint(String newFingerprint) {
      this.fingerprint = Objects.requireNonNull(newFingerprint, "fingerprint");
      return this;
    }

    /** Sets the revert epoch; the first by default. */
    public Builder epoch(RevertEpoch newEpoch) {
      this.epoch = Objects.requireNonNull(newEpoch, "epoch");
      return this;
    }

    /**
     * Sets the version; 0 by default.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public Builder version(long newVersion) {
      if (newVersion < 0) {
        throw new IllegalArgumentException("version is " + newVersion + "; it must be at least 0");
      }
      this.version = newVersion;
      return this;
    }

    /** The snapshot. */
    public FlagSnapshot build() {
      return new FlagSnapshot(this);
    }
  }
}
