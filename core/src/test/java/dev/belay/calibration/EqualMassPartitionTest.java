package dev.belay.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.stats.Seed;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class EqualMassPartitionTest {
  @Test
  void every_small_case_follows_the_rule() {
    int cases = 0;
    for (int pools = 0; pools <= 5; pools++) {
      long[] counts = new long[pools];
      do {
        for (int bins = 1; bins <= 6; bins++) {
          for (double minimum : new double[] {0, 1, 2, 3}) {
            assertFollowsTheRule(counts, bins, minimum);
            cases++;
          }
        }
      } while (next(counts, 3));
    }
    assertThat(cases).isEqualTo((1 + 4 + 16 + 64 + 256 + 1024) * 24);
  }

  @Test
  void random_integer_weights_follow_the_rule_up_to_huge_ones() {
    long seed = Seed.value(21);
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 2_000; round++) {
      long[] counts = new long[random.nextInt(1, 40)];
      long limit = 1L << random.nextInt(1, 47);
      for (int i = 0; i < counts.length; i++) {
        counts[i] = random.nextLong(limit);
      }
      int bins = random.nextInt(1, 60);
      assertFollowsTheRule(counts, bins, random.nextInt(5));
    }
  }

  @Test
  void random_fractional_weights_follow_the_exact_rule() {
    long seed = Seed.value(22);
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 2_000; round++) {
      double[] weights = new double[random.nextInt(1, 40)];
      for (int i = 0; i < weights.length; i++) {
        // Eighths: every sum and every comparison with a rank can be computed exactly.
        weights[i] = random.nextInt(100) / 8.0;
      }
      weights[0] += 0.125;
      int bins = random.nextInt(1, 60);
      EqualMassPartition partition = EqualMassPartition.ofWeights(weights, bins, 0);
      if (Arrays.stream(weights).allMatch(w -> w == Math.rint(w))) {
        continue;
      }
      assertThat(starts(partition))
          .as("seed %d round %d: %s in %d", seed, round, Arrays.toString(weights), bins)
          .isEqualTo(startsByExactRanks(weights, bins));
    }
  }

  @Test
  void integers_as_doubles_are_cut_as_integers() {
    double[] weights = {1, 1, 1, 1, 1, 1, 1};
    EqualMassPartition partition = EqualMassPartition.ofWeights(weights, 3, 0);
    // Ranks floor(7/3) = 2 and floor(14/3) = 4, not 2.33 and 4.67.
    assertThat(starts(partition)).containsExactly(0, 2, 4);
  }

  @Test
  void a_pool_across_an_edge_reduces_the_bins_and_only_small_ones_are_merged() {
    EqualMassPartition plateau = EqualMassPartition.ofCounts(new long[] {5, 90, 5}, 10, 3);
    assertThat(plateau.binsOccupied()).isEqualTo(2);
    assertThat(plateau.mergedCount()).isZero();
    EqualMassPartition small = EqualMassPartition.ofCounts(new long[] {1, 1, 1, 1}, 4, 3);
    assertThat(small.bins()).isEqualTo(1);
    assertThat(small.binsOccupied()).isEqualTo(4);
    assertThat(small.mergedCount()).isEqualTo(3);
    assertThat(small.mergedBinRate()).isEqualTo(0.75);
  }

  @Test
  void no_weight_gives_no_bins() {
    for (EqualMassPartition partition :
        List.of(
            EqualMassPartition.ofCounts(new long[0], 5, 3),
            EqualMassPartition.ofCounts(new long[4], 5, 3),
            EqualMassPartition.ofWeights(new double[4], 5, 3))) {
      assertThat(partition.bins()).isZero();
      assertThat(partition.binsOccupied()).isZero();
      assertThat(partition.mergedBinRate()).isZero();
    }
  }

  @Test
  void arguments_out_of_range_are_named() {
    assertRefused(() -> EqualMassPartition.ofCounts(new long[] {1, -2}, 5, 3), "pool 1 is -2");
    assertRefused(() -> EqualMassPartition.ofCounts(new long[] {1}, 0, 3), "bins is 0");
    assertRefused(() -> EqualMassPartition.ofCounts(new long[] {1}, 1_000_001, 3), "1000001");
    assertRefused(() -> EqualMassPartition.ofCounts(new long[] {1}, 5, Double.NaN), "NaN");
    assertRefused(() -> EqualMassPartition.ofCounts(new long[] {1L << 53, 1}, 5, 3), "exceed 2^53");
    assertRefused(
        () -> EqualMassPartition.ofCounts(new long[] {Long.MAX_VALUE, 1}, 5, 3), "exceed 2^53");
    assertRefused(
        () -> EqualMassPartition.ofWeights(new double[] {0.5, Double.NaN}, 5, 3), "pool 1 is NaN");
    assertRefused(
        () -> EqualMassPartition.ofWeights(new double[] {Double.MAX_VALUE, 1e308}, 5, 3), "sum");
  }

  private static void assertFollowsTheRule(long[] counts, int bins, double minimum) {
    List<List<Integer>> expected = new ArrayList<>();
    int occupied = binsByTheRule(counts, bins, minimum, expected);
    EqualMassPartition partition = EqualMassPartition.ofCounts(counts, bins, minimum);
    String what = Arrays.toString(counts) + " in " + bins + ", minimum " + minimum;
    assertThat(partition.binsOccupied()).as(what).isEqualTo(occupied);
    assertThat(poolsWithWeight(partition, counts)).as(what).isEqualTo(expected);
    double[] weights = Arrays.stream(counts).asDoubleStream().toArray();
    EqualMassPartition same = EqualMassPartition.ofWeights(weights, bins, minimum);
    assertThat(starts(same)).as(what).isEqualTo(starts(partition));
    assertThat(same.mergedCount()).as(what).isEqualTo(partition.mergedCount());
  }

  /** The rule as the contract words it, on big integers, with lists that are really merged. */
  private static int binsByTheRule(
      long[] counts, int bins, double minimum, List<List<Integer>> result) {
    BigInteger total = BigInteger.valueOf(Arrays.stream(counts).sum());
    List<List<Integer>> all = new ArrayList<>();
    for (int j = 0; j < bins; j++) {
      all.add(new ArrayList<>());
    }
    BigInteger before = BigInteger.ZERO;
    for (int pool = 0; pool < counts.length; pool++) {
      if (counts[pool] == 0) {
        continue;
      }
      int bin = 0;
      for (int j = 0; j < bins; j++) {
        BigInteger rank = total.multiply(BigInteger.valueOf(j)).divide(BigInteger.valueOf(bins));
        bin = rank.compareTo(before) <= 0 ? j : bin;
      }
      all.get(bin).add(pool);
      before = before.add(BigInteger.valueOf(counts[pool]));
    }
    all.removeIf(List::isEmpty);
    result.addAll(all);
    for (int i = 0; i < result.size(); ) {
      boolean small = result.get(i).stream().mapToLong(p -> counts[p]).sum() < minimum;
      if (small && i + 1 < result.size()) {
        result.get(i).addAll(result.remove(i + 1));
      } else if (small && i > 0) {
        result.get(i - 1).addAll(result.remove(i));
      } else {
        i++;
      }
    }
    return all.size();
  }

  private static List<Integer> startsByExactRanks(double[] weights, int bins) {
    BigDecimal total = BigDecimal.ZERO;
    for (double weight : weights) {
      total = total.add(new BigDecimal(weight));
    }
    List<Integer> starts = new ArrayList<>();
    BigDecimal before = BigDecimal.ZERO;
    int last = -1;
    for (int pool = 0; pool < weights.length; pool++) {
      if (weights[pool] == 0) {
        continue;
      }
      int bin = 0;
      for (int j = 0; j < bins; j++) {
        // j N / K ≤ c
        boolean starting =
            total
                    .multiply(BigDecimal.valueOf(j))
                    .compareTo(before.multiply(BigDecimal.valueOf(bins)))
                <= 0;
        bin = starting ? j : bin;
      }
      if (bin != last) {
        starts.add(pool);
        last = bin;
      }
      before = before.add(new BigDecimal(weights[pool]));
    }
    return starts;
  }

  private static List<Integer> starts(EqualMassPartition partition) {
    List<Integer> starts = new ArrayList<>();
    for (int bin = 0; bin < partition.bins(); bin++) {
      starts.add(partition.start(bin));
    }
    return starts;
  }

  private static List<List<Integer>> poolsWithWeight(EqualMassPartition partition, long[] counts) {
    List<List<Integer>> pools = new ArrayList<>();
    for (int bin = 0; bin < partition.bins(); bin++) {
      List<Integer> pool = new ArrayList<>();
      for (int i = partition.start(bin); i < partition.end(bin); i++) {
        if (counts[i] > 0) {
          pool.add(i);
        }
      }
      pools.add(pool);
    }
    return pools;
  }

  private static boolean next(long[] counts, long highest) {
    for (int i = 0; i < counts.length; i++) {
      if (counts[i]++ < highest) {
        return true;
      }
      counts[i] = 0;
    }
    return false;
  }

  private static void assertRefused(Runnable call, String text) {
    assertThatThrownBy(call::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(text);
  }
}
