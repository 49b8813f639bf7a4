package dev.belay.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class GeneratorsTest {
  @Test
  void split_mix_starts_with_the_published_numbers() {
    // The first outputs for seed 1234567 in the reference implementation's own test vector.
    SplitMix64 random = new SplitMix64(1234567);
    assertThat(Long.toUnsignedString(random.nextLong())).isEqualTo("6457827717110365317");
    assertThat(Long.toUnsignedString(random.nextLong())).isEqualTo("3203168211198807973");
    assertThat(Long.toUnsignedString(random.nextLong())).isEqualTo("9817491932198370423");
  }

  @Test
  void poisson_numbers_have_their_distribution_at_every_rate() {
    long seed = Seed.value(3);
    for (double rate : new double[] {0.05, 1, 2.5, 11.9, 12, 13, 40, 1000}) {
      PoissonSampler sampler = new PoissonSampler(new SplitMix64(seed));
      double pValue = goodnessOfFit(sampler, rate, 200_000);
      assertThat(pValue).as("seed %d rate %s", seed, rate).isGreaterThan(1e-6);
    }
  }

  @Test
  void poisson_numbers_of_huge_rates_have_their_mean_and_variance() {
    long seed = Seed.value(4);
    double rate = 1e12;
    PoissonSampler sampler = new PoissonSampler(new SplitMix64(seed));
    double sum = 0;
    double squares = 0;
    int draws = 100_000;
    for (int i = 0; i < draws; i++) {
      double standard = (sampler.next(rate) - rate) / Math.sqrt(rate);
      sum += standard;
      squares += standard * standard;
    }
    assertThat(Math.abs(sum / draws)).as("seed %d", seed).isLessThan(0.02);
    assertThat(Math.abs(squares / draws - 1)).as("seed %d", seed).isLessThan(0.03);
  }

  @Test
  void poisson_numbers_of_rate_zero_are_zero_and_bad_rates_are_refused() {
    PoissonSampler sampler = new PoissonSampler(new SplitMix64(1));
    assertThat(sampler.next(0)).isZero();
    assertThatThrownBy(() -> sampler.next(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> sampler.next(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void the_radix_sort_sorts_as_an_insertion_sort_does_and_is_stable() {
    long seed = Seed.value(5);
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 500; round++) {
      int n = random.nextInt(60);
      long mask = Long.MAX_VALUE >>> random.nextInt(63);
      long[] keys = random.longs(n).map(key -> key & mask).toArray();
      double[] values = new double[n];
      for (int i = 0; i < n; i++) {
        values[i] = i;
      }
      long[] expectedKeys = keys.clone();
      double[] expectedValues = values.clone();
      insertionSort(expectedKeys, expectedValues);
      RadixSort.sort(keys, values);
      assertThat(keys).as("seed %d round %d", seed, round).isEqualTo(expectedKeys);
      assertThat(values).as("seed %d round %d", seed, round).isEqualTo(expectedValues);
    }
    assertThatThrownBy(() -> RadixSort.sort(new long[] {-1}, new double[1]))
        .hasMessageContaining("-1");
    assertThatThrownBy(() -> RadixSort.sort(new long[2], new double[1]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** Pearson's test over the values with an expected count of at least 20, the rest pooled. */
  private static double goodnessOfFit(PoissonSampler sampler, double rate, int draws) {
    int highest = (int) (rate + 12 * Math.sqrt(rate) + 20);
    long[] counts = new long[highest + 1];
    for (int i = 0; i < draws; i++) {
      counts[(int) Math.min(highest, sampler.next(rate))]++;
    }
    double statistic = 0;
    int cells = 0;
    double restExpected = draws;
    long restCount = draws;
    for (int k = 0; k < highest; k++) {
      double log = k * StrictMath.log(rate) - rate - GammaFunctions.logGamma(k + 1);
      double expected = draws * StrictMath.exp(log);
      if (expected >= 20) {
        statistic += (counts[k] - expected) * (counts[k] - expected) / expected;
        cells++;
        restExpected -= expected;
        restCount -= counts[k];
      }
    }
    statistic +=
        (restCount - restExpected) * (restCount - restExpected) / Math.max(1, restExpected);
    return ChiSquare.upperTail(statistic, cells);
  }

  private static void insertionSort(long[] keys, double[] values) {
    for (int i = 1; i < keys.length; i++) {
      for (int j = i; j > 0 && keys[j - 1] > keys[j]; j--) {
        long key = keys[j];
        keys[j] = keys[j - 1];
        keys[j - 1] = key;
        double value = values[j];
        values[j] = values[j - 1];
        values[j - 1] = value;
      }
    }
  }
}
