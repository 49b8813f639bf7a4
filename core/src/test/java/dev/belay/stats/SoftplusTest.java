package dev.belay.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SoftplusTest {
  @Test
  void it_is_the_plain_formula_to_the_last_digits() {
    long seed = Seed.value(41);
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 200_000; i++) {
      double x = -random.nextDouble() * (i % 2 == 0 ? 45 : 2);
      assertThat(Softplus.of(x)).as("seed %d x %s", seed, x).isCloseTo(plain(x), within(4e-16));
    }
  }

  @Test
  void it_is_the_plain_formula_at_the_edges_of_its_cells_and_of_its_domain() {
    for (int eighths = 0; eighths <= 330; eighths++) {
      double edge = -eighths / 8.0;
      double[] around = {Math.nextDown(edge), edge, Math.min(0, Math.nextUp(edge))};
      for (double x : around) {
        assertThat(Softplus.of(x)).as("%s", x).isCloseTo(plain(x), within(4e-16));
      }
    }
    assertThat(Softplus.of(-0.0)).isCloseTo(LogSpace.LN_2, within(4e-16));
    assertThat(Softplus.of(-Double.MAX_VALUE)).isZero();
    assertThat(Softplus.of(Double.NEGATIVE_INFINITY)).isZero();
  }

  @Test
  void a_late_change_is_that_of_the_plain_formula_after_many_ticks() {
    long seed = Seed.value(42);
    SplittableRandom random = new SplittableRandom(seed);
    LateChangeWeights weights = new LateChangeWeights(500);
    LateChange process = new LateChange(weights, 3);
    double[] capitals = new double[3];
    double[] logE = new double[3];
    Arrays.fill(capitals, Double.NEGATIVE_INFINITY);
    for (int t = 1; t <= 3000; t++) {
      double logWeight = StrictMath.log(weights.weight(t));
      for (int j = 0; j < 3; j++) {
        logE[j] = random.nextDouble(-2, 1.6) * (j + 0.01);
        double high = Math.max(capitals[j], logWeight);
        double low = Math.min(capitals[j], logWeight);
        capitals[j] = logE[j] + high + plain(low - high);
      }
      process.advance(logE);
      for (int j = 0; j < 3; j++) {
        assertThat(process.logCapitals()[j])
            .as("seed %d tick %d point %d", seed, t, j)
            .isCloseTo(capitals[j], within(1e-11));
      }
    }
  }

  private static double plain(double x) {
    return StrictMath.log1p(StrictMath.exp(x));
  }
}
