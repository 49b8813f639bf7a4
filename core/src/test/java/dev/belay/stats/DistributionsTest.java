package dev.belay.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Values by mpmath and SciPy: conformance/stats. */
class DistributionsTest {
  private static final JsonNode EXPECTED = Conformance.json("stats/expected.json");

  @Test
  void the_chi_square_tail_agrees_to_one_part_in_a_billion_millionths() {
    for (JsonNode row : EXPECTED.get("chi_square_upper_tail")) {
      double x = row.get(0).doubleValue();
      double degrees = row.get(1).doubleValue();
      assertRelative(
          ChiSquare.upperTail(x, degrees), row.get(2).doubleValue(), 1e-12, "x", x, degrees);
    }
  }

  @Test
  void the_chi_square_tail_falls_from_one_to_zero() {
    assertThat(ChiSquare.upperTail(0, 7)).isEqualTo(1);
    assertThat(ChiSquare.upperTail(Double.POSITIVE_INFINITY, 7)).isZero();
    assertThat(ChiSquare.upperTail(1e6, 2)).isZero();
    double last = 1;
    for (double x = 1e5; x < 1.04e5; x += 37) {
      double tail = ChiSquare.upperTail(x, 1e5);
      assertThat(tail).as("x = %s", x).isLessThan(last);
      last = tail;
    }
  }

  @Test
  void log_gamma_agrees() {
    for (JsonNode row : EXPECTED.get("log_gamma")) {
      double x = row.get(0).doubleValue();
      double expected = row.get(1).doubleValue();
      assertThat(GammaFunctions.logGamma(x))
          .as("x = %s", x)
          .isCloseTo(expected, within(2e-15 * Math.max(10, Math.abs(expected))));
    }
  }

  @Test
  void the_normal_distribution_agrees() {
    for (JsonNode row : EXPECTED.get("normal_cdf")) {
      double z = row.get(0).doubleValue();
      assertRelative(NormalDistribution.cdf(z), row.get(1).doubleValue(), 5e-13, "z", z, 0);
    }
    for (JsonNode row : EXPECTED.get("normal_quantile")) {
      double p = row.get(0).doubleValue();
      double expected = row.get(1).doubleValue();
      assertThat(NormalDistribution.quantile(p))
          .as("p = %s", p)
          .isCloseTo(expected, within(1e-13 * Math.max(1, Math.abs(expected))));
    }
  }

  @Test
  void the_binomial_distribution_agrees() {
    for (JsonNode row : EXPECTED.get("binomial")) {
      double n = row.get("n").doubleValue();
      double p = row.get("p").doubleValue();
      double probability = BinomialDistribution.probability(row.get("k").doubleValue(), n, p);
      assertRelative(probability, row.get("pmf").doubleValue(), 1e-12, "pmf", n, p);
      JsonNode deviation = row.get("mean_absolute_deviation");
      if (!deviation.isNull()) {
        assertRelative(
            BinomialDistribution.meanAbsoluteDeviation(n, p),
            deviation.doubleValue(),
            1e-12,
            "mean absolute deviation",
            n,
            p);
      }
    }
  }

  @Test
  void a_binomial_variable_that_cannot_vary_does_not_deviate() {
    assertThat(BinomialDistribution.meanAbsoluteDeviation(0, 0.4)).isZero();
    assertThat(BinomialDistribution.meanAbsoluteDeviation(9, 0)).isZero();
    assertThat(BinomialDistribution.meanAbsoluteDeviation(9, 1)).isZero();
    assertThat(BinomialDistribution.probability(0, 0, 0.4)).isEqualTo(1);
    assertThat(BinomialDistribution.probability(0, 3, 1)).isZero();
    assertThat(BinomialDistribution.probability(2, 3, 0)).isZero();
  }

  @Test
  void the_wilson_interval_agrees() {
    for (JsonNode row : EXPECTED.get("wilson")) {
      WilsonInterval interval =
          WilsonInterval.of(
                  row.get(0).doubleValue(), row.get(1).doubleValue(), row.get(2).doubleValue())
              .orElseThrow();
      assertThat(interval.lower()).as("%s", row).isCloseTo(row.get(3).doubleValue(), within(1e-14));
      assertThat(interval.upper()).as("%s", row).isCloseTo(row.get(4).doubleValue(), within(1e-14));
    }
    assertThat(WilsonInterval.of(0, 0, 0.95)).isEmpty();
  }

  @Test
  void arguments_out_of_range_are_named() {
    assertRefused(() -> ChiSquare.upperTail(-1, 2), "-1.0");
    assertRefused(() -> ChiSquare.upperTail(Double.NaN, 2), "NaN");
    assertRefused(() -> ChiSquare.upperTail(1, 0), "0.0");
    assertRefused(() -> GammaFunctions.logGamma(0), "0.0");
    assertRefused(() -> NormalDistribution.quantile(1), "1.0");
    assertRefused(() -> NormalDistribution.cdf(Double.NaN), "NaN");
    assertRefused(() -> BinomialDistribution.probability(4, 3, 0.5), "4.0");
    assertRefused(() -> BinomialDistribution.meanAbsoluteDeviation(2.5, 0.5), "2.5");
    assertRefused(() -> BinomialDistribution.meanAbsoluteDeviation(2, 1.5), "1.5");
    assertRefused(() -> WilsonInterval.of(3, 2, 0.95), "3.0");
    assertRefused(() -> WilsonInterval.of(1, Double.NaN, 0.95), "NaN");
    assertRefused(() -> WilsonInterval.of(1, 2, 1), "1.0");
  }

  private static void assertRefused(Runnable call, String value) {
    assertThatThrownBy(call::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(value);
  }

  private static void assertRelative(
      double actual, double expected, double tolerance, String what, double first, double second) {
    assertThat(actual)
        .as(String.format(Locale.ROOT, "%s %s %s", what, first, second))
        .isCloseTo(expected, within(tolerance * Math.abs(expected)));
  }
}
