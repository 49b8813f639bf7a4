package dev.belay.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.belay.calibration.CalibratorFit.IdentityReason;
import dev.belay.stats.Seed;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

class CalibratorsTest {
  @ParameterizedTest
  @MethodSource("dev.belay.calibration.ScoreSet#all")
  void plain_fits_agree_with_scikit_learn(ScoreSet set) {
    JsonNode fits = set.expected().get("fits");
    IsotonicCalibrator isotonic = IsotonicCalibrator.fit(set.samples());
    PlattCalibrator platt = PlattCalibrator.fit(set.samples());
    double[] grid = ScoreSet.grid();
    for (int i = 0; i < grid.length; i++) {
      assertThat(isotonic.raw(grid[i]))
          .as("%s, isotonic at %s", set, grid[i])
          .isCloseTo(fits.get("isotonic").get(i).doubleValue(), within(1e-9));
      assertThat(platt.raw(grid[i]))
          .as("%s, Platt at %s", set, grid[i])
          .isCloseTo(fits.get("sigmoid").get(i).doubleValue(), within(1e-6));
    }
  }

  @ParameterizedTest
  @MethodSource("dev.belay.calibration.ScoreSet#all")
  void the_temperature_agrees_with_a_minimisation_by_scipy(ScoreSet set) {
    double expected = set.expected().get("fits").get("temperature").doubleValue();
    double actual = TemperatureCalibrator.fit(set.samples()).temperature();
    assertThat(actual / expected).as("%s", set).isCloseTo(1, within(1e-6));
  }

  @ParameterizedTest
  @EnumSource(CalibrationMethod.class)
  void every_fit_keeps_the_contract_on_drawn_data(CalibrationMethod method) {
    long seed = Seed.value(51);
    SplittableRandom random = new SplittableRandom(seed);
    int fitted = 0;
    for (int round = 0; round < 300; round++) {
      LabelledScores samples = adversarial(random, round);
      CalibratorFit fit = CalibratorFit.of(method, samples);
      String what = "seed " + seed + " round " + round + " " + fit;
      assertKeepsContract(fit.calibrator(), what);
      if (fit.calibrator().method() == CalibrationMethod.IDENTITY) {
        assertThat(fit.identityReason().isPresent())
            .as(what)
            .isEqualTo(method != CalibrationMethod.IDENTITY);
      } else {
        assertThat(fit.identityReason()).as(what).isEmpty();
        assertThat(fit.slope().getAsDouble()).as(what).isBetween(0.9, 1.1);
        fitted++;
      }
    }
    assertThat(fitted).isGreaterThan(method == CalibrationMethod.IDENTITY ? -1 : 30);
  }

  @ParameterizedTest
  @MethodSource("dev.belay.calibration.ScoreSet#all")
  void fits_to_shipped_data_lower_the_error_or_say_why_not(ScoreSet set) {
    double before = CalibrationReport.of(set.samples()).aece().getAsDouble();
    for (CalibrationMethod method : CalibrationMethod.values()) {
      CalibratorFit fit = CalibratorFit.of(method, set.samples());
      assertKeepsContract(fit.calibrator(), set + " " + fit);
      LabelledScores output = new LabelledScores();
      for (int i = 0; i < set.size(); i++) {
        double probability = fit.calibrator().calibrate(set.score(i));
        output.add(probability, set.label(i), set.weight(i));
      }
      double after = CalibrationReport.of(output).aece().getAsDouble();
      // The bounds alone may move a score by 0.001.
      assertThat(after).as("%s %s", set, fit).isLessThanOrEqualTo(before + 0.001);
    }
  }

  @Test
  void each_method_needs_its_samples() {
    SplittableRandom random = Seed.random(52);
    assertThat(CalibrationMethod.ISOTONIC.minSamples()).isEqualTo(30);
    assertThat(CalibrationMethod.TEMPERATURE.minSamples()).isEqualTo(20);
    assertThat(CalibrationMethod.PLATT.minSamples()).isEqualTo(50);
    for (CalibrationMethod method :
        List.of(
            CalibrationMethod.ISOTONIC, CalibrationMethod.TEMPERATURE, CalibrationMethod.PLATT)) {
      LabelledScores few = ScoreSet.drawn(random, method.minSamples() - 1, 4);
      assertThat(CalibratorFit.of(method, few).identityReason())
          .contains(IdentityReason.TOO_FEW_SAMPLES);
      few.add(0.5, 0);
      assertThat(CalibratorFit.of(method, few).identityReason())
          .isNotEqualTo(java.util.Optional.of(IdentityReason.TOO_FEW_SAMPLES));
      assertThat(CalibratorFit.of(method, new LabelledScores()).identityReason())
          .contains(IdentityReason.TOO_FEW_SAMPLES);
    }
  }

