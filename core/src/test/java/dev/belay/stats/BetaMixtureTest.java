package dev.belay.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Values by mpmath: conformance/stats; the guarantees by summing over all outcomes. */
class BetaMixtureTest {
  private static final JsonNode EXPECTED = Conformance.json("stats/sequential.json");

  @Test
  void up_and_lo_agree() {
    for (JsonNode row : EXPECTED.get("mixtures")) {
      BetaMixture mixture =
          BetaMixture.oneSided(
              row.get(0).doubleValue(), row.get(1).doubleValue(), row.get(2).doubleValue());
      double k = row.get(3).doubleValue();
      double n = row.get(4).doubleValue();
      assertClose(mixture.up(k, n), row.get(5).doubleValue(), row);
      assertClose(mixture.lo(k, n), row.get(6).doubleValue(), row);
    }
  }

  @Test
  void the_sign_process_agrees() {
    for (JsonNode row : EXPECTED.get("signs")) {
      double value = SignProcess.logE(row.get(0).doubleValue(), row.get(1).doubleValue());
      assertClose(value, row.get(2).doubleValue(), row);
    }
  }

  @Test
  void without_observations_there_is_no_evidence() {
    BetaMixture mixture = BetaMixture.oneSided(0.99, 3000, 0.001);
    assertThat(mixture.up(0, 0)).isZero();
    assertThat(mixture.lo(0, 0)).isZero();
    assertThat(mixture.both(0, 0)).isZero();
    assertThat(SignProcess.logE(0, 0)).isCloseTo(0, within(1e-15));
    assertThat(AnytimeInterval.of(0, 0, 0.05, 100)).isEqualTo(new AnytimeInterval(0, 1));
  }

  @Test
  void every_next_observation_leaves_the_mean_where_it_was_at_the_boundary_and_lowers_it_within() {
    for (double p : new double[] {0.2, 0.5, 0.99}) {
      BetaMixture mixture = BetaMixture.oneSided(p, 60, 0.01);
      for (int n = 0; n < 60; n++) {
        for (int k = 0; k <= n; k++) {
          assertThat(next(mixture::up, k, n, p)).as("up %d of %d", k, n).isCloseTo(1, TINY);
          assertThat(next(mixture::lo, k, n, p)).as("lo %d of %d", k, n).isCloseTo(1, TINY);
          assertThat(next(mixture::both, k, n, p)).as("both %d of %d", k, n).isCloseTo(1, TINY);
          assertThat(next(mixture::up, k, n, 0.9 * p)).isLessThan(1 + 1e-12);
          assertThat(next(mixture::lo, k, n, 1 - 0.9 * (1 - p))).isLessThan(1 + 1e-12);
        }
      }
    }
  }

  @Test
  void every_next_discordant_pair_leaves_the_mean_of_the_sign_process_where_it_was() {
    for (int losses = 0; losses < 40; losses++) {
      for (int wins = 0; wins < 40; wins++) {
        double now = SignProcess.logE(losses, wins);
        double mean =
            StrictMath.exp(SignProcess.logE(losses + 1, wins) - now) / 2
                + StrictMath.exp(SignProcess.logE(losses, wins + 1) - now) / 2;
        assertThat(mean).as("%d losses, %d wins", losses, wins).isCloseTo(1, TINY);
      }
    }
  }

  @Test
  void the_mean_over_all_outcomes_is_at_most_one_under_the_null_hypothesis() {
    int n = 120;
    for (double p : new double[] {0.1, 0.5, 0.99}) {
      BetaMixture mixture = BetaMixture.oneSided(p, 100, 0.01);
      assertThat(mean(mixture::up, n, p)).isCloseTo(1, within(1e-9));
      assertThat(mean(mixture::lo, n, p)).isCloseTo(1, within(1e-9));
      assertThat(mean(mixture::up, n, 0.8 * p)).isLessThan(1);
      assertThat(mean(mixture::lo, n, p + 0.2 * (1 - p))).isLessThan(1);
      assertThat(mean((k, m) -> mixture.up(k / 3, m / 3), n, p)).isLessThan(1);
      assertThat(mean((k, m) -> mixture.lo(k / 3, m / 3), n, p)).isLessThan(1);
    }
  }

