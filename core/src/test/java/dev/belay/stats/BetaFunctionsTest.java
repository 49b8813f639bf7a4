package dev.belay.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Values by mpmath: conformance/stats. */
class BetaFunctionsTest {
  private static final JsonNode EXPECTED = Conformance.json("stats/sequential.json");

  @Test
  void both_tails_agree_to_one_part_in_a_billion_however_small_they_are() {
    assertThat(EXPECTED.get("beta_tails").size()).isGreaterThan(500);
    for (JsonNode row : EXPECTED.get("beta_tails")) {
      double p = row.get(0).doubleValue();
      double a = row.get(1).doubleValue();
      double b = row.get(2).doubleValue();
      double tolerance = a + b <= 1e6 ? 1e-11 : 1e-9;
      assertRelative(BetaFunctions.logLower(p, a, b), row.get(3), tolerance, row);
      assertRelative(BetaFunctions.logUpper(p, a, b), row.get(4), tolerance, row);
    }
  }

  @Test
  void log_beta_agrees_and_is_symmetric() {
    for (JsonNode row : EXPECTED.get("log_beta")) {
      double a = row.get(0).doubleValue();
      double b = row.get(1).doubleValue();
      assertThat(BetaFunctions.logBeta(a, b))
          .as("%s", row)
          .isCloseTo(
              row.get(2).doubleValue(),
              within(1e-13 * Math.max(1, Math.abs(row.get(2).asDouble()))))
          .isEqualTo(BetaFunctions.logBeta(b, a));
    }
  }

  @Test
  void the_tails_add_up_to_one_and_change_places_with_the_shapes() {
    long seed = Seed.value(21);
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 5000; round++) {
      double p = random.nextInt(1, 1024) / 1024.0;
      double a = StrictMath.exp(random.nextDouble(-1, 16));
      double b = a * (1 - p) / p * StrictMath.exp(random.nextDouble(-0.1, 0.1));
      double lower = BetaFunctions.logLower(p, a, b);
      double upper = BetaFunctions.logUpper(p, a, b);
      assertThat(StrictMath.exp(lower) + StrictMath.exp(upper))
          .as("seed %d round %d: %s %s %s", seed, round, p, a, b)
          .isCloseTo(1, within(1e-12));
      assertThat(BetaFunctions.logUpper(1 - p, b, a))
          .as("seed %d round %d: %s %s %s", seed, round, p, a, b)
          .isCloseTo(lower, within(1e-12 * Math.max(1, Math.abs(lower))));
    }
  }

  @Test
  void the_tails_of_small_whole_shapes_are_binomial_sums() {
    for (int a = 1; a <= 12; a++) {
      for (int b = 1; b <= 12; b++) {
        for (double p : new double[] {0.001, 0.2, 0.5, 0.9, 0.999}) {
          double sum = 0;
          for (int k = a; k <= a + b - 1; k++) {
            sum += BinomialDistribution.probability(k, a + b - 1, p);
          }
          assertThat(BetaFunctions.logLower(p, a, b))
              .as("I_%s(%d, %d)", p, a, b)
              .isCloseTo(StrictMath.log(sum), within(1e-12 * Math.max(1, -StrictMath.log(sum))));
        }
      }
    }
  }

  @Test
  void the_two_ways_to_integrate_meet_where_one_takes_over_from_the_other() {
    for (double p : new double[] {0.01, 0.3, 0.5, 0.99}) {
      for (double deviation : new double[] {40, 300, 10_000}) {
        double n = deviation * deviation / (p * (1 - p));
        double a = n * p + 2.5 * deviation;
        double below = BetaFunctions.logLower(p, a - 1e-7 * deviation, n - a);
        double above = BetaFunctions.logLower(p, a + 1e-7 * deviation, n - a);
        double further = BetaFunctions.logLower(p, a + 3e-7 * deviation, n - a);
        assertThat(above - below)
            .as("p %s deviation %s", p, deviation)
            .isCloseTo(further - above, within(1e-9));
      }
    }
  }

  @Test
  void arguments_out_of_range_are_named() {
    assertRefused(() -> BetaFunctions.logLower(0, 1, 1), "0.0");
    assertRefused(() -> BetaFunctions.logUpper(1, 1, 1), "1.0");
    assertRefused(() -> BetaFunctions.logUpper(Double.NaN, 1, 1), "NaN");
    assertRefused(() -> BetaFunctions.logLower(0.5, 0, 1), "0.0");
    assertRefused(() -> BetaFunctions.logLower(0.5, 1, 2e12), "2.0E12");
    assertRefused(() -> BetaFunctions.logBeta(-1, 1), "-1.0");
  }

  private static void assertRefused(Runnable call, String value) {
    assertThatThrownBy(call::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(value);
  }

  private static void assertRelative(
      double actual, JsonNode expected, double tolerance, JsonNode row) {
    double value = expected.doubleValue();
    assertThat(actual).as("%s", row).isCloseTo(value, within(tolerance * Math.abs(value)));
  }
}