  @Test
  void scores_that_are_calibrated_already_are_left_alone() {
    long seed = Seed.value(53);
    SplittableRandom random = new SplittableRandom(seed);
    int alone = 0;
    int rounds = 200;
    for (int round = 0; round < rounds; round++) {
      CalibratorFit fit =
          CalibratorFit.of(CalibrationMethod.ISOTONIC, ScoreSet.drawn(random, 1_000, 1));
      if (fit.identityReason().equals(java.util.Optional.of(IdentityReason.ALREADY_CALIBRATED))) {
        alone++;
      }
    }
    // Two standard deviations above the mean: about 97 % of perfectly calibrated models.
    assertThat(alone).as("seed %d", seed).isGreaterThan(rounds * 9 / 10);
  }

  @Test
  void labels_that_fall_with_the_scores_give_the_identity() {
    SplittableRandom random = Seed.random(54);
    LabelledScores samples = new LabelledScores();
    for (int i = 0; i < 1_000; i++) {
      double score = random.nextDouble();
      samples.add(score, random.nextDouble() < score ? 0 : 1);
    }
    assertThat(CalibratorFit.of(CalibrationMethod.PLATT, samples).identityReason())
        .contains(IdentityReason.DECREASING);
    assertThat(CalibratorFit.of(CalibrationMethod.TEMPERATURE, samples).identityReason())
        .contains(IdentityReason.DECREASING);
    // A least-squares fit that may not fall is constant, but for luck at the very ends.
    samples.add(0, 1, 20);
    samples.add(1, 0, 20);
    assertThat(IsotonicCalibrator.fit(samples).constant()).isTrue();
    CalibratorFit isotonic = CalibratorFit.of(CalibrationMethod.ISOTONIC, samples);
    assertThat(isotonic.identityReason()).contains(IdentityReason.DECREASING);
    assertThat(isotonic.calibrator()).isSameAs(IdentityCalibrator.INSTANCE);
    assertThat(IsotonicCalibrator.fit(ScoreSet.drawn(random, 1_000, 3)).constant()).isFalse();
  }

  @Test
  void one_label_only_gives_the_identity() {
    for (int label : new int[] {0, 1}) {
      LabelledScores samples = new LabelledScores();
      for (int i = 0; i < 500; i++) {
        samples.add(i / 500.0, label);
      }
      for (CalibrationMethod method : CalibrationMethod.values()) {
        CalibratorFit fit = CalibratorFit.of(method, samples);
        assertThat(fit.calibrator()).isSameAs(IdentityCalibrator.INSTANCE);
        assertThat(fit.identityReason().isPresent())
            .isEqualTo(method != CalibrationMethod.IDENTITY);
      }
      assertThat(IsotonicCalibrator.fit(samples).raw(0.3)).isEqualTo(label);
      assertThat(PlattCalibrator.fit(samples).raw(0.3)).isBetween(0.0, 1.0);
    }
  }

  @Test
  void a_fit_to_one_score_is_constant() {
    LabelledScores one = LabelledScores.of(new double[] {0.4, 0.4}, new int[] {1, 0});
    IsotonicCalibrator isotonic = IsotonicCalibrator.fit(one);
    assertThat(isotonic.knots()).isEqualTo(1);
    assertThat(isotonic.raw(0)).isEqualTo(0.5);
    assertThat(isotonic.raw(1)).isEqualTo(0.5);
    LabelledScores half = LabelledScores.of(new double[] {0.5, 0.5}, new int[] {1, 1});
    assertThat(TemperatureCalibrator.fit(half).temperature()).isEqualTo(1);
  }

  @Test
  void the_order_of_the_samples_does_not_change_a_fit() {
    ScoreSet set = ScoreSet.read("synthetic_tied");
    LabelledScores reversed = new LabelledScores();
    for (int i = set.size() - 1; i >= 0; i--) {
      reversed.add(set.score(i), set.label(i), set.weight(i));
    }
    for (CalibrationMethod method : CalibrationMethod.values()) {
      Calibrator forth = CalibratorFit.of(method, set.samples()).calibrator();
      Calibrator back = CalibratorFit.of(method, reversed).calibrator();
      for (double score : ScoreSet.grid()) {
        assertThat(back.raw(score)).as("%s at %s", method, score).isEqualTo(forth.raw(score));
      }
    }
  }

