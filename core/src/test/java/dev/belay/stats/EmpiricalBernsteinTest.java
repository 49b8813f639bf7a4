package dev.belay.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class EmpiricalBernsteinTest {
  @Test
  void the_evidence_agrees_with_the_golden_value() {
    double value = EmpiricalBernstein.logValue(100, 8, 12, 0.3, 0.025);
    assertThat(value).isCloseTo(0.980633876326, within(1e-12));
  }

  @Test
  void the_evidence_agrees_with_the_sum_over_all_values() {
    for (JsonNode row :
        Conformance.json("stats/sequential_calibration.json").get("empirical_bernstein")) {
      double expected = row.get(5).doubleValue();
      double value =
          EmpiricalBernstein.logValue(
              row.get(0).doubleValue(),
              row.get(1).doubleValue(),
              row.get(2).doubleValue(),
              row.get(3).doubleValue(),
              row.get(4).doubleValue());
      assertThat(value)
          .as("%s", row)
          .isCloseTo(expected, within(1e-9 * Math.max(1, Math.abs(expected))));
    }
  }

  /** Extremal laws of a given mean on [−1, 1] have two values: they are enumerated on a grid. */
  @Test
  void the_mean_of_the_evidence_is_at_most_one_whatever_the_law_of_the_values() {
    for (double epsilon : new double[] {0, 0.025, 0.3}) {
      for (double lambda : new double[] {0, 0.1, 0.5, 0.9, 0.999}) {
        for (double low = -1; low <= epsilon; low += 0.03125) {
          for (double high = 1; high > epsilon; high -= 0.03125) {
            double atHigh = (epsilon - low) / (high - low);
            double mean =
                atHigh * value(high, lambda, epsilon) + (1 - atHigh) * value(low, lambda, epsilon);
            assertThat(mean).isLessThanOrEqualTo(1 + 1e-14);
          }
        }
      }
    }
  }

  private static double value(double z, double lambda, double epsilon) {
    return Math.exp(EmpiricalBernstein.logValue(1, z, z * z, lambda, epsilon));
  }

  @Test
  void the_evidence_is_below_that_of_the_single_values() {
    SplittableRandom random = Seed.random(21);
    for (int round = 0; round < 2000; round++) {
      double epsilon = random.nextDouble(0.2);
      double lambda = random.nextDouble(0.95);
      double exact = 0;
      double sum = 0;
      double squares = 0;
      int n = 1 + random.nextInt(50);
      for (int i = 0; i < n; i++) {
        double z = random.nextDouble(-1, 1);
        sum += z;
        squares += z * z;
        exact += Math.log1p(lambda * (z - epsilon) / (1 + epsilon));
      }
      assertThat(EmpiricalBernstein.logValue(n, sum, squares, lambda, epsilon))
          .as("seed %d round %d", Seed.value(21), round)
          .isLessThanOrEqualTo(exact + 1e-12);
    }
  }

  @Test
  void no_values_and_no_stake_are_no_evidence() {
    assertThat(EmpiricalBernstein.logValue(0, 0, 0, 0.5, 0.1)).isZero();
    assertThat(EmpiricalBernstein.logValue(10, 4, 5, 0, 0.1)).isZero();
  }

  @Test
  void arguments_out_of_range_are_named() {
    assertRefused(() -> EmpiricalBernstein.logValue(-1, 0, 0, 0.1, 0.1), "-1.0");
    assertRefused(() -> EmpiricalBernstein.logValue(2, 3, 1, 0.1, 0.1), "3.0");
    assertRefused(() -> EmpiricalBernstein.logValue(2, 1, 3, 0.1, 0.1), "3.0");
    assertRefused(() -> EmpiricalBernstein.logValue(2, 1, Double.NaN, 0.1, 0.1), "NaN");
    assertRefused(() -> EmpiricalBernstein.logValue(2, 1, 1, 1, 0.1), "1.0");
    assertRefused(() -> EmpiricalBernstein.logValue(2, 1, 1, 0.1, -0.5), "-0.5");
  }

  private static void assertRefused(Runnable call, String value) {
    assertThatThrownBy(call::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(value);
  }
}
