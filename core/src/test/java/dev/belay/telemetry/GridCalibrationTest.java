package dev.belay.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.belay.calibration.CalibrationError;
import dev.belay.calibration.LabelledScores;
import dev.belay.calibration.ReliabilityBins;
import dev.belay.calibration.SharedBinningConfig;
import dev.belay.calibration.SharedBinningCore;
import dev.belay.stats.Seed;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

class GridCalibrationTest {
  private static final int[] BINS = {10, 15, 50};

  /** A labelled score. */
  private record Sample(double score, int label) {}

  /** Most mass above 0.99 and below 0.001, as calibrators of a search give it. */
  private static Sample[] skewed(SplittableRandom random, int n) {
    Sample[] samples = new Sample[n];
    for (int i = 0; i < n; i++) {
      double u = random.nextDouble();
      double score;
      if (u < 0.55) {
        score = 1 - 0.01 * Math.exp(-7 * random.nextDouble());
      } else if (u < 0.95) {
        score = 0.001 * Math.exp(-9 * random.nextDouble());
      } else {
        score = random.nextDouble();
      }
      double truth = Math.min(1, Math.max(0, score + 0.03 * (random.nextDouble() - 0.3)));
      samples[i] = new Sample(score, random.nextDouble() < truth ? 1 : 0);
    }
    return samples;
  }

  private static ScoreGrid gridOf(Sample[] samples) {
    ScoreGrid grid = new ScoreGrid();
    for (Sample sample : samples) {
      grid.addLabel(sample.score(), sample.label() == 1);
    }
    return grid;
  }

  /** The end of a score's cell, straight from the rule: t cut to a whole number of 2^(e − m(e)). */
  private static double cell(Sample sample) {
    boolean mirrored = sample.score() >= 0.5;
    double t = mirrored ? 1 - sample.score() : sample.score();
    int exponent = Math.getExponent(t);
    double step = Math.scalb(1.0, exponent - Math.max(4, exponent + 9));
    double edge = exponent < -26 ? 0 : Math.floor(t / step) * step;
    return mirrored ? 1 - edge : edge;
  }

  /** AECE where pools are what the key says, straight from its definition, in exact decimals. */
  private static double aece(Sample[] samples, int bins, ToDoubleFunction<Sample> key) {
    Sample[] sorted = samples.clone();
    Arrays.sort(sorted, Comparator.comparingDouble(key).thenComparingDouble(Sample::score));
    int n = sorted.length;
    long[] weight = new long[bins];
    BigDecimal[] difference = new BigDecimal[bins];
    Arrays.fill(difference, BigDecimal.ZERO);
    int bin = 0;
    for (int i = 0; i < n; i++) {
      if (i == 0 || key.applyAsDouble(sorted[i]) != key.applyAsDouble(sorted[i - 1])) {
        while (bin + 1 < bins && (long) (bin + 1) * n / bins <= i) {
          bin++;
        }
      }
      weight[bin]++;
      difference[bin] =
          difference[bin]
              .add(BigDecimal.valueOf(sorted[i].label()))
              .subtract(new BigDecimal(sorted[i].score()));
    }
    return merged(weight, difference).doubleValue() / n;
  }

  private static BigDecimal merged(long[] weight, BigDecimal[] difference) {
    BigDecimal total = BigDecimal.ZERO;
    BigDecimal open = BigDecimal.ZERO;
    BigDecimal last = BigDecimal.ZERO;
    long openWeight = 0;
    for (int bin = 0; bin < weight.length; bin++) {
      open = open.add(difference[bin]);
      openWeight += weight[bin];
      if (openWeight >= GridCalibration.MIN_SAMPLES) {
        total = total.add(last.abs());
        last = open;
        open = BigDecimal.ZERO;
        openWeight = 0;
      }
    }
    return total.add(last.add(open).abs());
  }

  @Test
  void aeceOverCellsAgreesWithThatOfTheRawScoresCutAtTheSameCells() {
    SplittableRandom random = Seed.random(41);
    for (int round = 0; round < 10; round++) {
      Sample[] samples = skewed(random, 1_000 + random.nextInt(9_000));
      GridCalibration calibration = GridCalibration.of(gridOf(samples));
      for (int bins : BINS) {
        double raw = aece(samples, bins, GridCalibrationTest::cell);
        assertThat(calibration.aece(bins).orElseThrow().value())
            .as("seed %d, round %d, K %d", Seed.value(41), round, bins)
            .isCloseTo(raw, within(1e-6 * raw));
      }
    }
  }

  @Test
  void aeceAgreesWithSharedBinningWhereEveryEdgeIsACellsEdge() {
    SplittableRandom random = Seed.random(42);
    for (int bins : BINS) {
      // As many samples in every cell: n/K is a whole number of cells.
      int perCell = 40;
      int cells = 2 * bins;
      Sample[] samples = new Sample[perCell * cells];
      for (int i = 0; i < samples.length; i++) {
        int cell = i / perCell < bins ? 230 + i / perCell : ScoreCells.COUNT - 350 + i / perCell;
        double lower = ScoreCells.lower(cell);
        double score = lower + (ScoreCells.upper(cell) - lower) * (0.1 + 0.8 * random.nextDouble());
        samples[i] = new Sample(score, random.nextDouble() < score ? 1 : 0);
      }
      BoundedEstimate grid = GridCalibration.of(gridOf(samples)).aece(bins).orElseThrow();
      double raw = sharedBinning(samples, bins);
      assertThat(grid.value()).isCloseTo(raw, within(1e-6 * raw));
      assertThat(grid.errorBound()).isLessThan(1e-9);
    }
  }

