package dev.belay.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.belay.stats.Seed;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BootstrapTest {
  @Test
  void equal_seeds_give_equal_draws_whatever_the_order_and_the_pooling() {
    ScoreSet set = ScoreSet.read("synthetic_tied");
    LabelledScores repeated = new LabelledScores();
    for (int i = set.size() - 1; i >= 0; i--) {
      for (int copy = 0; copy < set.weight(i); copy++) {
        repeated.add(set.score(i), set.label(i));
      }
    }
    BootstrapConfig config = BootstrapConfig.of(10, 7);
    BootstrapResult weighted = Bootstrap.run(set.samples(), config).orElseThrow();
    BootstrapResult other = Bootstrap.run(repeated, config).orElseThrow();
    assertThat(other.draws()).isEqualTo(weighted.draws());
    assertThat(other.mean()).isEqualTo(weighted.mean());
    assertThat(other.percentile(0.975)).isEqualTo(weighted.percentile(0.975));
    BootstrapResult reseeded = Bootstrap.run(repeated, BootstrapConfig.of(10, 8)).orElseThrow();
    assertThat(reseeded.mean()).isNotEqualTo(weighted.mean());
  }

  @Test
  void the_draws_of_a_shipped_set_stay_what_they_are() {
    BootstrapResult result =
        Bootstrap.run(ScoreSet.read("breast_cancer_logistic").samples(), BootstrapConfig.of(15, 42))
            .orElseThrow();
    assertThat(new double[] {result.draws(), result.mean(), result.percentile(0.5)})
        .containsExactly(200, 0.015998563565007878, 0.015335378158779576);
  }

  @Test
  void a_calibrated_model_is_covered_and_a_bad_one_is_not_after_200_draws_each() {
    SplittableRandom random = Seed.random(61);
    BootstrapConfig config = BootstrapConfig.of(15, 1);
    BootstrapResult good = Bootstrap.run(ScoreSet.drawn(random, 20_000, 1), config).orElseThrow();
    assertThat(good.draws()).isEqualTo(200);
    assertThat(good.coverage()).isGreaterThan(0.99);
    assertThat(good.coverageInterval().lower()).isGreaterThan(0.95);
    assertThat(good.littleBootstraps()).isFalse();
    BootstrapResult bad = Bootstrap.run(ScoreSet.drawn(random, 20_000, 2), config).orElseThrow();
    assertThat(bad.draws()).isEqualTo(200);
    assertThat(bad.coverage()).isZero();
    assertThat(bad.coverageInterval().upper()).isLessThan(0.95);
  }

  @Test
  void a_coverage_at_the_limit_takes_all_draws() {
    SplittableRandom random = Seed.random(62);
    LabelledScores samples = ScoreSet.drawn(random, 2_000, 2);
    BootstrapConfig config = BootstrapConfig.of(15, 1);
    BootstrapResult first = Bootstrap.run(samples, config).orElseThrow();
    double tau = TauRule.DEFAULT.tau(2_000, 15).orElseThrow();
    BootstrapConfig atTheLimit =
        new BootstrapConfig(config.binning(), config.tau(), first.percentile(0.95) - tau, 0.95, 1);
    BootstrapResult result = Bootstrap.run(samples, atTheLimit).orElseThrow();
    assertThat(result.draws()).isGreaterThan(200).isLessThanOrEqualTo(1_000);
    assertThat(result.coverage()).isCloseTo(0.95, within(0.05));
  }

  @Test
  void the_standard_deviation_is_that_of_fresh_samples() {
    long seed = Seed.value(63);
    SplittableRandom random = new SplittableRandom(seed);
    int n = 2_000;
    double sum = 0;
    double squares = 0;
    int rounds = 400;
    for (int round = 0; round < rounds; round++) {
      double aece =
          CalibrationReport.of(ScoreSet.drawn(random, n, 2), 10, TauRule.DEFAULT)
              .aece()
              .orElseThrow();
      sum += aece;
      squares += aece * aece;
    }
    double mean = sum / rounds;
    double sd = Math.sqrt(squares / rounds - mean * mean);
    BootstrapResult result =
        Bootstrap.run(ScoreSet.drawn(random, n, 2), BootstrapConfig.of(10, 5)).orElseThrow();
    assertThat(result.standardDeviation() / sd).as("seed %d", seed).isCloseTo(1, within(0.25));
  }

  @Test
  void little_bootstraps_agree_with_the_plain_formula_for_many_samples() {
    long seed = Seed.value(64);
    SplittableRandom random = new SplittableRandom(seed);
    int n = 150_000;
    LabelledScores samples = ScoreSet.drawn(random, n, 2);
    BootstrapResult result = Bootstrap.run(samples, BootstrapConfig.of(10, 5)).orElseThrow();
    assertThat(result.littleBootstraps()).isTrue();
    // All bins err on one side, so the AECE is the mean of score − label, whose error is known.
    double mean = 0;
    double squares = 0;
    for (int i = 0; i < n; i++) {
      double residual = samples.score(i) - samples.label(i);
      mean += residual / n;
      squares += residual * residual / n;
    }
    double standardError = Math.sqrt((squares - mean * mean) / n);
    assertThat(result.mean()).as("seed %d", seed).isCloseTo(mean, within(standardError));
    assertThat(result.standardDeviation() / standardError)
        .as("seed %d", seed)
        .isCloseTo(1, within(0.2));
    assertThat(Bootstrap.run(samples, BootstrapConfig.of(10, 5)).orElseThrow().mean())
        .isEqualTo(result.mean());
  }

  @Test
  void too_little_weight_has_no_bootstrap_and_too_much_is_refused() {
    assertThat(Bootstrap.run(new LabelledScores(), BootstrapConfig.of(10, 1))).isEmpty();
    LabelledScores light = LabelledScores.of(new double[] {0.5}, new int[] {1}, new double[] {0.5});
    assertThat(Bootstrap.run(light, BootstrapConfig.of(10, 1))).isEmpty();
    LabelledScores heavy =
        LabelledScores.of(new double[] {0.5}, new int[] {1}, new double[] {1e18});
    assertThatThrownBy(() -> Bootstrap.run(heavy, BootstrapConfig.of(10, 1)))
        .hasMessageContaining("1.0E18");
    BootstrapResult one =
        Bootstrap.run(
                LabelledScores.of(new double[] {0.25}, new int[] {1}), BootstrapConfig.of(1, 1))
            .orElseThrow();
    assertThat(one.mean()).isEqualTo(0.75);
    assertThat(one.standardDeviation()).isZero();
    assertThatThrownBy(() -> one.percentile(1.5)).hasMessageContaining("1.5");
  }

  @Test
  void bad_questions_are_refused() {
    BootstrapConfig config = BootstrapConfig.of(10, 1);
    assertThatThrownBy(
            () -> new BootstrapConfig(config.binning(), config.tau(), Double.NaN, 0.95, 1))
        .hasMessageContaining("NaN");
    assertThatThrownBy(() -> new BootstrapConfig(config.binning(), config.tau(), 0.01, 1, 1))
        .hasMessageContaining("minCoverage is 1.0");
  }
}
