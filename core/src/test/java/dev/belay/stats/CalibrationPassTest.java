package dev.belay.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class CalibrationPassTest {
  @Test
  void the_evidence_agrees_with_another_language() {
    for (JsonNode row : Conformance.json("stats/sequential_calibration.json").get("calibration")) {
      ScoreChords chords =
          ScoreChords.confirming(
              CalibrationProcessTest.doubles(row.get("edges")),
              CalibrationProcessTest.epsilon(row));
      CalibrationPass pass = new CalibrationPass(CalibrationProcessTest.bins(row, chords));
      pass.add(0, true, 1, 0.1);
      pass.clear();
      for (JsonNode cell : row.get("totals")) {
        add(pass, cell);
      }
      double expected = row.get("confirm_log_value").doubleValue();
      assertThat(pass.logValue())
          .isCloseTo(expected, within(1e-9 * Math.max(1, Math.abs(expected))));
      // Tick by tick it is the same up to rounding.
      pass.clear();
      for (JsonNode tick : row.get("ticks")) {
        for (JsonNode cell : tick) {
          add(pass, cell);
        }
      }
      assertThat(pass.logValue())
          .isCloseTo(expected, within(1e-9 * Math.max(1, Math.abs(expected))));
    }
  }

  private static void add(CalibrationPass pass, JsonNode cell) {
    pass.add(
        cell.get(0).intValue(),
        cell.get(1).intValue() == 1,
        cell.get(2).longValue(),
        cell.get(3).doubleValue());
  }

  /** All courses of six labels of two scores in two bins, at errors that add up to the limit. */
  @Test
  void the_mean_of_the_evidence_is_at_most_one_where_the_error_is_the_limit() {
    double limit = 0.12;
    ScoreBins bins =
        new ScoreBins(
            ScoreChords.confirming(new double[] {0, 0.25, 0.5, 0.75, 1}, limit),
            new int[] {0, 0, 1, 1},
            1);
    double[][] errors = {{0.12, 0.12}, {-0.12, 0.12}, {0.24, 0}, {0, -0.24}, {-0.04, -0.2}};
    for (double[] error : errors) {
      double mean = mean(new CalibrationPass(bins), new int[4], error, 6);
      assertThat(mean).as(Arrays.toString(error)).isBetween(0.5, 1.0);
    }
  }

  private static final double[] SCORES = {0.3, 0.65};

  private static double mean(CalibrationPass pass, int[] counts, double[] error, int left) {
    if (left == 0) {
      pass.clear();
      for (int i = 0; i < 2; i++) {
        for (int label = 0; label <= 1; label++) {
          int n = counts[2 * i + label];
          pass.add(1 + i, label == 1, n, n * SCORES[i]);
        }
      }
      return Math.exp(pass.logValue());
    }
    double mean = 0;
    for (int i = 0; i < 4; i++) {
      double truth = SCORES[i / 2] + error[i / 2];
      counts[i]++;
      mean += 0.5 * (i % 2 == 1 ? truth : 1 - truth) * mean(pass, counts, error, left - 1);
      counts[i]--;
    }
    return mean;
  }

  /** STATISTICS.md, 4: with scores in the middle 15 000 labels. */
  @Test
  void a_small_error_is_confirmed_as_fast_as_promised_and_one_at_the_limit_is_not() {
    long seed = Seed.value(61);
    ScoreBins bins = tenBins();
    long[] labels = new long[21];
    int wrong = 0;
    for (int run = 0; run < labels.length; run++) {
      labels[run] = labelsUntilConfirmed(bins, 0.01, 60_000, new SplittableRandom(seed + run));
    }
    Arrays.sort(labels);
    assertThat(labels[10]).as("seed %d", seed).isBetween(9_000L, 22_000L);
    for (int run = 0; run < 100; run++) {
      SplittableRandom random = new SplittableRandom(seed + 1000 + run);
      wrong += labelsUntilConfirmed(bins, 0.025, 10_000, random) <= 10_000 ? 1 : 0;
    }
    assertThat(wrong).as("seed %d", seed).isLessThanOrEqualTo(12);
  }

  private static long labelsUntilConfirmed(
      ScoreBins bins, double error, int atMost, SplittableRandom random) {
    CalibrationPass pass = new CalibrationPass(bins);
    for (int labels = 50; labels <= atMost; labels += 50) {
      for (int i = 0; i < 50; i++) {
        double score = random.nextDouble(0.2, 0.8);
        double truth = score + (score < 0.5 ? error : -error);
        pass.add((int) (score * 1000), random.nextDouble() < truth, 1, score);
      }
      if (pass.confirms(0.05)) {
        return labels;
      }
    }
    return Long.MAX_VALUE;
  }

  @Test
  void no_labels_are_no_evidence_and_a_dispersion_takes_the_root() {
    CalibrationPass pass = new CalibrationPass(tenBins());
    assertThat(pass.logValue()).isZero();
    assertThat(pass.labels()).isZero();
    assertThat(pass.confirms(0.5)).isFalse();
    pass.add(300, false, 7, 7 * 0.3005);
    assertThat(pass.labels()).isEqualTo(7);
  }

  @Test
  void arguments_out_of_range_are_named() {
    CalibrationPass pass = new CalibrationPass(tenBins());
    assertRefused(() -> pass.confirms(0), "0.0");
    assertRefused(() -> pass.confirms(Double.NaN), "NaN");
    assertRefused(() -> pass.add(1000, true, 1, 1), "The cell is 1000");
    assertRefused(() -> pass.add(10, true, 2, 1), "Cell 10");
    ScoreChords refuting = ScoreChords.refuting(new double[] {0, 1}, 0.1);
    assertRefused(
        () -> new CalibrationPass(new ScoreBins(refuting, new int[1], 1)),
        "ScoreChords.confirming");
  }

  private static ScoreBins tenBins() {
    double[] edges = CalibrationProcessTest.thousand();
    int[] binOfCell = new int[1000];
    // Bins of equal mass for scores from 0.2 to 0.8.
    for (int cell = 0; cell < 1000; cell++) {
      binOfCell[cell] = Math.min(9, Math.max(0, (cell - 200) / 60));
    }
    return new ScoreBins(ScoreChords.confirming(edges, 0.025), binOfCell, 1);
  }

  private static void assertRefused(Runnable call, String value) {
    assertThatThrownBy(call::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(value);
  }
}
