package dev.belay.stats;

import java.util.SplittableRandom;

/** The seed of a randomised test: fixed unless {@code -Dbelay.seed=N} asks for another one. */
public final class Seed {
  private Seed() {}

  /** The seed to use; the test names it in its failure messages. */
  public static long value(long standard) {
    return Long.getLong("belay.seed", standard);
  }

  /** A generator with the seed to use. */
  public static SplittableRandom random(long standard) {
    return new SplittableRandom(value(standard));
  }
}
