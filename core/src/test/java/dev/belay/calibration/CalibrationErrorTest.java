package dev.belay.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.belay.stats.Seed;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Expected values by scikit-learn and on exact fractions: conformance/calibration. */
class CalibrationErrorTest {
  private static final double ROUNDING = 1e-14;

  @ParameterizedTest
  @MethodSource("dev.belay.calibration.ScoreSet#all")
  void every_metric_agrees_with_the_other_implementation(ScoreSet set) {
    for (Map.Entry<String, JsonNode> entry : set.expected().get("by_bins").properties()) {
      int bins = Integer.parseInt(entry.getKey());
      JsonNode expected = entry.getValue();
      CalibrationReport report = CalibrationReport.of(set.samples(), bins, TauRule.DEFAULT);
      String what = set + ", " + bins + " bins: ";
      assertThat(report.n()).isEqualTo(set.expected().get("n").doubleValue());
      assertThat(report.bins()).isEqualTo(bins);
      assertThat(report.binsUsed()).isEqualTo(expected.get("bin_weights").size());
      assertClose(what + "brier", report.brier(), set.expected().get("brier"));
      assertClose(what + "aece", report.aece(), expected.get("aece"));
      assertClose(what + "max_error", report.maxError(), expected.get("max_error"));
      assertClose(what + "reliability", report.reliability(), expected.get("reliability"));
      assertClose(what + "resolution", report.resolution(), expected.get("resolution"));
      assertClose(what + "uncertainty", report.uncertainty(), expected.get("uncertainty"));
      assertClose(what + "within_bin", report.withinBin(), expected.get("within_bin"));
      assertThat(report.slope().getAsDouble())
          .as(what + "slope")
          .isCloseTo(expected.get("slope").doubleValue(), within(1e-11));
      assertThat(report.debiasedL2().getAsDouble())
          .as(what + "debiased_l2")
          .isCloseTo(expected.get("debiased_l2").doubleValue(), within(1e-12));
      assertClose(what + "tau", report.tau(), expected.get("tau"));
      assertClose(what + "aece_minus_tau", report.aeceMinusTau(), expected.get("aece_minus_tau"));
      double rate =
          expected.get("bins_merged").doubleValue() / expected.get("bins_occupied").doubleValue();
      assertThat(report.mergedBinRate().getAsDouble()).as(what + "merged").isEqualTo(rate);
      JsonNode equalWidth = expected.get("ece_equal_width");
      if (equalWidth != null) {
        assertClose(what + "ece_equal_width", report.eceEqualWidth(), equalWidth);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.belay.calibration.ScoreSet#all")
  void every_bin_is_the_one_of_the_exact_rule_to_the_last_bit(ScoreSet set) {
    for (Map.Entry<String, JsonNode> entry : set.expected().get("by_bins").properties()) {
      JsonNode expected = entry.getValue();
      int bins = Integer.parseInt(entry.getKey());
      BinnedScores result =
          new SharedBinningCore(SharedBinningConfig.DEFAULT.withBins(bins)).bin(set.samples());
      assertThat(result.binsOccupied()).isEqualTo(expected.get("bins_occupied").intValue());
      assertThat(result.mergedCount()).isEqualTo(expected.get("bins_merged").intValue());
      for (int bin = 0; bin < result.bins().size(); bin++) {
        assertThat(
                new double[] {
                  result.bins().weight(bin),
                  result.bins().sumScore(bin),
                  result.bins().sumLabel(bin)
                })
            .as("%s, bin %d of %d", set, bin, bins)
            .containsExactly(
                expected.get("bin_weights").get(bin).doubleValue(),
                expected.get("bin_scores").get(bin).doubleValue(),
                expected.get("bin_labels").get(bin).doubleValue());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.belay.calibration.ScoreSet#all")
  void the_fixed_bins_are_ten_whatever_is_asked(ScoreSet set) {
    double tenBins = set.expected().get("by_bins").get("10").get("aece").doubleValue();
    for (int bins : new int[] {1, 7, 50}) {
      CalibrationReport report = CalibrationReport.of(set.samples(), bins, TauRule.DEFAULT);
      assertThat(report.dece().getAsDouble()).isCloseTo(tenBins, within(ROUNDING));
    }
    CalibrationReport standard = CalibrationReport.of(set.samples());
    assertThat(standard.bins()).isEqualTo(set.expected().get("default_bins").intValue());
  }

  @Test
  void quantile_bins_of_scikit_learn_differ_by_the_samples_that_changed_bins() {
    int compared = 0;
    int oneSampleAnEdge = 0;
    for (ScoreSet set : ScoreSet.all()) {
      for (Map.Entry<String, JsonNode> entry : set.expected().get("by_bins").properties()) {
        JsonNode quantile = entry.getValue().get("ece_quantile");
        if (quantile == null) {
          continue;
        }
        int bins = Integer.parseInt(entry.getKey());
        CalibrationReport report = CalibrationReport.of(set.samples(), bins, TauRule.DEFAULT);
        double moved = 0;
        for (JsonNode samples : entry.getValue().get("ece_quantile_moved")) {
          moved += samples.doubleValue();
        }
        // A sample that changes bins changes the sums of two bins by at most 1 each.
        assertThat(report.aece().getAsDouble())
            .as("%s, %d bins", set, bins)
            .isCloseTo(quantile.doubleValue(), within(2 * moved / report.n() + ROUNDING));
        compared++;
        oneSampleAnEdge += moved <= bins - 1 ? 1 : 0;
      }
    }
    assertThat(compared).isGreaterThan(4);
    assertThat(oneSampleAnEdge).isGreaterThan(1);
  }

  @Test
  void the_expected_error_is_the_exact_one() {
    int compared = 0;
    int exactly = 0;
    for (ScoreSet set : ScoreSet.all()) {
      for (Map.Entry<String, JsonNode> entry : set.expected().get("by_bins").properties()) {
        JsonNode exact = entry.getValue().get("expected_aece_exact");
        if (exact == null) {
          continue;
        }
        int bins = Integer.parseInt(entry.getKey());
        CalibrationReport report = CalibrationReport.of(set.samples(), bins, TauRule.DEFAULT);
        // Above the limit of the convolution the closed form is used.
        double tolerance = convolved(set, bins) ? 1e-10 : 0.002;
        exactly += convolved(set, bins) ? 1 : 0;
        assertThat(report.expectedAeceIfCalibrated().getAsDouble() / exact.doubleValue())
            .as("%s, %d bins", set, bins)
            .isCloseTo(1, within(tolerance));
        assertThat(
                report.expectedAeceSd().getAsDouble()
                    / entry.getValue().get("expected_aece_sd_exact").doubleValue())
            .as("%s, %d bins", set, bins)
            .isCloseTo(1, within(tolerance));
        compared++;
      }
    }
    assertThat(compared).isGreaterThan(8);
    assertThat(exactly).isGreaterThan(4);
  }

  @Test
  void a_perfectly_calibrated_model_shows_the_expected_error_in_simulation() {
    long seed = Seed.value(41);
    SplittableRandom random = new SplittableRandom(seed);
    for (int n : new int[] {30, 300, 1_500}) {
      double[] scores = random.doubles(n).map(u -> Math.pow(u, 3)).toArray();
      int[] labels = new int[n];
      int rounds = 1_000;
      double sum = 0;
      double squares = 0;
      CalibrationReport report = null;
      for (int round = 0; round < rounds; round++) {
        for (int i = 0; i < n; i++) {
          labels[i] = random.nextDouble() < scores[i] ? 1 : 0;
        }
        report = CalibrationReport.of(LabelledScores.of(scores, labels), 10, TauRule.DEFAULT);
        double error = report.aece().getAsDouble();
        sum += error;
        squares += error * error;
      }
      double mean = sum / rounds;
      double sd = Math.sqrt(squares / rounds - mean * mean);
      assertThat(report.expectedAeceIfCalibrated().getAsDouble())
          .as("seed %d, n %d", seed, n)
          .isCloseTo(mean, within(0.005 * mean + 4 * sd / Math.sqrt(rounds)));
      assertThat(report.expectedAeceSd().getAsDouble() / sd)
          .as("seed %d, n %d", seed, n)
          .isCloseTo(1, within(0.1));
    }
  }

  @Test
  void without_samples_every_metric_is_absent() {
    CalibrationReport report = CalibrationReport.of(new LabelledScores());
    assertThat(report.n()).isZero();
    assertThat(report.binsUsed()).isZero();
    assertThat(
            new OptionalDouble[] {
              report.aece(),
              report.dece(),
              report.eceEqualWidth(),
              report.maxError(),
              report.tau(),
              report.aeceMinusTau(),
              report.brier(),
              report.reliability(),
              report.resolution(),
              report.uncertainty(),
              report.withinBin(),
              report.slope(),
              report.debiasedL2(),
              report.expectedAeceIfCalibrated(),
              report.expectedAeceSd(),
              report.mergedBinRate()
            })
        .allMatch(OptionalDouble::isEmpty);
  }

  @Test
  void one_sample_has_an_error_but_neither_slope_nor_debiased_error() {
    CalibrationReport report =
        CalibrationReport.of(LabelledScores.of(new double[] {0.25}, new int[] {1}));
    assertThat(report.bins()).isEqualTo(1);
    assertThat(report.aece()).hasValue(0.75);
    assertThat(report.brier()).hasValue(0.5625);
    assertThat(report.slope()).isEmpty();
    assertThat(report.debiasedL2()).isEmpty();
    assertThat(report.expectedAeceIfCalibrated().getAsDouble()).isCloseTo(0.375, within(1e-15));
  }

  @Test
  void one_label_only_has_no_uncertainty() {
    SplittableRandom random = Seed.random(42);
    for (int label : new int[] {0, 1}) {
      LabelledScores samples = new LabelledScores();
      for (int i = 0; i < 500; i++) {
        samples.add(random.nextDouble(), label);
      }
      CalibrationReport report = CalibrationReport.of(samples);
      assertThat(report.uncertainty()).hasValue(0);
      assertThat(report.resolution()).hasValue(0);
      assertThat(report.slope().getAsDouble()).isZero();
      assertThat(report.debiasedL2().getAsDouble()).isPositive();
    }
  }

  @Test
  void certain_scores_that_are_right_have_no_error_and_expect_none() {
    LabelledScores samples = new LabelledScores();
    for (int i = 0; i < 40; i++) {
      samples.add(i % 2, i % 2);
    }
    CalibrationReport report = CalibrationReport.of(samples);
    assertThat(report.aece()).hasValue(0);
    assertThat(report.brier()).hasValue(0);
    assertThat(report.expectedAeceIfCalibrated()).hasValue(0);
    assertThat(report.expectedAeceSd()).hasValue(0);
    assertThat(report.slope().getAsDouble()).isEqualTo(1);
  }

  @Test
  void tau_falls_with_the_samples_to_its_floor() {
    assertThat(TauRule.DEFAULT.tau(900, 15).getAsDouble())
        .isCloseTo(1.5 * Math.sqrt(15.0 / 900), within(1e-16));
    assertThat(TauRule.DEFAULT.tau(1e9, 15)).hasValue(0.015);
    assertThat(TauRule.DEFAULT.tau(0, 15)).isEmpty();
    assertThatThrownBy(() -> TauRule.DEFAULT.tau(-1, 15)).hasMessageContaining("-1.0");
    assertThatThrownBy(() -> new TauRule(Double.NaN, 0)).hasMessageContaining("cHat is NaN");
    assertThatThrownBy(() -> new TauRule(1, -1)).hasMessageContaining("floor is -1.0");
  }

  @Test
  void bins_that_cannot_be_are_refused() {
    double[] one = {1};
    assertThatThrownBy(() -> new ReliabilityBins(one, new double[2], one, one))
        .hasMessageContaining("pass arrays of one length");
    assertThatThrownBy(() -> new ReliabilityBins(new double[1], one, one, one))
        .hasMessageContaining("The weight of bin 0 is 0.0");
    assertThatThrownBy(() -> new ReliabilityBins(one, new double[] {1.1}, one, new double[1]))
        .hasMessageContaining("The sum of scores of bin 0 is 1.1");
    assertThatThrownBy(() -> new ReliabilityBins(one, one, new double[] {Double.NaN}, one))
        .hasMessageContaining("The sum of labels of bin 0 is NaN");
    assertThatThrownBy(() -> new ReliabilityBins(one, one, one, new double[] {0.3}))
        .hasMessageContaining("The sum of variances of bin 0 is 0.3");
  }

  private static boolean convolved(ScoreSet set, int bins) {
    ReliabilityBins sums =
        new SharedBinningCore(SharedBinningConfig.DEFAULT.withBins(bins)).bin(set.samples()).bins();
    for (int bin = 0; bin < sums.size(); bin++) {
      if (sums.sumVariance(bin) > PoissonBinomialDeviation.MOST_VARIANCE) {
        return false;
      }
    }
    return true;
  }

  private static void assertClose(String what, OptionalDouble actual, JsonNode expected) {
    assertThat(actual.getAsDouble()).as(what).isCloseTo(expected.doubleValue(), within(ROUNDING));
  }
}
