package dev.belay.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class CalibrationProcessTest {
  private static final JsonNode EXPECTED = Conformance.json("stats/sequential_calibration.json");

  /** What scores occur, how often, and in which cells of {@link #AT_FIVE}. */
  private static final double[] SCORES = {0.2, 0.5, 0.85};

  private static final double[] WEIGHTS = {0.3, 0.2, 0.5};
  private static final int[] CELLS = {1, 2, 4};
  private static final ScoreBins AT_FIVE =
      new ScoreBins(
          ScoreChords.refuting(new double[] {0, 0.2, 0.4, 0.6, 0.8, 1}, 0.1),
          new int[] {0, 0, 1, 1, 1},
          1);

  private static final ScoreChords THOUSAND = ScoreChords.refuting(thousand(), 0.025);

  @Test
  void the_evidence_agrees_tick_by_tick_with_another_language() {
    for (JsonNode row : EXPECTED.get("calibration")) {
      CalibrationProcess process =
          new CalibrationProcess(bins(row), new LateChangeWeights(row.get("planned").longValue()));
      int tick = 0;
      for (JsonNode cells : row.get("ticks")) {
        process.begin();
        for (JsonNode cell : cells) {
          add(process, cell);
        }
        process.end();
        double expected = row.get("log_values").get(tick).doubleValue();
        assertThat(process.logValue())
            .as("epsilon %s tick %d", row.get("epsilon"), tick)
            .isCloseTo(expected, within(1e-9 * Math.max(1, Math.abs(expected))));
        tick++;
      }
    }
  }

  private static void add(CalibrationProcess process, JsonNode cell) {
    process.add(
        cell.get(0).intValue(),
        cell.get(1).intValue() == 1,
        cell.get(2).longValue(),
        cell.get(3).doubleValue());
  }

  /**
   * Three scores, one of them inside of its cell, and labels whose error is exactly the limit: the
   * mean of the capital and of what is set aside is at most 1 over all courses of five ticks.
   */
  @Test
  void the_mean_capital_is_at_most_one_under_every_extreme_null_hypothesis() {
    double[][] errors = {
      {0.1, 0.1, 0.1},
      {-0.1, -0.1, -0.1},
      {0.1, 0, -0.14},
      {-0.2, 0.2, 0},
      {0, 0.5, 0},
      {0, 0, 0},
      {1.0 / 3, 0, 0}
    };
    LateChangeWeights late = new LateChangeWeights(3);
    for (double[] error : errors) {
      double[] truth = new double[3];
      double size = 0;
      for (int i = 0; i < 3; i++) {
        truth[i] = SCORES[i] + error[i];
        size += WEIGHTS[i] * Math.abs(error[i]);
      }
      assertThat(size).isLessThanOrEqualTo(AT_FIVE.chords().limit() + 1e-12);
      double mean = mean(truth, 5, new CalibrationProcess(AT_FIVE, late));
      double setAside = 0;
      for (int tick = 1; tick <= 5; tick++) {
        setAside += late.weight(tick);
      }
      assertThat(mean).as(Arrays.toString(error)).isBetween(0.3, setAside);
    }
  }

  private static double mean(double[] truth, int ticks, CalibrationProcess at) {
    if (ticks == 0) {
      return Math.exp(at.logValue());
    }
    double mean = 0;
    for (int i = 0; i < SCORES.length; i++) {
      for (int label = 0; label <= 1; label++) {
        double chance = label == 1 ? truth[i] : 1 - truth[i];
        if (chance > 0) {
          CalibrationProcess next = copy(at, AT_FIVE, 3);
          next.add(CELLS[i], label == 1, 1, SCORES[i]);
          next.end();
          mean += WEIGHTS[i] * chance * mean(truth, ticks - 1, next);
        }
      }
    }
    return mean;
  }

  private static CalibrationProcess copy(CalibrationProcess process, ScoreBins bins, long planned) {
    return CalibrationProcess.restore(
        bins,
        new LateChangeWeights(planned),
        process.ticks(),
        process.logCapitals(),
        process.residuals(),
        process.decayedResiduals());
  }

  @Test
  void a_restored_process_goes_on_to_the_very_bit() {
    SplittableRandom random = Seed.random(51);
    ScoreBins bins = tenBins(1.7);
    CalibrationProcess process = new CalibrationProcess(bins, new LateChangeWeights(50));
    CalibrationProcess other = new CalibrationProcess(bins, new LateChangeWeights(50));
    for (int tick = 0; tick < 200; tick++) {
      List<Entry> entries = entries(random, random.nextInt(30));
      feed(process, entries);
      feed(other, entries);
      other = copy(other, bins, 50);
      assertThat(Double.doubleToRawLongBits(other.logValue()))
          .as("seed %d tick %d", Seed.value(51), tick)
          .isEqualTo(Double.doubleToRawLongBits(process.logValue()));
    }
    assertThat(other.logCapitals()).isEqualTo(process.logCapitals());
    assertThat(other.residuals()).isEqualTo(process.residuals());
    assertThat(other.decayedResiduals()).isEqualTo(process.decayedResiduals());
    assertThat(other.ticks()).isEqualTo(process.ticks());
  }

  @Test
  void the_order_of_the_cells_and_how_they_are_parted_does_not_matter() {
    SplittableRandom random = Seed.random(52);
    ScoreBins bins = tenBins(1);
    CalibrationProcess process = new CalibrationProcess(bins, new LateChangeWeights(50));
    CalibrationProcess shuffled = new CalibrationProcess(bins, new LateChangeWeights(50));
    for (int tick = 0; tick < 100; tick++) {
      List<Entry> entries = entries(random, random.nextInt(60));
      feed(process, entries);
      List<Entry> mixed = new ArrayList<>(entries);
      for (int i = mixed.size() - 1; i > 0; i--) {
        Collections.swap(mixed, i, random.nextInt(i + 1));
      }
      feed(shuffled, mixed);
      double value = process.logValue();
      if (value > Double.NEGATIVE_INFINITY) {
        assertThat(shuffled.logValue())
            .as("seed %d tick %d", Seed.value(52), tick)
            .isCloseTo(value, within(1e-10));
      }
    }
  }

  @Test
  void an_empty_tick_changes_nothing_and_an_unfinished_one_is_forgotten() {
    ScoreBins bins = tenBins(1);
    CalibrationProcess process = new CalibrationProcess(bins, new LateChangeWeights(50));
    process.begin();
    process.end();
    assertThat(process.ticks()).isZero();
    assertThat(process.logValue()).isEqualTo(Double.NEGATIVE_INFINITY);
    process.begin();
    process.add(0, true, 0, 0);
    process.end();
    assertThat(process.ticks()).isZero();
    feed(process, List.of(new Entry(700, true, 0.7)));
    double value = process.logValue();
    process.begin();
    process.add(1, true, 3, 3 * 0.0015);
    process.begin();
    process.end();
    assertThat(process.ticks()).isEqualTo(1);
    assertThat(process.logValue()).isEqualTo(value);
    assertThat(process.rejects(0.01)).isFalse();
  }

  @Test
  void a_dispersion_takes_the_root_of_the_evidence_of_a_tick() {
    List<Entry> entries = entries(new SplittableRandom(5), 40);
    CalibrationProcess plain = new CalibrationProcess(tenBins(1), new LateChangeWeights(9));
    CalibrationProcess wide = new CalibrationProcess(tenBins(4), new LateChangeWeights(9));
    feed(plain, entries);
    feed(wide, entries);
    double weight = Math.log(new LateChangeWeights(9).weight(1));
    for (int i = 0; i < plain.logCapitals().length; i++) {
      assertThat(4 * (wide.logCapitals()[i] - weight))
          .isCloseTo(plain.logCapitals()[i] - weight, within(1e-12));
    }
  }

  @Test
  void a_tick_that_comes_in_parts_is_that_of_all_its_scores() {
    SplittableRandom random = Seed.random(53);
    ScoreBins bins = tenBins(1.3);
    LateChangeWeights weights = new LateChangeWeights(100);
    CalibrationProcess plain = new CalibrationProcess(bins, weights);
    CalibrationProcess whole = new CalibrationProcess(bins, weights);
    CalibrationProcess part = new CalibrationProcess(bins, weights);
    for (int tick = 0; tick < 150; tick++) {
      List<Entry> entries = entries(random, random.nextInt(60));
      feed(plain, entries);
      whole.begin();
      for (int from = 0; from < entries.size(); from += 7) {
        part.begin();
        for (Entry entry : entries.subList(from, Math.min(entries.size(), from + 7))) {
          part.add(entry.cell, entry.label, 1, entry.score);
        }
        whole.add(part);
        part.end();
      }
      whole.end();
      assertThat(whole.ticks()).isEqualTo(plain.ticks());
      for (int i = 0; i < plain.logCapitals().length; i++) {
        double expected = plain.logCapitals()[i];
        assertThat(whole.logCapitals()[i])
            .as("seed %d tick %d point %d", Seed.value(53), tick, i)
            .satisfiesAnyOf(
                value -> assertThat(value).isEqualTo(expected),
                value -> assertThat(value).isCloseTo(expected, within(1e-10)));
      }
      for (int bin = 0; bin < plain.residuals().length; bin++) {
        assertThat(whole.residuals()[bin]).isCloseTo(plain.residuals()[bin], within(1e-10));
      }
    }
    assertThat(plain.ticks()).isGreaterThan(100);
    CalibrationProcess other = new CalibrationProcess(tenBins(1.3), weights);
    assertRefused(() -> whole.add(other), "same ScoreBins");
  }

  /** By the JVM's own count; the first round compiles. */
  @Test
  void a_tick_allocates_nothing() {
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    CalibrationProcess process = new CalibrationProcess(tenBins(1.5), new LateChangeWeights(50));
    int ticks = 5000;
    long bytes = 0;
    double sum = 0;
    for (int round = 0; round < 2; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int tick = 0; tick < ticks; tick++) {
        process.begin();
        for (int cell = tick % 100; cell < 1000; cell += 100) {
          process.add(cell, (cell & 1) == 0, 3, 3 * (cell + 0.5) / 1000);
        }
        process.end();
        sum += Math.exp(process.logValue());
      }
      bytes = threads.getCurrentThreadAllocatedBytes() - before;
    }
    assertThat(sum).isPositive();
    assertThat(bytes).isLessThan(ticks);
  }

  /** At the boundary of the null hypothesis, over 1 000 ticks: at most 1 % at alpha = 0.01. */
  @Test
  void a_calibration_error_at_the_limit_is_rarely_rejected() {
    long seed = Seed.value(53);
    int rejected = 0;
    int runs = 300;
    ScoreBins bins = tenBins(1);
    for (int run = 0; run < runs; run++) {
      SplittableRandom random = new SplittableRandom(seed + run);
      double error = run % 2 == 0 ? 0.025 : -0.025;
      rejected += labelsUntilRejection(bins, 0.01, error, 10_000, random) <= 10_000 ? 1 : 0;
    }
    assertThat(rejected).as("seed %d", seed).isLessThanOrEqualTo(9);
  }

  /** STATISTICS.md, 4: with scores in the middle 1 800 labels at 0.08 and 7 000 at 0.05. */
  @Test
  void errors_above_the_limit_are_found_as_fast_as_promised() {
    assertThat(median(0.08, 15_000, 41)).isBetween(1100L, 2500L);
    assertThat(median(0.05, 40_000, 21)).isBetween(4500L, 10_500L);
  }

  private static long median(double error, int atMost, int runs) {
    long seed = Seed.value(54);
    ScoreBins bins = tenBins(1);
    long[] labels = new long[runs];
    for (int run = 0; run < runs; run++) {
      SplittableRandom random = new SplittableRandom(seed + run);
      labels[run] = labelsUntilRejection(bins, 0.001, error, atMost, random);
    }
    Arrays.sort(labels);
    return labels[runs / 2];
  }

  /** Over-confident by an error, scores from 0.2 to 0.8, ticks of ten labels. */
  private static long labelsUntilRejection(
      ScoreBins bins, double alpha, double error, int atMost, SplittableRandom random) {
    CalibrationProcess process = new CalibrationProcess(bins, new LateChangeWeights(2880));
    for (int labels = 10; labels <= atMost; labels += 10) {
      process.begin();
      for (int i = 0; i < 10; i++) {
        double score = random.nextDouble(0.2, 0.8);
        double truth = score + (score < 0.5 ? error : -error);
        process.add((int) (score * 1000), random.nextDouble() < truth, 1, score);
      }
      process.end();
      if (process.rejects(alpha)) {
        return labels;
      }
    }
    return Long.MAX_VALUE;
  }

  @Test
  void a_bad_state_and_bad_arguments_are_named() {
    ScoreBins bins = tenBins(1);
    LateChangeWeights weights = new LateChangeWeights(5);
    CalibrationProcess process = new CalibrationProcess(bins, weights);
    process.add(700, true, 1, 0.7);
    process.end();
    double[] capitals = process.logCapitals();
    double[] sums = process.residuals();
    assertRefused(
        () -> CalibrationProcess.restore(bins, weights, 1, new double[39], sums, sums),
        "39 capitals: restore all 40");
    assertRefused(
        () -> CalibrationProcess.restore(bins, weights, 1, capitals, new double[9], sums),
        "9 residuals and there are 10 bins");
    double[] broken = sums.clone();
    broken[3] = Double.NaN;
    assertRefused(
        () -> CalibrationProcess.restore(bins, weights, 1, capitals, sums, broken),
        "decayed residuals is NaN");
    double[] fresh = new double[40];
    Arrays.fill(fresh, Double.NEGATIVE_INFINITY);
    assertRefused(
        () -> CalibrationProcess.restore(bins, weights, 0, fresh, sums, sums), "after 0 ticks");
    assertRefused(() -> process.add(1000, true, 1, 1), "The cell is 1000");
    assertRefused(() -> process.add(-1, true, 1, 1), "The cell is -1");
    assertRefused(() -> process.add(3, true, 1, 1), "Cell 3");
    ScoreChords confirming = ScoreChords.confirming(new double[] {0, 1}, 0.1);
    assertRefused(
        () -> new CalibrationProcess(new ScoreBins(confirming, new int[1], 1), weights),
        "ScoreChords.refuting");
  }

  private record Entry(int cell, boolean label, double score) {}

  private static List<Entry> entries(SplittableRandom random, int n) {
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      double score = random.nextDouble();
      boolean label = random.nextDouble() < score * 0.9;
      entries.add(new Entry((int) (score * 1000), label, score));
    }
    return entries;
  }

  private static void feed(CalibrationProcess process, List<Entry> entries) {
    process.begin();
    for (Entry entry : entries) {
      process.add(entry.cell, entry.label, 1, entry.score);
    }
    process.end();
  }

  /** Ten bins of equal width over cells of 0.001. */
  private static ScoreBins tenBins(double dispersion) {
    int[] binOfCell = new int[1000];
    for (int cell = 0; cell < 1000; cell++) {
      binOfCell[cell] = cell / 100;
    }
    return new ScoreBins(THOUSAND, binOfCell, dispersion);
  }

  static double[] thousand() {
    double[] edges = new double[1001];
    for (int i = 0; i <= 1000; i++) {
      edges[i] = i / 1000.0;
    }
    return edges;
  }

  private static ScoreBins bins(JsonNode row) {
    return bins(row, ScoreChords.refuting(doubles(row.get("edges")), epsilon(row)));
  }

  static double epsilon(JsonNode row) {
    return row.get("epsilon").doubleValue();
  }

  static ScoreBins bins(JsonNode row, ScoreChords chords) {
    JsonNode bins = row.get("bin_of_cell");
    int[] binOfCell = new int[bins.size()];
    for (int i = 0; i < binOfCell.length; i++) {
      binOfCell[i] = bins.get(i).intValue();
    }
    return new ScoreBins(chords, binOfCell, row.get("dispersion").doubleValue());
  }

  static double[] doubles(JsonNode array) {
    double[] values = new double[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = array.get(i).doubleValue();
    }
    return values;
  }

  private static void assertRefused(Runnable call, String value) {
    assertThatThrownBy(call::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(value);
  }
}