  private static double sharedBinning(Sample[] samples, int bins) {
    LabelledScores scores = new LabelledScores();
    for (Sample sample : samples) {
      scores.add(sample.score(), sample.label());
    }
    ReliabilityBins binned =
        new SharedBinningCore(SharedBinningConfig.DEFAULT.withBins(bins)).bin(scores).bins();
    return CalibrationError.error(binned).orElseThrow();
  }

  @Test
  void aeceDiffersFromThatOfTheRawScoresByNoMoreThanItsBound() {
    SplittableRandom random = Seed.random(43);
    for (int round = 0; round < 200; round++) {
      Sample[] samples = skewed(random, 1 + random.nextInt(round < 180 ? 300 : 5_000));
      if (random.nextInt(3) == 0) {
        // Plateaus: ties that no rank can cut.
        double level = samples[0].score();
        for (int i = 0; i < samples.length / 2; i++) {
          samples[i] = new Sample(level, samples[i].label());
        }
      }
      GridCalibration calibration = GridCalibration.of(gridOf(samples));
      for (int bins : new int[] {1, 2, 7, 10, 15, 50, 400}) {
        BoundedEstimate grid = calibration.aece(bins).orElseThrow();
        assertThat(aece(samples, bins, Sample::score))
            .as("seed %d, round %d, K %d", Seed.value(43), round, bins)
            .isBetween(grid.value() - grid.errorBound(), grid.value() + grid.errorBound());
      }
    }
  }

  @Test
  void theBoundOnSkewedScoresIsUseful() {
    Sample[] samples = skewed(Seed.random(44), 50_000);
    BoundedEstimate aece = GridCalibration.of(gridOf(samples)).aece(15).orElseThrow();
    assertThat(aece.errorBound()).isLessThan(0.01);
    assertThat(aece(samples, 15, Sample::score)).isCloseTo(aece.value(), within(0.001));
  }

  @Test
  void aeceAgreesWithSharedBinningWithinItsBoundOnScoresOfNineDigits() {
    SplittableRandom random = Seed.random(45);
    for (int round = 0; round < 20; round++) {
      Sample[] samples = skewed(random, 2_000 + random.nextInt(5_000));
      Arrays.setAll(
          samples, i -> new Sample(Math.rint(samples[i].score() * 1e9) / 1e9, samples[i].label()));
      for (int bins : BINS) {
        BoundedEstimate grid = GridCalibration.of(gridOf(samples)).aece(bins).orElseThrow();
        assertThat(sharedBinning(samples, bins))
            .as("seed %d, round %d, K %d", Seed.value(45), round, bins)
            .isBetween(grid.value() - grid.errorBound(), grid.value() + grid.errorBound());
      }
    }
  }

  @Test
  void brierScoreDiffersFromThatOfTheRawScoresByNoMoreThanItsBound() {
    SplittableRandom random = Seed.random(46);
    for (int round = 0; round < 300; round++) {
      Sample[] samples = skewed(random, 1 + random.nextInt(2_000));
      double exact =
          Arrays.stream(samples)
                  .mapToDouble(s -> (s.label() - s.score()) * (s.label() - s.score()))
                  .sum()
              / samples.length;
      BoundedEstimate brier = GridCalibration.of(gridOf(samples)).brier().orElseThrow();
      assertThat(exact)
          .as("seed %d, round %d", Seed.value(46), round)
          .isBetween(
              brier.value() - brier.errorBound() - 1e-15,
              brier.value() + brier.errorBound() + 1e-15);
      assertThat(brier.errorBound()).isLessThan(0.001 * brier.value() + 1e-9);
    }
  }

  @Test
  void variancesOfBinsAreThoseOfTheRawScoresToATenthOfAPercent() {
    Sample[] samples = skewed(Seed.random(47), 20_000);
    ReliabilityBins bins = GridCalibration.of(gridOf(samples)).bins(1);
    double exact = Arrays.stream(samples).mapToDouble(s -> s.score() * (1 - s.score())).sum();
    assertThat(bins.sumVariance(0)).isCloseTo(exact, within(0.001 * exact));
    assertThat(bins.totalWeight()).isEqualTo(20_000);
  }

  @Test
  void withoutLabelsNothingIsKnown() {
    ScoreGrid grid = new ScoreGrid();
    grid.add(0.5);
    GridCalibration calibration = GridCalibration.of(grid);
    assertThat(calibration.n()).isZero();
    assertThat(calibration.aece(10)).isEmpty();
    assertThat(calibration.brier()).isEmpty();
    assertThat(calibration.bins(10).size()).isZero();
  }

  @Test
  void calibrationStaysAsItWasWhenTheGridGoesOn() {
    ScoreGrid grid = new ScoreGrid();
    grid.addLabel(0.25, true);
    GridCalibration calibration = GridCalibration.of(grid);
    grid.addLabel(0.25, false);
    assertThat(calibration.aece(1).orElseThrow().value()).isEqualTo(0.75);
  }
}