  @Test
  void scores_that_are_no_probabilities_are_refused_by_every_calibrator() {
    LabelledScores samples = ScoreSet.drawn(Seed.random(55), 500, 3);
    for (Calibrator calibrator :
        List.of(
            IdentityCalibrator.INSTANCE,
            IsotonicCalibrator.fit(samples),
            TemperatureCalibrator.fit(samples),
            PlattCalibrator.fit(samples))) {
      for (double score : new double[] {Double.NaN, -0.1, 1.1, Double.POSITIVE_INFINITY}) {
        assertThatThrownBy(() -> calibrator.calibrate(score))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("The score to calibrate is " + score);
      }
    }
  }

  @Test
  void nothing_can_be_fitted_to_nothing() {
    LabelledScores none = new LabelledScores();
    assertThatThrownBy(() -> IsotonicCalibrator.fit(none)).hasMessageContaining("no samples");
    assertThatThrownBy(() -> TemperatureCalibrator.fit(none)).hasMessageContaining("no samples");
    assertThatThrownBy(() -> PlattCalibrator.fit(none)).hasMessageContaining("no samples");
  }

  @Test
  void the_gradient_at_a_platt_fit_is_zero() {
    long seed = Seed.value(56);
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 300; round++) {
      LabelledScores samples = adversarial(random, round);
      PlattCalibrator fit = PlattCalibrator.fit(samples);
      double positive = 0;
      double total = 0;
      for (int i = 0; i < samples.size(); i++) {
        positive += samples.weight(i) * samples.label(i);
        total += samples.weight(i);
      }
      double gradientSlope = 0;
      double gradientIntercept = 0;
      for (int i = 0; i < samples.size(); i++) {
        double target =
            samples.label(i) == 1 ? (positive + 1) / (positive + 2) : 1 / (total - positive + 2);
        double residual = samples.weight(i) * (target - fit.raw(samples.score(i)));
        gradientSlope += residual * samples.score(i);
        gradientIntercept += residual;
      }
      assertThat(Math.max(Math.abs(gradientSlope), Math.abs(gradientIntercept)) / total)
          .as("seed %d, round %d", seed, round)
          .isLessThan(1e-9);
    }
  }

  @Test
  void the_bounds_are_told_from_what_lies_inside() {
    Calibrator identity = IdentityCalibrator.INSTANCE;
    assertThat(identity.clamps(0.0009)).isTrue();
    assertThat(identity.clamps(0.001)).isFalse();
    assertThat(identity.clamps(0.999)).isFalse();
    assertThat(identity.clamps(1)).isTrue();
    assertThat(identity.calibrate(0)).isEqualTo(0.001);
    assertThat(identity.calibrate(1)).isEqualTo(0.999);
  }

  /** Distortions, plateaus, heavy tails, noise, weights, labels that fall and rise again. */
  private static LabelledScores adversarial(SplittableRandom random, int round) {
    int n = random.nextInt(10, 600);
    double exponent = Math.exp(random.nextDouble() * 4 - 2);
    LabelledScores samples = new LabelledScores();
    for (int i = 0; i < n; i++) {
      double u = random.nextDouble();
      double score =
          switch (round % 5) {
            case 0 -> u;
            case 1 -> u < 0.99 ? 0.7 : random.nextDouble();
            case 2 -> 1 / (1 + Math.exp(-Math.tan(Math.PI * (u - 0.5)) * 3));
            case 3 -> Math.rint(u * 8) / 8;
            default -> Math.pow(u, 30);
          };
      double truth = round % 7 == 6 ? 0.5 + 0.5 * Math.sin(score * 20) : Math.pow(score, exponent);
      double weight = round % 3 == 0 ? random.nextInt(4) : 1;
      samples.add(score, random.nextDouble() < truth ? 1 : 0, weight);
    }
    return samples;
  }

  private static void assertKeepsContract(Calibrator calibrator, String what) {
    double last = 0;
    for (int i = 0; i <= 2_000; i++) {
      double score = i / 2_000.0;
      double probability = calibrator.calibrate(score);
      assertThat(probability).as("%s at %s", what, score).isBetween(0.001, 0.999);
      assertThat(probability).as("%s at %s", what, score).isGreaterThanOrEqualTo(last);
      boolean clamped = calibrator.raw(score) != probability;
      assertThat(calibrator.clamps(score)).as("%s at %s", what, score).isEqualTo(clamped);
      last = probability;
    }
  }
}
