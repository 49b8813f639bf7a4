package dev.belay.stats;

/**
 * A counter-based generator of random numbers whose sequence is fixed for ever by its seed.
 *
 * <p>Output i is mix(seed + i · 0x9e3779b97f4a7c15) with Stafford's mixer 13 (Steele, Lea &amp;
 * Flood 2014); its period is 2^64. The JDK's generators of the same family do not promise to keep
 * their sequences. Not for secrets, not safe for use by several threads.
 */
public final class SplitMix64 {
  private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

  private long state;

  /**
   * Makes a generator.
   *
   * @param seed any number; equal seeds give equal sequences
   */
  public SplitMix64(long seed) {
    this.state = seed;
  }

  /**
   * The next 64 random bits.
   *
   * @return any long
   */
  public long nextLong() {
    state += GOLDEN_GAMMA;
    long z = state;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  /**
   * The next number in [0, 1), a multiple of 2^-53.
   *
   * @return at least 0, below 1
   */
  public double nextDouble() {
    return (nextLong() >>> 11) * 0x1p-53;
  }
}