  @Test
  void counts_divided_by_the_dispersion_keep_the_guarantee_and_the_divided_logarithm_does_not() {
    // All observations come in groups of three copies; the exact mean over the groups' outcomes.
    BetaMixture mixture = BetaMixture.oneSided(0.5, 50, 0.05);
    double divided = 0;
    double logarithm = 0;
    int groups = 60;
    for (int g = 0; g <= groups; g++) {
      double probability = BinomialDistribution.probability(g, groups, 0.5);
      divided += probability * StrictMath.exp(mixture.up(g, groups));
      logarithm += probability * StrictMath.exp(mixture.up(3 * g, 3 * groups) / 3);
    }
    assertThat(divided).isCloseTo(1, within(1e-9));
    assertThat(logarithm).isGreaterThan(1.1);
  }

  @Test
  void up_grows_with_the_successes_and_lo_falls() {
    for (double p : new double[] {0.01, 0.5, 0.99}) {
      BetaMixture mixture = BetaMixture.oneSided(p, 3000, 0.001);
      for (int n : new int[] {7, 1000, 60_000}) {
        int step = Math.max(1, n / 500);
        for (int k = 0; k + step <= n; k += step) {
          assertThat(mixture.up(k + step, n)).isGreaterThan(mixture.up(k, n));
          assertThat(mixture.lo(k + step, n)).isLessThan(mixture.lo(k, n));
        }
      }
    }
  }

  @Test
  void the_interval_is_what_the_two_sided_mixtures_do_not_reject() {
    for (int n : new int[] {1, 2, 13, 400}) {
      for (int k = 0; k <= n; k += Math.max(1, n / 13)) {
        AnytimeInterval interval = AnytimeInterval.of(k, n, 0.05, 100);
        for (double p = 0.0005; p < 1; p += 0.001) {
          double evidence = BetaMixture.twoSided(p, 100, 0.05).both(k, n);
          boolean inside = interval.lower() < p && p < interval.upper();
          assertThat(inside).as("%d of %d at %s", k, n, p).isEqualTo(evidence < Math.log(20));
        }
      }
    }
    assertThat(AnytimeInterval.of(0, 50, 0.05, 100).lower()).isZero();
    assertThat(AnytimeInterval.of(50, 50, 0.05, 100).upper()).isEqualTo(1);
    assertThat(AnytimeInterval.of(0, 1_000_000, 0.05, 100).upper()).isLessThan(3e-5);
  }

  @Test
  void arguments_out_of_range_are_named() {
    assertRefused(() -> BetaMixture.oneSided(1, 100, 0.01), "1.0");
    assertRefused(() -> BetaMixture.oneSided(0.5, 8, 0.01), "8.0");
    assertRefused(() -> BetaMixture.oneSided(0.5, 1e10, 0.01), "1.0E10");
    assertRefused(() -> BetaMixture.oneSided(0.5, 100, 0.5), "0.5");
    assertRefused(() -> BetaMixture.twoSided(0.5, 100, 1), "1.0");
    BetaMixture mixture = BetaMixture.oneSided(0.5, 100, 0.01);
    assertRefused(() -> mixture.up(3, 2), "3.0");
    assertRefused(() -> mixture.lo(-1, 2), "-1.0");
    assertRefused(() -> mixture.both(0, Double.NaN), "NaN");
    assertRefused(() -> SignProcess.logE(-1, 0), "losses is -1.0");
    assertRefused(() -> SignProcess.logE(0, Double.POSITIVE_INFINITY), "wins is Infinity");
    assertRefused(() -> AnytimeInterval.of(3, 2, 0.05, 100), "3.0");
    assertRefused(() -> AnytimeInterval.of(1, 2, 0, 100), "0.0");
    assertRefused(() -> AnytimeInterval.of(1, 2, 0.05, 5), "5.0");
  }

  private static final org.assertj.core.data.Offset<Double> TINY = within(1e-11);

  private interface Evidence {
    double of(double k, double n);
  }

  /** The mean factor by which the value changes with the next observation. */
  private static double next(Evidence evidence, int k, int n, double p) {
    double now = evidence.of(k, n);
    return p * StrictMath.exp(evidence.of(k + 1, n + 1) - now)
        + (1 - p) * StrictMath.exp(evidence.of(k, n + 1) - now);
  }

  private static double mean(Evidence evidence, int n, double p) {
    double mean = 0;
    for (int k = 0; k <= n; k++) {
      mean += BinomialDistribution.probability(k, n, p) * StrictMath.exp(evidence.of(k, n));
    }
    return mean;
  }

  private static void assertRefused(Runnable call, String value) {
    assertThatThrownBy(call::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(value);
  }

  private static void assertClose(double actual, double expected, JsonNode row) {
    assertThat(actual)
        .as("%s", row)
        .isCloseTo(expected, within(1e-9 * Math.max(1, Math.abs(expected))));
  }
}
