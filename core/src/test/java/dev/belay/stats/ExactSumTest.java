package dev.belay.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

/** The other implementation here is BigDecimal: exact sums, rounded by {@code doubleValue}. */
class ExactSumTest {
  private static final double[] CORNERS = {
    0.0,
    -0.0,
    Double.MIN_VALUE,
    -Double.MIN_VALUE,
    Double.MIN_NORMAL,
    Math.nextDown(Double.MIN_NORMAL),
    1.0,
    Math.nextUp(1.0),
    -1.0,
    0x1p-53,
    0x1p53,
    0.1,
    1e-300,
    -1e300,
    Double.MAX_VALUE,
    -Double.MAX_VALUE
  };

  @Test
  void an_empty_sum_is_positive_zero() {
    assertThat(Double.doubleToRawLongBits(new ExactSum().toDouble())).isZero();
  }

  @Test
  void every_triple_of_corner_values_rounds_as_the_exact_sum_does() {
    ExactSum sum = new ExactSum();
    for (double a : CORNERS) {
      for (double b : CORNERS) {
        for (double c : CORNERS) {
          sum.clear();
          sum.add(a);
          sum.add(b);
          sum.add(c);
          assertThat(sum.toDouble())
              .as("%s + %s + %s", a, b, c)
              .isEqualTo(rounded(exact(a).add(exact(b)).add(exact(c))));
        }
      }
    }
  }

  @Test
  void every_pair_of_corner_values_multiplies_without_rounding() {
    ExactSum sum = new ExactSum();
    for (double a : CORNERS) {
      for (double b : CORNERS) {
        for (double c : CORNERS) {
          sum.clear();
          sum.addProduct(a, b);
          sum.addProduct(c, b);
          sum.addProduct(-a, b);
          assertThat(sum.toDouble())
              .as("%s * %s, the rest cancels", c, b)
              .isEqualTo(rounded(exact(c).multiply(exact(b))));
        }
      }
    }
  }

  @Test
  void the_smallest_products_are_kept_until_they_count() {
    ExactSum sum = new ExactSum();
    sum.add(Double.MIN_VALUE);
    sum.add(-0x1p-1074);
    for (int i = 0; i < 4; i++) {
      sum.addProduct(0x1p-538, 0x1p-538);
    }
    assertThat(sum.toDouble()).isEqualTo(Double.MIN_VALUE);
  }

  @Test
  void random_sums_over_the_whole_range_round_as_BigDecimal_does_in_any_order() {
    long seed = Seed.value(11);
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 400; round++) {
      double[] values = values(random);
      BigDecimal expected = BigDecimal.ZERO;
      ExactSum sum = new ExactSum();
      for (double value : values) {
        expected = expected.add(exact(value));
        sum.add(value);
      }
      List<Double> shuffled = Arrays.asList(DoubleStream.of(values).boxed().toArray(Double[]::new));
      Collections.shuffle(shuffled, new java.util.Random(random.nextLong()));
      ExactSum other = new ExactSum();
      ExactSum first = new ExactSum();
      for (int i = 0; i < shuffled.size(); i++) {
        (i % 3 == 0 ? first : other).add(shuffled.get(i));
      }
      other.add(first);
      assertThat(sum.toDouble()).as("seed %d round %d", seed, round).isEqualTo(rounded(expected));
      assertThat(other.toDouble()).as("seed %d round %d", seed, round).isEqualTo(sum.toDouble());
    }
  }

  @Test
  void random_products_round_as_BigDecimal_does() {
    long seed = Seed.value(12);
    SplittableRandom random = new SplittableRandom(seed);
    ExactSum sum = new ExactSum();
    for (int round = 0; round < 400; round++) {
      sum.clear();
      double[] a = values(random);
      BigDecimal expected = BigDecimal.ZERO;
      for (double value : a) {
        double factor = value(random);
        expected = expected.add(exact(value).multiply(exact(factor)));
        sum.addProduct(value, factor);
      }
      assertThat(sum.toDouble()).as("seed %d round %d", seed, round).isEqualTo(rounded(expected));
    }
  }

  @Test
  void thousands_of_equal_values_carry_exactly() {
    ExactSum sum = new ExactSum();
    int times = 1_000_003;
    for (int i = 0; i < times; i++) {
      sum.add(-0.1);
      sum.addProduct(0.7, 0.3);
    }
    BigDecimal one = exact(0.7).multiply(exact(0.3)).subtract(exact(0.1));
    assertThat(sum.toDouble()).isEqualTo(rounded(one.multiply(BigDecimal.valueOf(times))));
    sum.add(sum);
    assertThat(sum.toDouble()).isEqualTo(rounded(one.multiply(BigDecimal.valueOf(2L * times))));
  }

  @Test
  void a_sum_beyond_the_largest_double_is_infinite_and_comes_back() {
    ExactSum sum = new ExactSum();
    sum.add(Double.MAX_VALUE);
    sum.add(Double.MAX_VALUE);
    assertThat(sum.toDouble()).isEqualTo(Double.POSITIVE_INFINITY);
    sum.add(-Double.MAX_VALUE);
    assertThat(sum.toDouble()).isEqualTo(Double.MAX_VALUE);
  }

  @Test
  void values_that_are_not_finite_are_refused() {
    ExactSum sum = new ExactSum();
    assertThatThrownBy(() -> sum.add(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("NaN");
    assertThatThrownBy(() -> sum.addProduct(Double.NEGATIVE_INFINITY, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("-Infinity");
    assertThat(sum.toDouble()).isZero();
  }

  private static double[] values(SplittableRandom random) {
    double[] values = new double[1 + random.nextInt(40)];
    for (int i = 0; i < values.length; i++) {
      values[i] = i > 0 && random.nextInt(4) == 0 ? -values[random.nextInt(i)] : value(random);
    }
    return values;
  }

  /** Mostly near one another, sometimes anywhere. */
  private static double value(SplittableRandom random) {
    if (random.nextInt(3) > 0) {
      return (random.nextDouble() - 0.5) * Math.scalb(1.0, random.nextInt(70));
    }
    double value = Double.longBitsToDouble(random.nextLong());
    return Double.isFinite(value) ? value : 1.0;
  }

  private static BigDecimal exact(double value) {
    return new BigDecimal(value);
  }

  /**
   * {@code BigDecimal.doubleValue} rounds correctly, but needs to see few digits to be quick; a
   * sticky digit keeps ties apart.
   */
  private static double rounded(BigDecimal value) {
    if (value.precision() > 800) {
      BigDecimal cut = value.round(new MathContext(790, java.math.RoundingMode.DOWN));
      if (cut.compareTo(value) != 0) {
        cut = cut.add(cut.ulp().movePointLeft(3).multiply(BigDecimal.valueOf(value.signum())));
      }
      return Double.parseDouble(cut.toString());
    }
    return Double.parseDouble(value.toString());
  }
}
