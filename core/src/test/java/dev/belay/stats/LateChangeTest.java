package dev.belay.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LateChangeTest {
  private static final LateChangeWeights WEIGHTS = new LateChangeWeights(4);

  @Test
  void the_weights_sum_to_almost_one() {
    for (long planned : new long[] {1, 2, 4, 100, 2880}) {
      LateChangeWeights weights = new LateChangeWeights(planned);
      double sum = 0;
      long last = 100_000;
      for (long t = 1; t <= last; t++) {
        assertThat(weights.weight(t)).isPositive();
        sum += weights.weight(t);
      }
      // Σ_{t>T} H/(4t(t+1)) = H/(4(T+1)).
      double rest = planned / (4.0 * (last + 1));
      assertThat(sum + rest).as("H = %d", planned).isCloseTo(missing(planned), within(1e-12));
      assertThat(sum + rest).isLessThan(1);
    }
    assertThat(WEIGHTS.weight(Long.MAX_VALUE)).isPositive();
  }

  private static double missing(long planned) {
    return 1 - 1 / (4.0 * (planned + 1));
  }

  @Test
  void before_the_first_tick_there_is_no_capital() {
    LateChange process = new LateChange(WEIGHTS, 3);
    assertThat(process.logValue()).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(process.rejects(0.999)).isFalse();
    assertThat(process.ticks()).isZero();
    process.advance(new double[3]);
    assertThat(process.logValue()).isCloseTo(StrictMath.log(WEIGHTS.weight(1)), within(1e-15));
  }

  @Test
  void the_value_is_the_mixture_of_the_products_that_begin_at_each_tick() {
    long seed = Seed.value(31);
    SplittableRandom random = new SplittableRandom(seed);
    LateChange process = new LateChange(WEIGHTS, 2);
    double[][] logE = new double[30][2];
    for (int t = 1; t <= logE.length; t++) {
      logE[t - 1][0] = random.nextDouble(-2, 2);
      logE[t - 1][1] = t % 7 == 0 ? Double.NEGATIVE_INFINITY : random.nextDouble(-2, 3);
      process.advance(logE[t - 1]);
      double expected = 0;
      for (int j = 0; j < 2; j++) {
        for (int begin = 1; begin <= t; begin++) {
          double product = WEIGHTS.weight(begin) / 2;
          for (int s = begin; s <= t; s++) {
            product *= StrictMath.exp(logE[s - 1][j]);
          }
          expected += product;
        }
      }
      assertThat(StrictMath.exp(process.logValue()))
          .as("seed %d tick %d", seed, t)
          .isCloseTo(expected, within(1e-12 * expected));
    }
  }

  @Test
  void capital_and_what_is_still_set_aside_keep_their_mean_at_the_boundary_and_lose_below_it() {
    OneSidedProportion proportion = new OneSidedProportion(0.3, 1);
    assertThat(meanAfter(proportion, 0.3, 0, new long[5])).isCloseTo(missing(4), within(1e-12));
    assertThat(meanAfter(proportion, 0.2, 0, new long[5])).isLessThan(missing(4));
    assertThat(meanAfter(new OneSidedProportion(0.3, 2), 0.3, 0, new long[5])).isLessThan(1);
  }

  /** Mean over all outcomes of five ticks with 3, 0, 5, 1 and 4 observations. */
  private static double meanAfter(
      OneSidedProportion proportion, double rate, int tick, long[] successes) {
    int[] sizes = {3, 0, 5, 1, 4};
    if (tick < sizes.length) {
      double mean = 0;
      for (int k = 0; k <= sizes[tick]; k++) {
        successes[tick] = k;
        mean +=
            BinomialDistribution.probability(k, sizes[tick], rate)
                * meanAfter(proportion, rate, tick + 1, successes);
      }
      return mean;
    }
    ProportionProcess process = new ProportionProcess(proportion, WEIGHTS);
    for (int t = 0; t < sizes.length; t++) {
      process.add(successes[t], sizes[t]);
    }
    double aside = missing(4);
    for (int t = 1; t <= process.ticks(); t++) {
      aside -= WEIGHTS.weight(t);
    }
    return StrictMath.exp(process.logValue()) + aside;
  }

  @Test
  void every_e_value_of_a_tick_has_mean_one_at_the_boundary_and_less_below_it() {
    int n = 25;
    for (double limit : new double[] {0.001, 0.01, 0.3, 0.75}) {
      for (double dispersion : new double[] {1, 2.5}) {
        OneSidedProportion proportion = new OneSidedProportion(limit, dispersion);
        double[] at = new double[proportion.alarmPoints()];
        double[] below = new double[proportion.alarmPoints()];
        double[] logE = new double[proportion.alarmPoints()];
        double pass = 0;
        for (int k = 0; k <= n; k++) {
          proportion.logE(k, n, logE);
          for (int j = 0; j < logE.length; j++) {
            at[j] += BinomialDistribution.probability(k, n, limit) * StrictMath.exp(logE[j]);
            below[j] += BinomialDistribution.probability(k, n, limit / 2) * StrictMath.exp(logE[j]);
          }
          pass +=
              BinomialDistribution.probability(k, n, limit)
                  * StrictMath.exp(proportion.logPass(k, n));
        }
        for (int j = 0; j < at.length; j++) {
          if (dispersion == 1) {
            assertThat(at[j]).as("limit %s point %d", limit, j).isCloseTo(1, within(1e-12));
          }
          assertThat(at[j]).isLessThan(1 + 1e-12);
          assertThat(below[j]).isLessThan(1);
        }
        assertThat(pass).isLessThan(1 + 1e-12);
      }
    }
  }

  @Test
  void groups_of_copies_keep_the_guarantee_with_their_dispersion_and_lose_it_without() {
    int groups = 12;
    int copies = 3;
    OneSidedProportion with = new OneSidedProportion(0.2, copies);
    OneSidedProportion without = new OneSidedProportion(0.2, 1);
    double mean = 0;
    double broken = 0;
    for (int g = 0; g <= groups; g++) {
      double probability = BinomialDistribution.probability(g, groups, 0.2);
      mean += probability * StrictMath.exp(with.logAlarm((long) g * copies, 36));
      broken += probability * StrictMath.exp(without.logAlarm((long) g * copies, 36));
    }
    assertThat(mean).isCloseTo(1, within(1e-12));
    assertThat(broken).isGreaterThan(10);
  }

  @Test
  void the_conditional_binomial_has_mean_at_most_one_if_the_samples_do_not_differ() {
    int treated = 6;
    int controls = 9;
    for (double dispersion : new double[] {1, 2}) {
      for (double rate : new double[] {0.1, 0.5, 0.9}) {
        double equal = 0;
        double lower = 0;
        for (int kT = 0; kT <= treated; kT++) {
          for (int kC = 0; kC <= controls; kC++) {
            double e =
                StrictMath.exp(ConditionalBinomial.logMean(kT, treated, kC, controls, dispersion));
            double control = BinomialDistribution.probability(kC, controls, rate);
            equal += BinomialDistribution.probability(kT, treated, rate) * control * e;
            lower += BinomialDistribution.probability(kT, treated, rate / 2) * control * e;
          }
        }
        assertThat(equal).isLessThan(1);
        assertThat(lower).isLessThan(equal);
      }
    }
    assertThat(ConditionalBinomial.logMean(0, 5, 0, 7, 1)).isZero();
    assertThat(ConditionalBinomial.logMean(4, 5, 0, 0, 1)).isZero();
    assertThat(ConditionalBinomial.logMean(0, 0, 3, 7, 1)).isZero();
  }

  @Test
  void evidence_grows_with_the_failures() {
    OneSidedProportion proportion = new OneSidedProportion(0.01, 1);
    for (long k = 0; k < 300; k++) {
      assertThat(proportion.logAlarm(k + 1, 300)).isGreaterThan(proportion.logAlarm(k, 300));
      assertThat(proportion.logPass(k + 1, 300)).isLessThan(proportion.logPass(k, 300));
      assertThat(ConditionalBinomial.logMean(k + 1, 300, 50, 900, 1))
          .isGreaterThan(ConditionalBinomial.logMean(k, 300, 50, 900, 1));
      assertThat(ConditionalBinomial.logMean(50, 300, k + 1, 900, 1))
          .isLessThan(ConditionalBinomial.logMean(50, 300, k, 900, 1));
    }
    assertThat(proportion.logAlarm(0, 0)).isZero();
    assertThat(proportion.logPass(0, 0)).isZero();
  }

  @Test
  void a_restored_process_goes_on_to_the_very_bit() {
    long seed = Seed.value(32);
    SplittableRandom random = new SplittableRandom(seed);
    OneSidedProportion proportion = new OneSidedProportion(0.02, 1.7);
    LateChangeWeights weights = new LateChangeWeights(50);
    ProportionProcess whole = new ProportionProcess(proportion, weights);
    ProportionProcess parts = new ProportionProcess(proportion, weights);
    for (int tick = 0; tick < 200; tick++) {
      parts = ProportionProcess.restore(proportion, weights, parts.ticks(), parts.logCapitals());
      long n = random.nextInt(4) == 0 ? 0 : random.nextInt(1000);
      long k = n == 0 ? 0 : random.nextLong(1 + n / 10);
      whole.add(k, n);
      parts.add(k, n);
      assertThat(parts.logCapitals())
          .as("seed %d tick %d", seed, tick)
          .isEqualTo(whole.logCapitals());
      assertThat(parts.logValue()).isEqualTo(whole.logValue());
    }
    assertThat(parts.ticks()).isEqualTo(whole.ticks()).isLessThan(200);
  }

  @Test
  void capitals_lost_are_safe_and_ticks_go_on() {
    LateChange process =
        LateChange.restore(WEIGHTS, 9, new double[] {Double.NEGATIVE_INFINITY, -3});
    process.advance(new double[] {0, 0});
    assertThat(process.ticks()).isEqualTo(10);
    assertThat(process.logCapitals()[0]).isEqualTo(StrictMath.log(WEIGHTS.weight(10)));
  }

  @Test
  void what_cannot_be_is_refused_and_changes_nothing() {
    double infinite = Double.POSITIVE_INFINITY;
    assertRefused(() -> new LateChangeWeights(0), "planned ticks is 0");
    assertRefused(() -> WEIGHTS.weight(0), "tick is 0");
    assertRefused(() -> new LateChange(WEIGHTS, 0), "grid points is 0");
    assertRefused(() -> LateChange.restore(WEIGHTS, -1, new double[1]), "-1");
    assertRefused(() -> LateChange.restore(WEIGHTS, 1, new double[0]), "0 capitals");
    assertRefused(() -> LateChange.restore(WEIGHTS, 1, new double[] {Double.NaN}), "NaN");
    assertRefused(() -> LateChange.restore(WEIGHTS, 1, new double[] {infinite}), "Infinity");
    assertRefused(() -> LateChange.restore(WEIGHTS, 0, new double[] {-2}), "-2.0");
    LateChange process = LateChange.restore(WEIGHTS, 1, new double[] {0, 0.5});
    assertRefused(() -> process.advance(new double[1]), "1 e-values and 2 grid points");
    assertRefused(() -> process.advance(new double[] {0, Double.NaN}), "NaN");
    assertRefused(() -> process.advance(new double[] {0, infinite}), "Infinity");
    assertRefused(() -> process.rejects(0), "0.0");
    assertRefused(() -> process.rejects(1), "1.0");
    assertThat(process.ticks()).isEqualTo(1);
    assertThat(process.logCapitals()).containsExactly(0, 0.5);
  }

  @Test
  void counts_and_limits_out_of_range_are_named() {
    assertRefused(() -> new OneSidedProportion(0, 1), "0.0");
    assertRefused(() -> new OneSidedProportion(0.8, 1), "0.8");
    assertRefused(() -> new OneSidedProportion(Double.NaN, 1), "NaN");
    assertRefused(() -> new OneSidedProportion(0.1, 0.99), "0.99");
    OneSidedProportion proportion = new OneSidedProportion(0.01, 1);
    assertRefused(() -> proportion.logPass(3, 2), "3 successes in 2 trials");
    assertRefused(() -> proportion.logAlarm(-1, 2), "-1");
    assertRefused(() -> proportion.logE(1, 2, new double[8]), "alarmPoints(), 9");
    ProportionProcess process = new ProportionProcess(proportion, WEIGHTS);
    assertRefused(() -> process.add(3, 2), "3 successes in 2 trials");
    assertRefused(
        () -> ProportionProcess.restore(proportion, WEIGHTS, 1, new double[2]), "2 capitals");
    assertThat(process.ticks()).isZero();
    assertRefused(() -> ConditionalBinomial.logMean(3, 2, 0, 1, 1), "3 failures in 2 treated");
    assertRefused(() -> ConditionalBinomial.logMean(0, 2, -1, 1, 1), "-1 failures in 1 control");
    assertRefused(() -> ConditionalBinomial.logMean(0, 2, 1, 1, 0), "0.0");
    assertRefused(() -> ConditionalBinomial.logE(0, 2, 1, 1, 1, new double[3]), "points(), 8");
  }

  private static void assertRefused(Runnable call, String value) {
    assertThatThrownBy(call::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(value);
  }
}
