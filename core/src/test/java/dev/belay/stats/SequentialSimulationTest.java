package dev.belay.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

/** How often the sequential tests are wrong, and how long they take to be right. Seeded. */
class SequentialSimulationTest {
  private static final int PER_TICK = 10;
  private static final OneSidedProportion LIMIT = new OneSidedProportion(0.01, 1);
  private static final LateChangeWeights WEIGHTS = new LateChangeWeights(720);

  @Test
  void at_the_boundary_wrong_alarms_are_rarer_than_their_budget() {
    long seed = Seed.value(51);
    SplittableRandom random = new SplittableRandom(seed);
    int runs = 1000;
    int wrong = 0;
    for (int run = 0; run < runs; run++) {
      ProportionProcess process = new ProportionProcess(LIMIT, WEIGHTS);
      for (int tick = 0; tick < 500; tick++) {
        process.add(successes(random, PER_TICK, 0.01), PER_TICK);
        if (process.rejects(0.05)) {
          wrong++;
          break;
        }
      }
    }
    // 50 are allowed; about 20 are expected.
    assertThat(wrong).as("seed %d", seed).isBetween(2, 50);
  }

  @Test
  void five_percent_over_a_budget_of_one_are_found_early_and_late() {
    long seed = Seed.value(52);
    SplittableRandom random = new SplittableRandom(seed);
    assertThat(median(201, () -> delay(random, 0))).as("seed %d", seed).isBetween(200L, 300L);
    // 2000 ticks of 10 before the change; at the boundary or not makes no difference.
    assertThat(median(51, () -> delay(random, 2000))).as("seed %d", seed).isBetween(330L, 500L);
  }

  private static long delay(SplittableRandom random, int healthyTicks) {
    ProportionProcess process = new ProportionProcess(LIMIT, WEIGHTS);
    for (int tick = 0; tick < healthyTicks; tick++) {
      process.add(successes(random, PER_TICK, 0.002), PER_TICK);
    }
    long n = 0;
    while (!process.rejects(0.0005)) {
      process.add(successes(random, PER_TICK, 0.05), PER_TICK);
      n += PER_TICK;
    }
    return n;
  }

  @Test
  void a_pass_takes_the_longer_the_nearer_the_limit_is() {
    long seed = Seed.value(53);
    SplittableRandom random = new SplittableRandom(seed);
    assertThat(median(301, () -> pass(random, 0.002))).as("seed %d", seed).isBetween(560L, 800L);
    assertThat(median(301, () -> pass(random, 0.005))).as("seed %d", seed).isBetween(1600L, 2500L);
    assertThat(median(61, () -> pass(random, 0.008))).as("seed %d", seed).isBetween(9000L, 24000L);
  }

  private static long pass(SplittableRandom random, double rate) {
    long n = 0;
    long k = 0;
    while (LIMIT.logPass(k, n) < StrictMath.log(20)) {
      k += successes(random, 2 * PER_TICK, rate);
      n += 2 * PER_TICK;
    }
    return n;
  }

  @Test
  void a_shift_of_the_median_is_found_and_the_allowed_one_is_not() {
    long seed = Seed.value(54);
    SplittableRandom random = new SplittableRandom(seed);
    assertThat(median(21, () -> shift(random, 0.05))).as("seed %d", seed).isBetween(1800L, 4200L);
    assertThat(median(21, () -> shift(random, 0.06))).as("seed %d", seed).isBetween(1000L, 2400L);
    assertThat(median(11, () -> shift(random, 0.02))).as("seed %d", seed).isEqualTo(12_000);
  }

  /** Scores that are normal with deviation 0.2; 12 000 a sample if it is not found before. */
  private static long shift(SplittableRandom random, double shift) {
    double[] edges = new double[1001];
    for (int i = 0; i <= 1000; i++) {
      edges[i] = i / 1000.0;
    }
    BetaMixture mixture = BetaMixture.oneSided(0.5, 3000, 0.001);
    TwoSampleQuantile test = TwoSampleQuantile.shift(mixture, edges, 0.02, 1);
    long[] treated = new long[1000];
    long[] control = new long[1000];
    long n = 0;
    do {
      for (int i = 0; i < 100; i++) {
        treated[cell(0.5 + shift + 0.2 * normal(random))]++;
        control[cell(0.5 + 0.2 * normal(random))]++;
      }
      n += 100;
    } while (n < 12_000 && !test.upReaches(treated, control, StrictMath.log(1000)));
    return n;
  }

  private static int cell(double score) {
    return (int) Math.max(0, Math.min(999, Math.floor(score * 1000)));
  }

  private static double normal(SplittableRandom random) {
    double radius = Math.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
    return radius * StrictMath.cos(2 * StrictMath.PI * random.nextDouble());
  }

  private static long successes(SplittableRandom random, int n, double rate) {
    long k = 0;
    for (int i = 0; i < n; i++) {
      if (random.nextDouble() < rate) {
        k++;
      }
    }
    return k;
  }

  private static long median(int runs, LongSupplier run) {
    long[] results = new long[runs];
    Arrays.setAll(results, i -> run.getAsLong());
    Arrays.sort(results);
    return results[runs / 2];
  }
}
