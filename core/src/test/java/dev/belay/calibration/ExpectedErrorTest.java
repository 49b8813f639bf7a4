package dev.belay.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.belay.stats.Seed;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The expected error against enumeration, simulation and a plain convolution. */
class ExpectedErrorTest {
  @Test
  void a_few_samples_give_the_error_of_all_outcomes_enumerated() {
    long seed = Seed.value(91);
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 400; round++) {
      double[] scores = new double[random.nextInt(1, 13)];
      for (int i = 0; i < scores.length; i++) {
        scores[i] = drawn(random);
      }
      double expected = enumerated(scores);
      double variance = Arrays.stream(scores).map(s -> s * (1 - s)).sum();
      CalibrationReport report = report(scores);
      String what = "seed " + seed + ", scores " + Arrays.toString(scores);
      assertThat(report.expectedAeceIfCalibrated().getAsDouble())
          .as(what)
          .isCloseTo(expected / scores.length, within(1e-13 * expected));
      double sd = Math.sqrt(Math.max(0, variance - expected * expected)) / scores.length;
      assertThat(report.expectedAeceSd().getAsDouble()).as(what).isCloseTo(sd, within(1e-9));
    }
  }

  @Test
  void a_bin_that_straddles_both_ends_is_exact() {
    double[] four = {0.001, 0.001, 0.001, 0.999};
    double expected = enumerated(four) / 4;
    assertThat(expected).isCloseTo(0.001495, within(1e-6));
    assertThat(report(four).expectedAeceIfCalibrated().getAsDouble())
        .isCloseTo(expected, within(1e-15));
    LabelledScores weighted = new LabelledScores();
    weighted.add(0.001, 0, 3);
    weighted.add(0.999, 1);
    assertThat(CalibrationReport.of(weighted, 1, TauRule.DEFAULT)).isEqualTo(report(four));
    // What is left for the sums alone, as the class says.
    ReliabilityBins sums =
        new ReliabilityBins(
            new double[] {4},
            new double[] {1.002},
            new double[] {1},
            new double[] {4 * 0.001 * 0.999});
    assertThat(ExpectedError.of(sums).orElseThrow().mean() / expected).isCloseTo(7.7, within(0.1));
  }

  @Test
  void scores_at_both_ends_agree_with_a_simulation() {
    long seed = Seed.value(92);
    SplittableRandom random = new SplittableRandom(seed);
    double[] scores = new double[50];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = i % 2 == 0 ? 5e-4 : 1 - 5e-4;
    }
    int rounds = 400_000;
    double sum = 0;
    double squares = 0;
    double mean = Arrays.stream(scores).sum();
    for (int round = 0; round < rounds; round++) {
      int labels = 0;
      for (double score : scores) {
        labels += random.nextDouble() < score ? 1 : 0;
      }
      double error = Math.abs(labels - mean) / scores.length;
      sum += error;
      squares += error * error;
    }
    double simulated = sum / rounds;
    double sd = Math.sqrt(squares / rounds - simulated * simulated);
    CalibrationReport report = report(scores);
    assertThat(report.expectedAeceIfCalibrated().getAsDouble())
        .as("seed %d", seed)
        .isCloseTo(simulated, within(5 * sd / Math.sqrt(rounds)));
    assertThat(report.expectedAeceSd().getAsDouble() / sd)
        .as("seed %d", seed)
        .isCloseTo(1, within(0.05));
  }

  @Test
  void already_calibrated_is_decided_on_the_exact_expectation() {
    long seed = Seed.value(96);
    SplittableRandom random = new SplittableRandom(seed);
    int decidedOtherwise = 0;
    for (int round = 0; round < 3_000; round++) {
      LabelledScores samples = new LabelledScores();
      int n = random.nextInt(50, 64);
      double most = 0.2 * random.nextDouble();
      for (int i = 0; i < n; i++) {
        int end = i % 2;
        // The bin in the middle straddles both ends; most others are certain.
        double q = i < 10 ? most * random.nextDouble() : 0;
        samples.add(Math.abs(end - q), random.nextDouble() < 2 * q ? 1 - end : end);
      }
      CalibrationReport report = CalibrationReport.of(samples);
      double aece = report.aece().getAsDouble();
      boolean calibrated =
          aece
              <= report.expectedAeceIfCalibrated().getAsDouble()
                  + 2 * report.expectedAeceSd().getAsDouble();
      assertThat(
              CalibratorFit.of(CalibrationMethod.PLATT, samples)
                  .identityReason()
                  .equals(Optional.of(CalibratorFit.IdentityReason.ALREADY_CALIBRATED)))
          .as("seed %d, round %d", seed, round)
          .isEqualTo(calibrated);
      SharedBinningConfig config = SharedBinningConfig.DEFAULT.withBins(report.bins());
      ExpectedError bySums =
          ExpectedError.of(new SharedBinningCore(config).bin(samples).bins()).orElseThrow();
      if (calibrated != aece <= bySums.mean() + 2 * bySums.standardDeviation()) {
        decidedOtherwise++;
      }
    }
    assertThat(decidedOtherwise).as("seed %d", seed).isPositive();
  }

  @Test
  void above_the_limit_of_the_convolution_the_closed_form_is_within_half_a_percent() {
    long seed = Seed.value(93);
    SplittableRandom random = new SplittableRandom(seed);
    double worst = 0;
    for (int round = 0; round < 150; round++) {
      int n = random.nextInt(200, 3_000);
      double[] scores = new double[n];
      double near = 0.5 * Math.pow(random.nextDouble(), 2);
      double share = random.nextDouble();
      double variance = 0;
      for (int i = 0; i < n; i++) {
        double s = Math.min(1, near * (0.5 + random.nextDouble()));
        scores[i] = random.nextDouble() < share ? s : 1 - s;
        variance += scores[i] * (1 - scores[i]);
      }
      if (variance <= PoissonBinomialDeviation.MOST_VARIANCE) {
        continue;
      }
      double ratio =
          report(scores).expectedAeceIfCalibrated().getAsDouble() * n / convolved(scores);
      worst = Math.max(worst, Math.abs(ratio - 1));
      assertThat(ratio)
          .as("seed %d, n %d, variance %s", seed, n, variance)
          .isCloseTo(1, within(0.005));
    }
    assertThat(worst).isPositive();
  }

  @Test
  void up_to_the_limit_the_convolution_agrees_with_a_plain_one() {
    long seed = Seed.value(94);
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 60; round++) {
      int n = random.nextInt(20, 2_000);
      double[] scores = new double[n];
      double most = Math.min(0.5, 48.0 / n);
      for (int i = 0; i < n; i++) {
        double s = most * random.nextDouble();
        scores[i] = random.nextInt(3) == 0 ? 1 - s : s;
      }
      double expected = convolved(scores) / n;
      assertThat(report(scores).expectedAeceIfCalibrated().getAsDouble())
          .as("seed %d, n %d", seed, n)
          .isCloseTo(expected, within(1e-11 * expected));
    }
  }

  @Test
  void vast_weights_and_fractions_fall_back_to_the_closed_form() {
    for (double weight : new double[] {1e12, 2.5}) {
      LabelledScores samples = new LabelledScores();
      samples.add(1e-12, 0, weight);
      samples.add(1 - 1e-12, 1, weight);
      BinnedScores binned =
          new SharedBinningCore(SharedBinningConfig.DEFAULT.withBins(1)).bin(samples);
      CalibrationReport report = CalibrationReport.of(samples, 1, TauRule.DEFAULT);
      assertThat(report.expectedAeceIfCalibrated())
          .hasValue(ExpectedError.of(binned.bins()).orElseThrow().mean());
    }
  }

  @Test
  void a_million_rows_at_both_ends_cost_little_more_than_their_binning() {
    SplittableRandom random = Seed.random(95);
    int n = 1_000_000;
    LabelledScores samples = new LabelledScores();
    for (int i = 0; i < n; i++) {
      double s = 7e-4 * random.nextDouble();
      samples.add(i % 2 == 0 ? s : 1 - s, i % 2);
    }
    SortedScores sorted = SortedScores.of(samples);
    SharedBinningConfig config = SharedBinningConfig.DEFAULT.withBins(15);
    ScorePools pools = ScorePools.of(sorted, config.unitsPerOne());
    EqualMassPartition partition = SharedBinningCore.partition(pools, config);
    ReliabilityBins bins = SharedBinningCore.bin(sorted, pools, config, partition).bins();
    double largest = 0;
    for (int bin = 0; bin < bins.size(); bin++) {
      largest = Math.max(largest, bins.sumVariance(bin));
    }
    assertThat(largest).isGreaterThan(PoissonBinomialDeviation.MOST_VARIANCE);
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 3; round++) {
      long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      assertThat(ExpectedError.of(bins, sorted, pools, partition).orElseThrow().mean())
          .isPositive();
      least =
          Math.min(least, ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before);
    }
    assertThat(least).isLessThan(500_000_000L);
  }

  private static double drawn(SplittableRandom random) {
    double u = random.nextDouble();
    return switch (random.nextInt(6)) {
      case 0 -> 1e-3 * u;
      case 1 -> 1 - 1e-3 * u;
      case 2 -> random.nextInt(2);
      case 3 -> 1e-20 * u;
      case 4 -> random.nextInt(3) * 0.5;
      default -> u;
    };
  }

  /** The labels do not matter here. */
  private static CalibrationReport report(double[] scores) {
    LabelledScores samples = new LabelledScores();
    for (double score : scores) {
      samples.add(score, score > 0.5 ? 1 : 0);
    }
    return CalibrationReport.of(samples, 1, TauRule.DEFAULT);
  }

  /** E|Σy − Σs| over all 2^n outcomes; deviations are summed up before they can cancel. */
  private static double enumerated(double[] scores) {
    double sum = 0;
    for (int outcome = 0; outcome < 1 << scores.length; outcome++) {
      double probability = 1;
      double distance = 0;
      for (int i = 0; i < scores.length; i++) {
        boolean one = (outcome >> i & 1) == 1;
        probability *= one ? scores[i] : 1 - scores[i];
        distance += one ? 1 - scores[i] : -scores[i];
      }
      sum += probability * Math.abs(distance);
    }
    return sum;
  }

  /** The same by convolution over all counts from 0 to n. */
  private static double convolved(double[] scores) {
    double[] mass = new double[scores.length + 1];
    mass[0] = 1;
    double mean = 0;
    for (int i = 0; i < scores.length; i++) {
      for (int k = i + 1; k > 0; k--) {
        mass[k] = mass[k] * (1 - scores[i]) + mass[k - 1] * scores[i];
      }
      mass[0] *= 1 - scores[i];
      mean += scores[i];
    }
    double sum = 0;
    for (int k = 0; k < mass.length; k++) {
      sum += mass[k] * Math.abs(k - mean);
    }
    return sum;
  }
}
