package dev.belay.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ShardRandomisationTest {
  private static final JsonNode EXPECTED = Conformance.json("stats/sequential_calibration.json");

  @Test
  void the_test_agrees_with_the_golden_value() {
    ShardRandomisation test = of(EXPECTED.get("shards").get(0));
    assertThat(test.statistic()).isCloseTo(3.84321968872, within(1e-11));
    assertThat(test.pValue(15, 1)).isEqualTo(1.0 / 15);
    assertThat(test.subsets()).isEqualTo(15);
    assertThat(test.leastP()).isEqualTo(1.0 / 15);
  }

  @Test
  void the_test_agrees_with_an_enumeration_in_another_language() {
    for (JsonNode row : EXPECTED.get("shards")) {
      ShardRandomisation test = of(row);
      double expected = row.get("statistic").doubleValue();
      assertThat(test.statistic())
          .as("%s", row)
          .isCloseTo(expected, within(1e-9 * Math.max(1, Math.abs(expected))));
      assertThat(test.pValue(5000, 1)).as("%s", row).isEqualTo(row.get("p").doubleValue());
    }
  }

  @Test
  void random_subsets_come_close_to_all_of_them_and_replay_from_their_seed() {
    long seed = Seed.value(31);
    for (JsonNode row : EXPECTED.get("shards")) {
      ShardRandomisation test = of(row);
      if (test.subsets() > 200) {
        double exact = row.get("p").doubleValue();
        int resamples = (int) test.subsets() - 1;
        double mean = 0;
        int repeats = 200;
        for (int i = 0; i < repeats; i++) {
          double p = test.pValue(resamples, seed + i);
          assertThat(p).isBetween(1 / (resamples + 1.0), 1.0);
          mean += p / repeats;
        }
        double deviation = Math.sqrt(exact * (1 - exact) / resamples / repeats);
        assertThat(mean)
            .as("seed %d %s", seed, row)
            .isCloseTo(exact, within(5 * deviation + 1.0 / resamples));
        assertThat(test.pValue(resamples, 77)).isEqualTo(test.pValue(resamples, 77));
      }
    }
  }

  /** Every assignment is tried: the share of those with p at most a is at most a, exactly. */
  @Test
  void no_assignment_rejects_too_often_when_nothing_changed() {
    SplittableRandom random = Seed.random(32);
    for (int round = 0; round < 30; round++) {
      int size = 8;
      int group = 1 + random.nextInt(size - 1);
      long[][] counts = randomCounts(random, size, round % 3 == 0);
      int subsets = 0;
      int[] rejections = new int[71];
      for (int mask = 0; mask < 1 << size; mask++) {
        if (Integer.bitCount(mask) == group) {
          double p = of(counts, mask).pValue(1000, 1);
          subsets++;
          for (int i = 1; i <= 70; i++) {
            rejections[i] += p <= i / 70.0 ? 1 : 0;
          }
        }
      }
      for (int i = 1; i <= 70; i++) {
        assertThat((double) rejections[i] / subsets)
            .as("seed %d round %d level %d / 70", Seed.value(32), round, i)
            .isLessThanOrEqualTo(i / 70.0 + 1e-12);
      }
    }
  }

  @Test
  void whether_p_is_at_most_a_level_is_what_the_whole_p_value_says() {
    SplittableRandom random = Seed.random(34);
    int[] answers = new int[2];
    for (int round = 0; round < 400; round++) {
      int size = 2 + random.nextInt(10);
      long[][] counts = randomCounts(random, size, round % 3 == 0);
      ShardRandomisation test = of(counts, 1 + random.nextInt((1 << size) - 1));
      int resamples = 1 + random.nextInt(300);
      double p = test.pValue(resamples, round);
      double[] levels = {p, Math.nextDown(p), Math.nextUp(p), random.nextDouble(), 0.01};
      for (double level : levels) {
        if (level > 0 && level < 1) {
          boolean atMost = test.isAtMost(level, resamples, round);
          assertThat(atMost)
              .as("seed %d round %d p %s level %s", Seed.value(34), round, p, level)
              .isEqualTo(p <= level);
          answers[atMost ? 1 : 0]++;
        }
      }
    }
    assertThat(answers[0]).isGreaterThan(300);
    assertThat(answers[1]).isGreaterThan(300);
  }

  @Test
  void the_order_of_the_shards_does_not_matter() {
    SplittableRandom random = Seed.random(33);
    long[][] counts = randomCounts(random, 9, false);
    ShardRandomisation straight = of(counts, 0b10011);
    long[][] reversed = new long[4][9];
    for (int i = 0; i < 9; i++) {
      for (int k = 0; k < 4; k++) {
        reversed[k][i] = counts[k][8 - i];
      }
    }
    ShardRandomisation mirrored = of(reversed, 0b110010000);
    assertThat(mirrored.statistic()).isCloseTo(straight.statistic(), within(1e-13));
    assertThat(mirrored.pValue(1000, 1)).isEqualTo(straight.pValue(1000, 1));
  }

  @Test
  void subsets_that_tie_count_as_reaching_the_statistic() {
    // Thirty equal shards: every subset has the same statistic.
    long[][] counts = new long[4][30];
    for (int k = 0; k < 4; k++) {
      Arrays.fill(counts[k], new long[] {997, 3, 499, 7}[k]);
    }
    ShardRandomisation test = of(counts, 0b111);
    assertThat(test.pValue(1000, 1)).isEqualTo(1);
    assertThat(test.pValue(5000, 1)).isEqualTo(1);
    assertThat(test.statistic()).isCloseTo(0, within(1e-12));
  }

  @Test
  void empty_shards_are_left_out_and_too_few_have_no_power() {
    long[][] counts = {{5, 5, 5, 5}, {1, 1, 1, 1}, {9, 0, 9, 9}, {9, 0, 0, 0}};
    ShardRandomisation test = of(counts, 0b0011);
    assertThat(test.shards()).isEqualTo(3);
    assertThat(test.chosen()).isEqualTo(1);
    assertThat(test.leastP()).isEqualTo(1.0 / 3);
    assertThat(test.pValue(1000, 1)).isEqualTo(1.0 / 3);
    assertThat(test.canReject(0.05)).isFalse();
    assertThat(of(new long[4][0], 0).pValue(10, 1)).isEqualTo(1);
    assertThat(of(counts, 0).pValue(10, 1)).isEqualTo(1);
    assertThat(of(counts, 0b1111).pValue(10, 1)).isEqualTo(1);
    assertThat(of(counts, 0b1111).statistic()).isZero();
    long[][] hundred = new long[4][30];
    Arrays.fill(hundred[2], 1);
    assertThat(of(hundred, 0b11).subsets()).isEqualTo(435);
    assertThat(of(hundred, 0b11).canReject(0.01)).isFalse();
    assertThat(of(hundred, 0b111).canReject(0.01)).isTrue();
  }

  @Test
  void without_a_past_or_events_in_it_all_rates_are_equal() {
    long[][] counts = {{0, 0, 0, 0}, {0, 0, 0, 0}, {10, 10, 20, 40}, {4, 0, 2, 2}};
    ShardRandomisation test = of(counts, 1);
    assertThat(test.hasBaseline()).isFalse();
    assertThat(test.statistic()).isCloseTo(3 / Math.sqrt(2), within(1e-14));
    counts[0] = new long[] {100, 200, 300, 400};
    test = of(counts, 1);
    assertThat(test.hasBaseline()).isTrue();
    assertThat(test.statistic()).isCloseTo(3 / Math.sqrt(2), within(1e-14));
    counts[3] = new long[4];
    assertThat(of(counts, 1).pValue(100, 1)).isEqualTo(1);
  }

  @Test
  void the_number_of_resamples_is_five_over_the_level() {
    assertThat(ShardRandomisation.resamples(0.001)).isEqualTo(5000);
    assertThat(ShardRandomisation.resamples(0.0003)).isEqualTo(16_667);
    assertThat(ShardRandomisation.resamples(1)).isEqualTo(5);
  }

  @Test
  void arguments_out_of_range_are_named() {
    long[][] counts = {{5, 5}, {1, 1}, {9, 9}, {9, 0}};
    assertRefused(() -> of(counts, 1).pValue(0, 1), "resamples is 0");
    assertRefused(() -> of(counts, 1).isAtMost(0.5, 0, 1), "resamples is 0");
    assertRefused(() -> of(counts, 1).isAtMost(1, 10, 1), "level of a randomisation test is 1.0");
    assertRefused(() -> ShardRandomisation.resamples(0), "0.0");
    assertRefused(() -> ShardRandomisation.resamples(Double.NaN), "NaN");
    long[][] tooMany = {{5, 5}, {1, 1}, {9, 9}, {9, 10}};
    assertRefused(() -> of(tooMany, 1), "Shard 1 has 10 events in 9 trials");
    long[][] negative = {{5, 5}, {1, -1}, {9, 9}, {9, 0}};
    assertRefused(() -> of(negative, 1), "Shard 1 has -1 events before in 5 trials");
    long[][] huge = {{5, 5}, {1, 1}, {Long.MAX_VALUE, Long.MAX_VALUE}, {9, 0}};
    assertRefused(() -> of(huge, 1), "2^53");
    assertRefused(
        () ->
            ShardRandomisation.of(
                new long[1], new long[2], new long[2], new long[2], new boolean[2]),
        "lengths 1, 2, 2, 2 and 2");
  }

  private static long[][] randomCounts(SplittableRandom random, int size, boolean few) {
    long[][] counts = new long[4][size];
    for (int s = 0; s < size; s++) {
      counts[0][s] = few ? 50 : random.nextInt(2000);
      counts[1][s] = few ? 1 : random.nextInt((int) counts[0][s] / 50 + 1);
      counts[2][s] = few ? 20 : 1 + random.nextInt(700);
      counts[3][s] = random.nextInt((int) Math.min(counts[2][s] + 1, few ? 3 : 40));
    }
    return counts;
  }

  private static ShardRandomisation of(long[][] counts, int mask) {
    boolean[] chosen = new boolean[counts[0].length];
    for (int s = 0; s < Math.min(31, chosen.length); s++) {
      chosen[s] = (mask >> s & 1) != 0;
    }
    return ShardRandomisation.of(counts[0], counts[1], counts[2], counts[3], chosen);
  }

  private static ShardRandomisation of(JsonNode row) {
    boolean[] chosen = new boolean[row.get("n0").size()];
    for (JsonNode shard : row.get("chosen")) {
      chosen[shard.intValue()] = true;
    }
    return ShardRandomisation.of(
        longs(row.get("n0")),
        longs(row.get("f0")),
        longs(row.get("n1")),
        longs(row.get("f1")),
        chosen);
  }

  private static long[] longs(JsonNode array) {
    long[] values = new long[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = array.get(i).longValue();
    }
    return values;
  }

  private static void assertRefused(Runnable call, String value) {
    assertThatThrownBy(call::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(value);
  }
}
