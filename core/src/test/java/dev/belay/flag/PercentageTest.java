package dev.belay.flag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PercentageTest {
  @Test
  void zeroIsNobodyAndHundredIsEverybody() {
    for (long bucket : new long[] {0, 1, Long.MAX_VALUE, Long.MIN_VALUE, -2, -1}) {
      assertThat(Percentage.ZERO.threshold().treats(bucket)).isFalse();
      assertThat(Percentage.HUNDRED.threshold().treats(bucket)).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "50, 9223372036854775808",
    "25, 4611686018427387904",
    "0.0001, 18446744073710",
    "0.00000000000000000000000000001, 1",
    "99.99999999999999999999999999999, 18446744073709551616",
    "5, 922337203685477581",
  })
  void treatsExactlyTheBucketsBelowTheShare(String percent, BigInteger count) {
    Threshold threshold = Percentage.of(percent).threshold();
    assertThat(threshold.treats(count.subtract(BigInteger.ONE).longValue())).isTrue();
    if (count.bitLength() <= Long.SIZE) {
      assertThat(threshold.treats(count.longValue())).isFalse();
    }
  }

  @RepeatedTest(20)
  void treatsABucketIffItIsBelowTheShareAsARealNumber() {
    long seed = Long.getLong("belay.seed", System.nanoTime());
    var random = new SplittableRandom(seed);
    for (int i = 0; i < 500; i++) {
      int decimals = random.nextInt(31);
      var percent =
          new Percentage(
              new BigDecimal(new BigInteger(110, new java.util.Random(random.nextLong())), decimals)
                  .remainder(BigDecimal.valueOf(100))
                  .setScale(decimals, java.math.RoundingMode.DOWN));
      long near = percent.threshold().last() + random.nextInt(-2, 3);
      for (long bucket : new long[] {near, random.nextLong()}) {
        boolean below =
            new BigDecimal(Long.toUnsignedString(bucket))
                    .multiply(BigDecimal.valueOf(100))
                    .compareTo(percent.value().multiply(new BigDecimal(Threshold.BUCKETS)))
                < 0;
        assertThat(percent.threshold().treats(bucket))
            .as("seed %d: bucket %s at %s", seed, Long.toUnsignedString(bucket), percent)
            .isEqualTo(below);
      }
    }
  }

  @Test
  void raisingThePercentageByTheSmallestStepOnlyAddsKeys() {
    var bucketer = Bucketer.of(BucketStrategy.sha256("prod_2025"));
    long[] buckets = new long[2_000];
    for (int i = 0; i < buckets.length; i++) {
      buckets[i] = bucketer.bucket("repository/" + i);
    }
    boolean[] treated = new boolean[buckets.length];
    for (BigDecimal p = BigDecimal.ZERO;
        p.compareTo(BigDecimal.valueOf(100)) <= 0;
        p = p.add(new BigDecimal("0.05"))) {
      Threshold threshold = new Percentage(p).threshold();
      for (int i = 0; i < buckets.length; i++) {
        boolean now = threshold.treats(buckets[i]);
        assertThat(now || !treated[i]).as("key %d at %s", i, p).isTrue();
        treated[i] = now;
      }
    }
    assertThat(treated).doesNotContain(false);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-1",
        "100.0001",
        "101",
        "1e1",
        " 5",
        "5 ",
        "5%",
        "NaN",
        "+5",
        ".5",
        "5.",
        "٥"
      })
  void aTextThatIsNoPlainDecimalFromZeroToHundredIsRefused(String text) {
    assertThatThrownBy(() -> Percentage.of(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aNumberWithAnAbsurdExponentIsRefusedWithoutExpandingIt() {
    for (String text : new String[] {"1E-1000000000", "1E+1000000000", "1E-31"}) {
      assertThatThrownBy(() -> new Percentage(new BigDecimal(text)))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void equalNumbersAreEqualPercentages() {
    assertThat(Percentage.of("5.000")).isEqualTo(Percentage.of(5));
    assertThat(Percentage.of("0.00")).isEqualTo(Percentage.ZERO);
    assertThat(Percentage.of("10").text()).isEqualTo("10");
    assertThat(Percentage.of(Percentage.of("0.0001").text())).isEqualTo(Percentage.of("0.0001"));
  }
}
