package dev.belay.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class FalseRevertBudgetTest {
  private static final JsonNode EXPECTED = Conformance.json("stats/sequential_calibration.json");

  /** So many windows that the sum over the counts is as good as endless. */
  private static final int MANY = 3_000;

  @Test
  void the_levels_agree_with_the_golden_values() {
    FalseRevertBudget budget = new FalseRevertBudget(0.01);
    assertRelative(budget.consecutiveLevel(192, 38, 2), 0.000370218048599);
    assertRelative(budget.anyLevel(MANY, 1, 0.1), 0.0064429780096);
    assertRelative(budget.autoLevel(192, 38, 2, 1, 0.1), 0.0064429780096 / 38);
  }

  @Test
  void the_levels_agree_with_scipy() {
    for (JsonNode row : EXPECTED.get("budget")) {
      FalseRevertBudget budget = new FalseRevertBudget(row.get("total").doubleValue());
      int windows = row.get("windows").intValue();
      int tests = row.get("tests").intValue();
      int consecutive = row.get("consecutive").intValue();
      int starts = row.get("starts").intValue();
      assertRelative(
          budget.consecutiveLevel(windows, tests, consecutive),
          row.get("consecutive_level").doubleValue());
      assertRelative(budget.anyLevel(MANY, starts, 0.1), row.get("any_level").doubleValue());
      assertRelative(
          Math.min(
              budget.consecutiveLevel(windows, tests, consecutive),
              budget.anyLevel(MANY, starts, 0.1) / tests),
          row.get("auto_level").doubleValue());
    }
  }

  @Test
  void the_shares_add_up_to_the_whole() {
    FalseRevertBudget budget = new FalseRevertBudget(0.01);
    assertThat(budget.sequential()).isCloseTo(0.007, within(1e-17));
    double sequential = 5 * budget.sequentialOverall(5) + 5 * 64 * budget.sequentialSlice(5, 64);
    assertThat(sequential).isCloseTo(budget.sequential(), within(1e-16));
    double windows = 192 * 38 * Math.pow(budget.consecutiveLevel(192, 38, 2), 2);
    assertThat(windows).isCloseTo(0.001, within(1e-15));
    assertThat(192 * 38 * budget.sharedDataLevel(192, 38)).isCloseTo(0.001, within(1e-15));
    assertThat(192 * 3 * budget.healthLevel(192, 3)).isCloseTo(0.001, within(1e-15));
  }

  @Test
  void the_any_level_keeps_its_budget_for_every_total_and_no_larger_level_does() {
    for (double total : new double[] {1e-9, 1e-4, 0.01, 0.1, 0.5, 0.999}) {
      double level = new FalseRevertBudget(total).anyLevel(MANY, 1, 0.1);
      assertThat(sum(level)).as("total %s", total).isLessThanOrEqualTo(0.1 * total * (1 + 1e-11));
      assertThat(sum(level * (1 + 1e-9))).as("total %s", total).isGreaterThan(0.1 * total);
    }
  }

  /** The breach rate is decided at j of n, j / max(20, n) > 1/10: the chance is within the sum. */
  @Test
  void a_walk_at_the_any_level_decides_within_its_share() {
    double total = 0.2;
    double a = new FalseRevertBudget(total).anyLevel(MANY, 1, 0.1);
    double decided = decided(a, 600, 0.1);
    assertThat(decided).isBetween(0.3 * 0.1 * total, 0.1 * total);
  }

  /** Every rate over few windows, by walking through all that may happen. */
  @Test
  void other_rates_and_few_windows_keep_their_share() {
    double total = 0.2;
    for (double rate : new double[] {0, 0.04, 0.05, 0.1, 0.25, 0.5, 0.97, 1}) {
      for (int windows : new int[] {1, 3, 19, 20, 21, 90}) {
        double a = new FalseRevertBudget(total).anyLevel(windows, 1, rate);
        double decided = decided(a, windows, rate);
        assertThat(decided)
            .as("%s of %s", rate, windows)
            .isLessThanOrEqualTo(0.1 * total * (1 + 1e-12));
        if (a < 0.49) {
          assertThat(decided).as("%s of %s", rate, windows).isGreaterThan(0.1 * 0.1 * total);
        }
      }
    }
  }

  private static double decided(double a, int windows, double rate) {
    double[] byCount = new double[windows + 1];
    byCount[0] = 1;
    double decided = 0;
    for (int n = 1; n <= windows; n++) {
      for (int j = n; j >= 0; j--) {
        double mass = byCount[j] * (1 - a) + (j > 0 ? byCount[j - 1] * a : 0);
        boolean decides = FalseRevertBudget.isOver(j, n, rate);
        decided += decides ? mass : 0;
        byCount[j] = decides ? 0 : mass;
      }
    }
    return decided;
  }

  @Test
  void arguments_out_of_range_are_named() {
    FalseRevertBudget budget = new FalseRevertBudget(0.01);
    assertRefused(() -> new FalseRevertBudget(0), "0.0");
    assertRefused(() -> new FalseRevertBudget(1), "1.0");
    assertRefused(() -> new FalseRevertBudget(Double.NaN), "NaN");
    assertRefused(() -> budget.sequentialOverall(0), "gates is 0");
    assertRefused(() -> budget.sequentialSlice(1, 0), "slices is 0");
    assertRefused(() -> budget.consecutiveLevel(0, 1, 1), "windows is 0");
    assertRefused(() -> budget.consecutiveLevel(1, 1, 0), "consecutive breaches is 0");
    assertRefused(() -> budget.sharedDataLevel(1, -1), "tests is -1");
    assertRefused(() -> budget.anyLevel(1, 0, 0.1), "starts is 0");
    assertRefused(() -> budget.anyLevel(0, 1, 0.1), "windows is 0");
    assertRefused(() -> budget.anyLevel(1, 1, -0.1), "breach rate is -0.1");
    assertRefused(() -> budget.anyLevel(1, 1, Double.NaN), "breach rate is NaN");
    assertRefused(() -> budget.healthLevel(1, 0), "health tests is 0");
  }

  /** The sum over the counts. */
  private static double sum(double a) {
    double sum = 0;
    for (int j = 3; j <= 300; j++) {
      int n = 10 * j - 1;
      for (int k = j; k <= Math.min(n, j + 100); k++) {
        double choose =
            GammaFunctions.logGamma(n + 1.0)
                - GammaFunctions.logGamma(k + 1.0)
                - GammaFunctions.logGamma(n - k + 1.0);
        sum += Math.exp(choose + k * Math.log(a) + (n - k) * Math.log1p(-a));
      }
    }
    return sum;
  }

  private static void assertRefused(Runnable call, String value) {
    assertThatThrownBy(call::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(value);
  }

  private static void assertRelative(double actual, double expected) {
    assertThat(actual).isCloseTo(expected, within(1e-9 * Math.abs(expected)));
  }
}
