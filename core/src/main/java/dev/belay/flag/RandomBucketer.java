package dev.belay.flag;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A new bucket at every call, whatever the key: for tests of what must hold without stickiness. The
 * sequence is SplitMix64 (Steele, Lea & Flood 2014) from a seed that the salt gives, so that one
 * thread's run is reproducible. Thread-safe and lock-free.
 */
final class RandomBucketer implements Bucketer {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private final AtomicLong state;

  RandomBucketer(String salt) {
    this.state = new AtomicLong(new Sha256Bucketer(salt).bucket("seed"));
  }

  @Override
  public long bucket(String targetingKey) {
    long z = state.addAndGet(GOLDEN_GAMMA);
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  @Override
  public boolean stable() {
    return false;
  }
}
