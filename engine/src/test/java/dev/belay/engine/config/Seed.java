package dev.belay.engine.config;

import java.util.SplittableRandom;

/** Seeds of randomised tests; {@code -Dbelay.seed=N} replays one. */
public final class Seed {

  private static final long SEED = Long.getLong("belay.seed", new SplittableRandom().nextLong());

  private Seed() {}

  /** A generator whose seed is named in the failure if {@code Seed.replay} wraps the test. */
  public static SplittableRandom random(String purpose) {
    return new SplittableRandom(SEED ^ purpose.hashCode());
  }

  /** How to run a failed test again. */
  public static String replay() {
    return "replay with -Dbelay.seed=" + SEED;
  }
}
