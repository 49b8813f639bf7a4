package dev.belay.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.belay.telemetry.ScoreCells;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ScoreChordsTest {
  private static final double[] LEVELS = {0.0125, 0.025, 0.05, 0.1, 0.2, 0.35, 0.6, 0.95};
  private static final double LIMIT = 0.025;

  @Test
  void the_bound_agrees_with_the_golden_values() {
    // The golden values have a stake of 0.5, which is not one of the grid: the two next to it.
    double[] edges = {0, 0.25, 0.265625, 1};
    assertBound(edges, false, 40, 10.3);
    assertBound(edges, true, 3, 0.77);
    assertThat(golden(0.5, 0, 40, 10.3)).isCloseTo(4.39874964273, within(1e-10));
    assertThat(golden(0.5, 1, 3, 0.77)).isCloseTo(-1.45439572534, within(1e-10));
  }

  private static void assertBound(double[] edges, boolean label, long n, double sum) {
    double[] lanes = new double[ScoreChords.LANES];
    ScoreChords.refuting(edges, LIMIT).add(1, label, n, sum, lanes, 0);
    for (int stake = 0; stake < LEVELS.length; stake++) {
      double expected = golden(LEVELS[stake] / (1 + LIMIT), label ? 1 : 0, n, sum);
      assertThat(lanes[ScoreChords.STAKES + stake])
          .isCloseTo(expected, within(1e-12 * Math.abs(expected)));
    }
  }

  /** The formula as it is written down, for g = −1 and the cell [0.25, 0.265625). */
  private static double golden(double lambda, int label, long n, double sum) {
    double zOfA = 0.25 - label;
    double zOfB = 0.265625 - label;
    double atA = Math.log(1 + lambda * (zOfA - LIMIT));
    double atB = Math.log(1 + lambda * (zOfB - LIMIT));
    return n * atA + (sum - n * label - n * zOfA) * (atB - atA) / (zOfB - zOfA);
  }

  @Test
  void the_bound_is_below_the_product_and_meets_it_at_the_edges() {
    SplittableRandom random = Seed.random(41);
    double[] lanes = new double[ScoreChords.LANES + 3];
    for (int round = 0; round < 4000; round++) {
      boolean refuting = random.nextBoolean();
      double limit = random.nextInt(5) == 0 ? 0 : random.nextDouble(0.2);
      double[] own =
          round % 50 == 0
              ? scoreCells()
              : new double[] {0, random.nextDouble(0.5), 0.5 + random.nextDouble(0.5), 1};
      ScoreChords chords =
          refuting ? ScoreChords.refuting(own, limit) : ScoreChords.confirming(own, limit);
      int cell = random.nextInt(own.length - 1);
      boolean label = random.nextBoolean();
      boolean onEdges = random.nextInt(4) == 0;
      int n = 1 + random.nextInt(20);
      double sum = 0;
      double[] exact = new double[ScoreChords.LANES];
      for (int i = 0; i < n; i++) {
        double at = onEdges ? random.nextInt(2) : random.nextDouble();
        double s = own[cell] + at * (own[cell + 1] - own[cell]);
        sum += s;
        addExact(exact, refuting, s, label, limit);
      }
      Arrays.fill(lanes, 0);
      chords.add(cell, label, n, sum, lanes, 3);
      for (int lane = 0; lane < ScoreChords.LANES; lane++) {
        double bound = lanes[3 + lane];
        assertThat(bound)
            .as("seed %d round %d lane %d", Seed.value(41), round, lane)
            .isLessThanOrEqualTo(exact[lane] + 1e-12 * n);
        if (onEdges) {
          assertThat(bound)
              .as("seed %d round %d lane %d", Seed.value(41), round, lane)
              .isCloseTo(exact[lane], within(1e-11 * n));
        }
      }
    }
  }

  private static void addExact(
      double[] exact, boolean refuting, double s, boolean label, double limit) {
    for (int stake = 0; stake < LEVELS.length; stake++) {
      double lambda = LEVELS[stake] / (1 + limit);
      for (int side = -1; side <= 1; side += 2) {
        double z = side * ((label ? 1 : 0) - s);
        double value = refuting ? 1 + lambda * (z - limit) : 1 - lambda * (z - limit);
        exact[stake + (side > 0 ? 0 : LEVELS.length)] += Math.log(value);
      }
    }
  }

  @Test
  void the_cells_that_scores_are_counted_in_follow_one_another() {
    double[] edges = scoreCells();
    for (int cell = 0; cell < ScoreCells.COUNT; cell++) {
      assertThat(ScoreCells.upper(cell)).isEqualTo(edges[cell + 1]);
    }
    ScoreChords chords = ScoreChords.refuting(edges, LIMIT);
    assertThat(chords.cells()).isEqualTo(ScoreCells.COUNT);
    assertThat(chords.limit()).isEqualTo(LIMIT);
    int half = ScoreCells.indexOf(0.5);
    assertThat(chords.towardsHalf(half)).isZero();
    assertThat(chords.towardsHalf(half - 1)).isEqualTo(1);
    assertThat(chords.towardsHalf(half + 1)).isEqualTo(-1);
    double[] lanes = new double[ScoreChords.LANES];
    chords.add(half, true, 2, 1, lanes, 0);
    assertThat(lanes[7]).isCloseTo(2 * Math.log1p(0.95 / 1.025 * 0.475), within(1e-14));
  }

  @Test
  void a_sum_that_rounding_put_outside_of_its_cell_is_taken_as_on_its_edge() {
    ScoreChords chords = ScoreChords.refuting(new double[] {0, 0.25, 0.75, 1}, LIMIT);
    double[] onEdge = new double[ScoreChords.LANES];
    double[] outside = new double[ScoreChords.LANES];
    chords.add(1, false, 3, 0.75, onEdge, 0);
    chords.add(1, false, 3, 0.75 - 1e-12, outside, 0);
    assertThat(outside).isEqualTo(onEdge);
  }

  @Test
  void arguments_out_of_range_are_named() {
    double[] edges = {0, 0.5, 1};
    assertRefused(() -> ScoreChords.refuting(edges, 1), "1.0");
    assertRefused(() -> ScoreChords.refuting(edges, -0.1), "-0.1");
    assertRefused(() -> ScoreChords.confirming(edges, Double.NaN), "NaN");
    assertRefused(() -> ScoreChords.refuting(new double[] {0}, 0.1), "1 edges");
    assertRefused(() -> ScoreChords.refuting(new double[] {0, 0.9}, 0.1), "2 edges");
    assertRefused(() -> ScoreChords.refuting(new double[] {0, 0.9, 0.8, 1}, 0.1), "0.8 after 0.9");
    ScoreChords chords = ScoreChords.refuting(edges, 0.1);
    double[] lanes = new double[ScoreChords.LANES];
    assertRefused(() -> chords.add(1, true, 2, 0.9, lanes, 0), "2 scores with the sum 0.9");
    assertRefused(() -> chords.add(0, true, 2, 1.1, lanes, 0), "2 scores with the sum 1.1");
    assertRefused(() -> chords.add(0, true, -1, -0.1, lanes, 0), "-1 scores");
    assertRefused(() -> chords.add(0, true, 1, Double.NaN, lanes, 0), "NaN");
    assertRefused(() -> new ScoreBins(chords, new int[3], 1), "3 bins of 2 cells");
    assertRefused(() -> new ScoreBins(chords, new int[] {0, 2}, 1), "cell 1 is 2 after 0");
    assertRefused(() -> new ScoreBins(chords, new int[] {1, 1}, 1), "cell 0 is 1 after -1");
    assertRefused(() -> new ScoreBins(chords, new int[] {-1, 0}, 1), "cell 0 is -1 after -1");
    assertRefused(() -> new ScoreBins(chords, new int[] {0, 1}, 0.5), "0.5");
  }

  static double[] scoreCells() {
    double[] edges = new double[ScoreCells.COUNT + 1];
    for (int cell = 0; cell < ScoreCells.COUNT; cell++) {
      edges[cell] = ScoreCells.lower(cell);
    }
    edges[ScoreCells.COUNT] = 1;
    return edges;
  }

  private static void assertRefused(Runnable call, String value) {
    assertThatThrownBy(call::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(value);
  }
}
