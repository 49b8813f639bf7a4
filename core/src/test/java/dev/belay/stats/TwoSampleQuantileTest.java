package dev.belay.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TwoSampleQuantileTest {
  private static final BetaMixture MEDIAN = BetaMixture.oneSided(0.5, 1000, 0.01);
  private static final double[] FIVE_EDGES = {0, 1, 2, 3, 4};

  @Test
  void the_search_finds_the_minimum_over_all_cells() {
    long seed = Seed.value(41);
    SplittableRandom random = new SplittableRandom(seed);
    double[] levels = {0.5, 0.9, 0.99};
    for (int round = 0; round < 300; round++) {
      int cells = 1 + random.nextInt(60);
      double[] edges = edges(random, cells);
      BetaMixture mixture = BetaMixture.oneSided(levels[round % 3], 400, 0.001);
      boolean ratio = random.nextBoolean();
      double allowed = ratio ? 1 + random.nextInt(3) * 0.25 : random.nextInt(4) * 0.5;
      double dispersion = random.nextInt(3) == 0 ? 2.5 : 1;
      TwoSampleQuantile test =
          ratio
              ? TwoSampleQuantile.ratio(mixture, edges, allowed, dispersion)
              : TwoSampleQuantile.shift(mixture, edges, allowed, dispersion);
      for (int pair = 0; pair < 5; pair++) {
        long[] treated = counts(random, cells);
        long[] control = counts(random, cells);
        double up = slowly(mixture, edges, ratio, allowed, dispersion, treated, control);
        double down = slowly(mixture, edges, ratio, allowed, dispersion, control, treated);
        assertThat(test.logUp(treated, control))
            .as("seed %d round %d", seed, round)
            .isCloseTo(up, within(1e-9));
        assertThat(test.logDown(treated, control))
            .as("seed %d round %d", seed, round)
            .isCloseTo(down, within(1e-9));
        assertThat(StrictMath.exp(test.logEither(treated, control) - Math.max(up, down)))
            .isBetween(0.5 - 1e-9, 1 + 1e-9);
        double threshold = up + random.nextDouble(-1, 1);
        assertThat(test.upReaches(treated, control, threshold)).isEqualTo(up >= threshold);
        assertThat(test.downReaches(treated, control, threshold)).isEqualTo(down >= threshold);
        assertThat(test.eitherReaches(treated, control, threshold))
            .isEqualTo(test.logEither(treated, control) >= threshold);
      }
    }
  }

  /** The definition, with no short cut. */
  private static double slowly(
      BetaMixture mixture,
      double[] edges,
      boolean ratio,
      double allowed,
      double dispersion,
      long[] higher,
      long[] lower) {
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < higher.length; i++) {
      double limit = ratio ? edges[i + 1] * allowed : edges[i + 1] + allowed;
      int edge = 0;
      while (edge < higher.length && edges[edge] < limit) {
        edge++;
      }
      double lo =
          mixture.lo(below(higher, edge) / dispersion, below(higher, higher.length) / dispersion);
      double up = mixture.up(below(lower, i) / dispersion, below(lower, lower.length) / dispersion);
      least = Math.min(least, lo + up);
    }
    return least;
  }

  private static double below(long[] counts, int edge) {
    long sum = 0;
    for (int i = 0; i < edge; i++) {
      sum += counts[i];
    }
    return sum;
  }

  private static double[] edges(SplittableRandom random, int cells) {
    double[] edges = new double[cells + 1];
    edges[0] = random.nextInt(3);
    for (int i = 1; i <= cells; i++) {
      edges[i] = edges[i - 1] + (1 + random.nextInt(8)) * 0.125;
    }
    return edges;
  }

  private static long[] counts(SplittableRandom random, int cells) {
    long[] counts = new long[cells];
    int size = random.nextInt(1, 400);
    for (int i = 0; i < cells; i++) {
      counts[i] = random.nextInt(3) == 0 ? 0 : random.nextInt(size);
    }
    return counts;
  }

  @Test
  void the_mean_over_all_outcomes_is_at_most_one_under_every_null_hypothesis() {
    int n = 4;
    List<int[]> outcomes = compositions(n);
    for (BetaMixture mixture :
        List.of(BetaMixture.oneSided(0.5, 12, 0.1), BetaMixture.oneSided(0.75, 6, 0.2))) {
      TwoSampleQuantile test = TwoSampleQuantile.shift(mixture, FIVE_EDGES, 1, 1);
      double level = mixture.a() / (mixture.a() + mixture.b());
      double[][] e = new double[outcomes.size()][outcomes.size()];
      for (int t = 0; t < e.length; t++) {
        for (int c = 0; c < e.length; c++) {
          e[t][c] = StrictMath.exp(test.logUp(longs(outcomes.get(t)), longs(outcomes.get(c))));
        }
      }
      double highest = 0;
      int hypotheses = 0;
      for (int[] treated : outcomes) {
        for (int[] control : outcomes) {
          if (isNull(treated, control, n, level)) {
            hypotheses++;
            highest = Math.max(highest, mean(e, outcomes, treated, control, n));
          }
        }
      }
      assertThat(hypotheses).isGreaterThan(300);
      assertThat(highest).as("level %s", level).isBetween(0.3, 1 + 1e-12);
    }
  }

  /** Whether the quantiles can lie so in their cells that they differ by at most one cell. */
  private static boolean isNull(int[] treated, int[] control, int n, double level) {
    for (int i = 0; i < control.length; i++) {
      if (share(control, i, n) <= level + 1e-9
          && share(control, i + 1, n) >= level - 1e-9
          && share(treated, i + 2, n) >= level - 1e-9) {
        return true;
      }
    }
    return false;
  }

  private static double share(int[] cells, int edge, int n) {
    int sum = 0;
    for (int i = 0; i < Math.min(edge, cells.length); i++) {
      sum += cells[i];
    }
    return sum / (double) n;
  }

  private static double mean(
      double[][] e, List<int[]> outcomes, int[] treated, int[] control, int n) {
    double mean = 0;
    for (int t = 0; t < e.length; t++) {
      for (int c = 0; c < e.length; c++) {
        mean +=
            multinomial(outcomes.get(t), treated, n)
                * multinomial(outcomes.get(c), control, n)
                * e[t][c];
      }
    }
    return mean;
  }

  private static double multinomial(int[] outcome, int[] weights, int n) {
    double probability = 1;
    int left = n;
    for (int i = 0; i < outcome.length; i++) {
      for (int j = 0; j < outcome[i]; j++) {
        probability *= weights[i] / (double) n * left / (j + 1);
        left--;
      }
    }
    return probability;
  }

  private static List<int[]> compositions(int n) {
    List<int[]> all = new ArrayList<>();
    for (int a = 0; a <= n; a++) {
      for (int b = 0; a + b <= n; b++) {
        for (int c = 0; a + b + c <= n; c++) {
          all.add(new int[] {a, b, c, n - a - b - c});
        }
      }
    }
    return all;
  }

  private static long[] longs(int... counts) {
    long[] longs = new long[counts.length];
    for (int i = 0; i < counts.length; i++) {
      longs[i] = counts[i];
    }
    return longs;
  }

  @Test
  void pairs_that_go_together_are_safe_and_for_opposite_ones_the_root_is() {
    // X and Y: whether the two of a pair lie below the median; the same, or the opposite.
    BetaMixture mixture = BetaMixture.oneSided(0.5, 50, 0.05);
    int n = 60;
    double together = 0;
    double opposite = 0;
    double root = 0;
    for (int k = 0; k <= n; k++) {
      double probability = BinomialDistribution.probability(k, n, 0.5);
      together += probability * StrictMath.exp(mixture.lo(k, n) + mixture.up(k, n));
      double log = mixture.lo(k, n) + mixture.up(n - k, n);
      opposite += probability * StrictMath.exp(log);
      root += probability * StrictMath.exp(log / 2);
    }
    assertThat(together).isLessThan(1);
    assertThat(opposite).isGreaterThan(2);
    assertThat(root).isCloseTo(1, within(1e-9));
  }

  @Test
  void a_difference_that_the_cells_cannot_tell_from_the_allowed_one_is_no_evidence() {
    TwoSampleQuantile test = TwoSampleQuantile.shift(MEDIAN, FIVE_EDGES, 1, 1);
    assertThat(test.logUp(longs(0, 5000, 0, 0), longs(5000, 0, 0, 0))).isNegative();
    assertThat(test.logUp(longs(0, 0, 5000, 0), longs(5000, 0, 0, 0))).isGreaterThan(1000);
    TwoSampleQuantile tight = TwoSampleQuantile.shift(MEDIAN, FIVE_EDGES, 0, 1);
    assertThat(tight.logUp(longs(0, 5000, 0, 0), longs(5000, 0, 0, 0))).isGreaterThan(1000);
    assertThat(tight.logUp(longs(5000, 0, 0, 0), longs(5000, 0, 0, 0))).isNegative();
  }

  @Test
  void a_limit_that_should_hit_an_edge_hits_it_whatever_the_rounding() {
    double[] edges = new double[1001];
    for (int i = 0; i <= 1000; i++) {
      edges[i] = i / 1000.0;
    }
    TwoSampleQuantile test = TwoSampleQuantile.shift(MEDIAN, edges, 0.02, 1);
    for (int cell = 0; cell + 21 < 1000; cell++) {
      long[] treated = new long[1000];
      long[] control = new long[1000];
      control[cell] = 1000;
      treated[cell + 21] = 1000;
      assertThat(test.logUp(treated, control)).as("cell %d", cell).isGreaterThan(100);
      treated[cell + 21] = 0;
      treated[cell + 20] = 1000;
      assertThat(test.logUp(treated, control)).as("cell %d", cell).isNegative();
    }
  }

  @Test
  void evidence_grows_as_treated_observations_move_up_and_control_ones_down() {
    long seed = Seed.value(42);
    SplittableRandom random = new SplittableRandom(seed);
    TwoSampleQuantile test = TwoSampleQuantile.shift(MEDIAN, FIVE_EDGES, 1, 1);
    for (int round = 0; round < 300; round++) {
      long[] treated = counts(random, 4);
      long[] control = counts(random, 4);
      double before = test.logUp(treated, control);
      int cell = random.nextInt(3);
      long moved = treated[cell] / 2;
      treated[cell] -= moved;
      treated[cell + 1] += moved;
      double between = test.logUp(treated, control);
      moved = control[cell + 1] / 2;
      control[cell + 1] -= moved;
      control[cell] += moved;
      double after = test.logUp(treated, control);
      assertThat(between).as("seed %d round %d", seed, round).isGreaterThan(before - 1e-9);
      assertThat(after).as("seed %d round %d", seed, round).isGreaterThan(between - 1e-9);
    }
  }

  @Test
  void empty_samples_are_no_evidence() {
    TwoSampleQuantile test = TwoSampleQuantile.ratio(MEDIAN, FIVE_EDGES, 1.5, 1);
    assertThat(test.logUp(new long[4], new long[4])).isZero();
    assertThat(test.logEither(new long[4], new long[4])).isCloseTo(0, within(1e-15));
    assertThat(test.logUp(longs(0, 0, 0, 900), new long[4])).isNotPositive();
    assertThat(test.logUp(new long[4], longs(900, 0, 0, 0))).isNotPositive();
    assertThat(test.upReaches(new long[4], new long[4], 1e-3)).isFalse();
    TwoSampleQuantile single =
        TwoSampleQuantile.ratio(MEDIAN, new double[] {0, Double.POSITIVE_INFINITY}, 1, 1);
    assertThat(single.logUp(new long[] {50}, new long[] {60})).isNegative();
    assertThat(single.cells()).isEqualTo(1);
  }

  @Test
  void what_cannot_be_is_refused() {
    double infinity = Double.POSITIVE_INFINITY;
    assertRefused(() -> TwoSampleQuantile.ratio(MEDIAN, FIVE_EDGES, 0.9, 1), "0.9");
    assertRefused(() -> TwoSampleQuantile.ratio(MEDIAN, new double[] {-1, 1}, 1, 1), "-1.0");
    assertRefused(() -> TwoSampleQuantile.shift(MEDIAN, FIVE_EDGES, -0.5, 1), "-0.5");
    assertRefused(() -> TwoSampleQuantile.shift(MEDIAN, FIVE_EDGES, infinity, 1), "Infinity");
    assertRefused(() -> TwoSampleQuantile.shift(MEDIAN, FIVE_EDGES, 1, 0.5), "0.5");
    assertRefused(() -> TwoSampleQuantile.shift(MEDIAN, new double[] {1}, 1, 1), "1 edges");
    assertRefused(
        () -> TwoSampleQuantile.shift(MEDIAN, new double[] {1, 1}, 1, 1), "Edge 0 is 1.0");
    assertRefused(() -> TwoSampleQuantile.shift(MEDIAN, new double[] {1, Double.NaN}, 1, 1), "NaN");
    TwoSampleQuantile test = TwoSampleQuantile.shift(MEDIAN, FIVE_EDGES, 1, 1);
    long[] four = new long[4];
    assertRefused(() -> test.logUp(new long[3], four), "3 counts and 4 cells");
    assertRefused(() -> test.upReaches(four, new long[5], 1), "5 counts and 4 cells");
    assertRefused(() -> test.logDown(longs(0, -1, 0, 0), four), "below 0");
    assertRefused(() -> test.downReaches(longs(0, -1, 0, 0), four, 1), "below 0");
    assertRefused(() -> test.logUp(new long[] {Long.MAX_VALUE, 1, 0, 0}, four), "above 1e11");
    assertRefused(() -> test.logUp(new long[] {200_000_000_000L, 0, 0, 0}, four), "1e11");
  }

  private static void assertRefused(Runnable call, String value) {
    assertThatThrownBy(call::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(value);
  }
}
