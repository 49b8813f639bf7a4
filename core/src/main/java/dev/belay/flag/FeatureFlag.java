package dev.belay.flag;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Decides which arm of a rollout a targeting key is served, from the newest snapshot it was given.
 *
 * <p>The order: a rollout that is disabled or whose breaker is open serves control to everybody; a
 * missing, empty or malformed key is control with an error, never the first bucket; then the
 * override, the segment rule, the bucket. A live session that was served control keeps it, for up
 * to 16 384 live sessions at a time; of more, those idle the longest are forgotten and may be
 * served a promotion early.
 *
 * <ol>
 *   <li>A decision is made from one snapshot, never from parts of two.
 *   <li>Deciding is lock-free and does no I/O. {@link #isEnabled(String)} on a cached key allocates
 *       nothing.
 *   <li>Once {@link #apply} has returned, decisions that start later, on any thread, are made from
 *       that snapshot or a newer one.
 *   <li>The pair of epoch and version never falls, so no older snapshot ever comes back.
 * </ol>
 *
 * <p>Thread-safe.
 */
public final class FeatureFlag {
  /** How many live sessions on control are remembered with hardly a loss; at most 2.3 MiB. */
  static final int MAX_SESSIONS = 1 << 14;

  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final InstantSource clock;
  private final SessionPins sessions = new SessionPins(MAX_SESSIONS);
  private volatile ActiveSnapshot active;

  /**
   * A flag that decides from {@code snapshot} until a newer one is applied.
   *
   * @param clock tells when decisions are made and how long sessions are idle
   */
  public FeatureFlag(FlagSnapshot snapshot, InstantSource clock) {
    this.active = new ActiveSnapshot(snapshot);
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  /**
   * Makes {@code next} the snapshot to decide from, unless it is not newer than the one in force.
   *
   * @return whether it was applied; false if its epoch is older, or its epoch is the same and its
   *     version is not newer
   * @throws IllegalArgumentException if it is another rollout's
   */
  public synchronized boolean apply(FlagSnapshot next) {
    FlagSnapshot current = active.snapshot();
    if (!next.key().equals(current.key())) {
      throw new IllegalArgumentException(
          "snapshot is of rollout \"" + next.key() + "\", this flag is \"" + current.key() + "\"");
    }
    if (!next.isNewerThan(current)) {
      return false;
    }
    active = new ActiveSnapshot(next);
    return true;
  }

  /** The snapshot in force. */
  public FlagSnapshot snapshot() {
    return active.snapshot();
  }

  /** Whether a targeting key is served treatment; false for a null, empty or malformed one. */
  public boolean isEnabled(@Nullable String targetingKey) {
    ActiveSnapshot now = active;
    return !now.off() && now.resolve(targetingKey).treatment();
  }

  /** Whether a targeting key is served treatment in a session; see {@link #decide(Target)}. */
  public boolean isEnabled(@Nullable String targetingKey, @Nullable String sessionId) {
    ActiveSnapshot now = active;
    Resolution served = inSession(now, now.resolve(targetingKey), sessionId, timeNanos());
    return !now.off() && served.treatment();
  }

  /** What a targeting key is served, and why. */
  public Decision decide(@Nullable String targetingKey) {
    ActiveSnapshot now = active;
    return decide(now, now.resolve(targetingKey), null);
  }

  /** What a targeting key is served in a session, and why; see {@link #decide(Target)}. */
  public Decision decide(@Nullable String targetingKey, @Nullable String sessionId) {
    ActiveSnapshot now = active;
    return decide(now, now.resolve(targetingKey), sessionId);
  }

  /**
   * What a target is served, and why: segment rules see its attributes, and its session, if it has
   * one, keeps control once it was served control, until it has been idle for the configured time.
   */
  public Decision decide(Target target) {
    ActiveSnapshot now = active;
    return decide(now, now.resolve(target), target.sessionId());
  }

  private Decision decide(ActiveSnapshot now, Resolution resolution, @Nullable String sessionId) {
    long timeNanos = timeNanos();
    Resolution served = inSession(now, resolution, sessionId, timeNanos);
    FlagSnapshot snapshot = now.snapshot();
    return new Decision(
        !now.off() && served.treatment() ? Variant.TREATMENT : Variant.CONTROL,
        reason(now, resolution, served),
        now.off() ? null : served.errorCode(),
        served.assignment(),
        served.bucket(),
        snapshot.stage(),
        snapshot.fallback(),
        snapshot.fingerprint(),
        timeNanos);
  }

  private static Reason reason(ActiveSnapshot now, Resolution resolution, Resolution served) {
    if (now.off()) {
      return Reason.DISABLED;
    }
    if (served.errorCode() != null) {
      return Reason.ERROR;
    }
    if (served.assignment() != Assignment.BUCKET) {
      return Reason.TARGETING_MATCH;
    }
    return served.treatment() == resolution.treatment() ? Reason.SPLIT : Reason.CACHED;
  }

  /**
   * What the session makes of a bucket's answer. Overrides and segment rules are a person's word
   * and hold at once; a session in which everybody is on control is remembered as served control.
   */
  private Resolution inSession(
      ActiveSnapshot now, Resolution resolution, @Nullable String sessionId, long timeNanos) {
    String key = resolution.key();
    BucketStrategy strategy = now.snapshot().bucketStrategy();
    if (sessionId == null
        || sessionId.isEmpty()
        || key == null
        || !strategy.stickySessions()
        || resolution.assignment() != Assignment.BUCKET) {
      return resolution;
    }
    boolean treatment = !now.off() && resolution.treatment();
    boolean served;
    try {
      served = sessions.treats(sessionId, key, treatment, timeNanos, nanos(strategy.sessionIdle()));
    } catch (IllegalArgumentException e) {
      // The session id is not well-formed Unicode: answered with an error code.
      return Resolution.INVALID_KEY;
    }
    return served == treatment ? resolution : resolution.heldOnControl();
  }

  private long timeNanos() {
    Instant instant = clock.instant();
    return instant.getEpochSecond() * NANOS_PER_SECOND + instant.getNano();
  }

  /** The duration in nanoseconds; three centuries stand for ever. */
  private static long nanos(Duration duration) {
    try {
      return duration.toNanos();
    } catch (ArithmeticException e) {
      return Long.MAX_VALUE;
    }
  }
}
