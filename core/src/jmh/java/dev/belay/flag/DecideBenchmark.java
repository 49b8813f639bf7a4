package dev.belay.flag;

import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a decision costs, beside what it is made of: a map look-up of the same key, SHA-256 of the
 * same bytes by a digest of the thread's own, a clock read.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class DecideBenchmark {
  private static final int CACHED_KEYS = 256;
  private static final int NEW_KEYS = 1 << 16;
  private static final byte[] SALT = "prod_2025\0".getBytes(StandardCharsets.UTF_8);
  private static final ThreadLocal<MessageDigest> DIGEST =
      ThreadLocal.withInitial(DecideBenchmark::sha256);

  private final InstantSource clock = InstantSource.system();
  private final FeatureFlag flag =
      new FeatureFlag(
          FlagSnapshot.builder("calib-v22", BucketStrategy.sha256("prod_2025"))
              .enabled(true)
              .stage("Canary", Percentage.of(5))
              .fingerprint("calib_v22_r1_000000000000")
              .build(),
          clock);
  private final String[] cachedKeys = keys(CACHED_KEYS);
  private final String[] newKeys = keys(NEW_KEYS);
  private final byte[][] newKeyBytes = new byte[NEW_KEYS][];
  private final Map<String, Boolean> map = new HashMap<>();
  private volatile Map<String, Boolean> publishedMap = map;
  private final byte[] hash = new byte[32];
  private int next;

  /** Fills the map and the cache with the same keys. */
  @Setup
  public void fill() {
    for (String key : cachedKeys) {
      // A key is remembered the second time.
      map.put(key, flag.isEnabled(key) && flag.isEnabled(key));
    }
    for (int i = 0; i < NEW_KEYS; i++) {
      newKeyBytes[i] = ("prod_2025\0" + newKeys[i]).getBytes(StandardCharsets.UTF_8);
    }
  }

  /** The yardstick of a cached key. */
  @Benchmark
  public Boolean hashMapGet() {
    return map.get(cachedKeys[next++ & (CACHED_KEYS - 1)]);
  }

  /** The same map behind a volatile reference, as any map that is replaced while it is read. */
  @Benchmark
  public Boolean hashMapGetPublished() {
    return publishedMap.get(cachedKeys[next++ & (CACHED_KEYS - 1)]);
  }

  /** A key that was decided before. */
  @Benchmark
  public boolean isEnabledCachedKey() {
    return flag.isEnabled(cachedKeys[next++ & (CACHED_KEYS - 1)]);
  }

  /** The yardstick of a new key: what a thread's own digest takes for a string. */
  @Benchmark
  public byte bareSha256OfString() {
    MessageDigest digest = DIGEST.get();
    digest.update(SALT);
    return digest.digest(newKeys[next++ & (NEW_KEYS - 1)].getBytes(StandardCharsets.UTF_8))[0];
  }

  /** The same for bytes that lie ready, into an array that lies ready. */
  @Benchmark
  public byte bareSha256OfBytes() throws DigestException {
    byte[] bytes = newKeyBytes[next++ & (NEW_KEYS - 1)];
    MessageDigest digest = DIGEST.get();
    digest.update(bytes, 0, bytes.length);
    digest.digest(hash, 0, hash.length);
    return hash[0];
  }

  /** A key that is not in the cache: 65 536 of them go round, the cache holds a few hundred. */
  @Benchmark
  public boolean isEnabledNewKey() {
    return flag.isEnabled(newKeys[next++ & (NEW_KEYS - 1)]);
  }

  /** The yardstick of a full decision. */
  @Benchmark
  public long clockRead() {
    return clock.instant().getNano();
  }

  /** A full decision with its time stamp. */
  @Benchmark
  public Decision decideCachedKey() {
    return flag.decide(cachedKeys[next++ & (CACHED_KEYS - 1)]);
  }

  /** A full decision in a live session that is held on control. */
  @Benchmark
  public Decision decideInSession() {
    return flag.decide(cachedKeys[next++ & (CACHED_KEYS - 1)], "session-0123456789abcdef");
  }

  private static String[] keys(int count) {
    String[] keys = new String[count];
    for (int i = 0; i < count; i++) {
      keys[i] = "organisation/repository-" + i;
    }
    return keys;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
