package dev.belay.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CountDispersionTest {
  private static final int HOURS = 168;

  private static BigDecimal decimal(double value) {
    return new BigDecimal(value);
  }

  /** The formula, in decimals. */
  private static double slowly(long[] n, long[] k) {
    MathContext exact = MathContext.DECIMAL128;
    BigDecimal trials = BigDecimal.valueOf(Arrays.stream(n).sum());
    BigDecimal q = BigDecimal.valueOf(Arrays.stream(k).sum()).divide(trials, exact);
    BigDecimal sum = BigDecimal.ZERO;
    int periods = 0;
    for (int h = 0; h < n.length; h++) {
      if (n[h] > 0) {
        BigDecimal expected = q.multiply(BigDecimal.valueOf(n[h]));
        BigDecimal residual = BigDecimal.valueOf(k[h]).subtract(expected);
        BigDecimal variance = expected.multiply(BigDecimal.ONE.subtract(q));
        sum = sum.add(residual.multiply(residual).divide(variance, exact));
        periods++;
      }
    }
    return Math.max(1, sum.divide(BigDecimal.valueOf(periods - 1), exact).doubleValue());
  }

  @Test
  void counts_areAsTheFormulaSays() {
    SplittableRandom random = Seed.random(21);
    for (int round = 0; round < 200; round++) {
      int periods = 12 + random.nextInt(60);
      long[] n = new long[periods];
      long[] k = new long[periods];
      for (int h = 0; h < periods; h++) {
        n[h] = h > 20 && random.nextInt(8) == 0 ? 0 : 20 + random.nextInt(500);
        k[h] = n[h] == 0 ? 0 : random.nextLong(n[h] / 3) + 1;
      }
      assertThat(CountDispersion.ofCounts(n, k).orElseThrow())
          .as("seed %d, round %d", Seed.value(21), round)
          .isCloseTo(slowly(n, k), within(1e-9 * slowly(n, k)));
    }
  }

  @Test
  void sums_areAsTheFormulaSays() {
    SplittableRandom random = Seed.random(22);
    int periods = 40;
    long[] n = new long[periods];
    double[] sum = new double[periods];
    double[] variance = new double[periods];
    BigDecimal total = BigDecimal.ZERO;
    for (int h = 0; h < periods; h++) {
      n[h] = 50 + random.nextInt(50);
      sum[h] = 20 * random.nextDouble();
      variance[h] = 0.1 * n[h];
      total = total.add(decimal(sum[h]));
    }
    BigDecimal mean =
        total.divide(BigDecimal.valueOf(Arrays.stream(n).sum()), MathContext.DECIMAL128);
    BigDecimal squares = BigDecimal.ZERO;
    BigDecimal expected = BigDecimal.ZERO;
    for (int h = 0; h < periods; h++) {
      BigDecimal residual = decimal(sum[h]).subtract(mean.multiply(BigDecimal.valueOf(n[h])));
      squares = squares.add(residual.multiply(residual));
      expected = expected.add(decimal(variance[h]));
    }
    double slow = squares.doubleValue() / expected.doubleValue() * periods / (periods - 1);
    assertThat(CountDispersion.ofSums(n, sum, variance).orElseThrow())
        .isCloseTo(Math.max(1, slow), within(1e-9 * slow));
  }

  @Test
  void independentEvents_haveADispersionOfOne() {
    SplittableRandom random = Seed.random(23);
    double sum = 0;
    int rounds = 200;
    for (int round = 0; round < rounds; round++) {
      sum += measure(random, 0.01, 1, false);
    }
    // Kept from falling below 1: the mean is √(1/(π (H − 1))) = 0.044 above it, and rarely more.
    assertThat(sum / rounds).as("seed %d", Seed.value(23)).isBetween(1.0, 1.08);
  }

  @Test
  void geometricBursts_ofMeanB_haveTwoBLessOne() {
    SplittableRandom random = Seed.random(24);
    for (double mean : new double[] {2, 5, 10}) {
      double sum = 0;
      int rounds = 60;
      for (int round = 0; round < rounds; round++) {
        sum += measure(random, 0.01, mean, true);
      }
      assertThat(sum / rounds)
          .as("seed %d, bursts of %s", Seed.value(24), mean)
          .isCloseTo(2 * mean - 1, within(0.08 * (2 * mean - 1)));
    }
  }

  @Test
  void groupsOfEqualObservations_haveTheirSize_howeverCommonTheEvent() {
    SplittableRandom random = Seed.random(25);
    for (double rate : new double[] {0.02, 0.5, 0.9}) {
      double sum = 0;
      int rounds = 60;
      for (int round = 0; round < rounds; round++) {
        sum += measure(random, rate, 6, false);
      }
      assertThat(sum / rounds)
          .as("seed %d, rate %s", Seed.value(25), rate)
          .isCloseTo(6, within(0.5));
    }
  }

  /** A week whose load doubles by day; groups that are all events, or all none. */
  private static double measure(
      SplittableRandom random, double rate, double group, boolean geometric) {
    long[] n = new long[HOURS];
    long[] k = new long[HOURS];
    for (int h = 0; h < HOURS; h++) {
      long load = h % 24 < 12 ? 2000 : 4000;
      while (n[h] < load) {
        long size = geometric ? geometric(random, group) : (long) group;
        n[h] += size;
        k[h] += random.nextDouble() < rate ? size : 0;
      }
    }
    return CountDispersion.ofCounts(n, k).orElseThrow();
  }

  private static long geometric(SplittableRandom random, double mean) {
    return 1 + (long) (Math.log1p(-random.nextDouble()) / Math.log1p(-1 / mean));
  }

  @Test
  void tooLittle_isNoAnswer() {
    long[] n = new long[12];
    long[] k = new long[12];
    assertThat(CountDispersion.ofCounts(n, k)).isEmpty();
    Arrays.fill(n, 100);
    Arrays.fill(k, 2);
    assertThat(CountDispersion.ofCounts(n, k)).as("the same share always").hasValue(1);
    assertThat(CountDispersion.ofCounts(Arrays.copyOf(n, 11), Arrays.copyOf(k, 11))).isEmpty();
    n[3] = 0;
    k[3] = 0;
    assertThat(CountDispersion.ofCounts(n, k)).as("eleven hours saw anything").isEmpty();
    Arrays.fill(n, 100);
    Arrays.fill(k, 1);
    assertThat(CountDispersion.ofCounts(n, k)).as("twelve events").isEmpty();
    Arrays.fill(k, 99);
    assertThat(CountDispersion.ofCounts(n, k)).as("twelve that are none").isEmpty();
    Arrays.fill(k, 100);
    assertThat(CountDispersion.ofCounts(n, k)).isEmpty();
    assertThat(CountDispersion.ofSums(n, new double[12], new double[12])).isEmpty();
    assertThat(CountDispersion.ofSums(new long[0], new double[0], new double[0])).isEmpty();
    assertThat(CountDispersion.greatest(List.of(OptionalDouble.empty()))).isEmpty();
    assertThat(
            CountDispersion.greatest(
                List.of(OptionalDouble.empty(), OptionalDouble.of(2), OptionalDouble.of(1))))
        .hasValue(2);
  }

  @Test
  void countsThatCannotBe_areRefused() {
    assertThatThrownBy(() -> CountDispersion.ofCounts(new long[] {1}, new long[] {2}))
        .hasMessageContaining("Period 0 has 2 events in 1 observations");
    assertThatThrownBy(() -> CountDispersion.ofCounts(new long[1], new long[2]))
        .hasMessageContaining("1 periods in one array and 2 in another");
    assertThatThrownBy(
            () -> CountDispersion.ofSums(new long[1], new double[] {Double.NaN}, new double[1]))
        .hasMessageContaining("Period 0 has 0 values with the sum NaN");
  }
}
