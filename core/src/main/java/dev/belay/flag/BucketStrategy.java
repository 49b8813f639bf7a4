package dev.belay.flag;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/**
 * How targeting keys are given buckets and who is excepted: the configuration of a {@link
 * Bucketer}. Immutable; the maps are copied.
 *
 * @param strategy the bucketer's name: {@value #SHA256}, {@value #MANUAL}, {@value #RANDOM} or one
 *     that a {@link Bucketer.Provider} provides
 * @param salt separates rollouts: two salts give independent buckets. Well-formed Unicode without
 *     U+0000
 * @param stickySessions whether a session that was served control keeps it
 * @param sessionIdle how long a session may be silent before it is forgotten; positive
 * @param overrides targeting keys whose variant is fixed; they are served but are never evidence
 * @param assignments for {@value #MANUAL}: the percentage from which a key is treated. A key that
 *     is not named is treated at 100 % only
 */
public record BucketStrategy(
    String strategy,
    String salt,
    boolean stickySessions,
    Duration sessionIdle,
    Map<String, Variant> overrides,
    Map<String, Percentage> assignments) {
  /** Buckets from SHA-256 of salt and key: deterministic, the same in every language. */
  public static final String SHA256 = "sha256";

  /** Buckets named one by one in the configuration. */
  public static final String MANUAL = "manual";

  /** A new bucket at every call, reproducible from the salt: for tests only. */
  public static final String RANDOM = "random";

  /**
   * @throws IllegalArgumentException if a value is outside its range; the message names it
   * @throws NullPointerException if a component is null
   */
  public BucketStrategy {
    Objects.requireNonNull(strategy, "strategy");
    Objects.requireNonNull(salt, "salt");
    if (salt.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("salt holds U+0000; it ends the salt, so leave it out");
    }
    KeyHasher.requireWellFormed(salt, "salt");
    if (sessionIdle.isNegative() || sessionIdle.isZero()) {
      throw new IllegalArgumentException("sessionIdle is " + sessionIdle + "; it must be positive");
    }
    overrides = Map.copyOf(overrides);
    assignments = Map.copyOf(assignments);
    requireUsable(overrides, "overrides");
    requireUsable(assignments, "assignments");
  }

  /** The default strategy, {@value #SHA256} with sticky sessions of 30 minutes, under this salt. */
  public static BucketStrategy sha256(String salt) {
    return new BucketStrategy(SHA256, salt, true, Duration.ofMinutes(30), Map.of(), Map.of());
  }

  /** This strategy with other overrides. */
  public BucketStrategy withOverrides(Map<String, Variant> newOverrides) {
    return new BucketStrategy(
        strategy, salt, stickySessions, sessionIdle, newOverrides, assignments);
  }

  private static void requireUsable(Map<String, ?> byKey, String name) {
    for (String key : byKey.keySet()) {
      if (key.isEmpty()) {
        throw new IllegalArgumentException(name + " has an empty targeting key; name the key");
      }
      KeyHasher.requireWellFormed(key, "a targeting key in " + name);
    }
  }
}
