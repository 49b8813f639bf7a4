package dev.belay.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DecimalsTest {

  @Test
  void everyDecimal_hasTheBitsOfTheJdk() {
    long seed = Long.getLong("belay.seed", 20261122L);
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 200_000; i++) {
      assertSame(text(random), seed);
    }
  }

  @Test
  void decimalsNearTheLastExactMantissa_haveTheBitsOfTheJdk() {
    for (long mantissa = (1L << 53) - 50; mantissa < (1L << 53) + 50; mantissa++) {
      for (int scale = 0; scale <= 18; scale++) {
        assertSame(BigDecimal.valueOf(mantissa, scale).toPlainString(), 0);
      }
    }
  }

  private static String text(SplittableRandom random) {
    String sign = random.nextInt(4) == 0 ? (random.nextBoolean() ? "-" : "+") : "";
    return switch (random.nextInt(5)) {
      case 0 -> sign + digits(random, 20) + "." + digits(random, 20);
      case 1 -> sign + "0." + digits(random, 1 + random.nextInt(18));
      case 2 -> sign + digits(random, 20) + "e" + (random.nextInt(700) - 350);
      case 3 -> Double.toString(random.nextDouble());
      default -> sign + digits(random, 4) + "." + digits(random, 3);
    };
  }

  private static String digits(SplittableRandom random, int most) {
    StringBuilder digits = new StringBuilder();
    int count = 1 + random.nextInt(most);
    for (int i = 0; i < count; i++) {
      digits.append((char) ('0' + random.nextInt(10)));
    }
    return digits.toString();
  }

  private static void assertSame(String text, long seed) {
    assertThat(Double.doubleToRawLongBits(parse(text)))
        .as("%s, seed %d", text, seed)
        .isEqualTo(Double.doubleToRawLongBits(Double.parseDouble(text)));
  }

  @Test
  void whatIsNoProbability_isReadAsWhatItIs() {
    assertThat(parse("NaN")).isNaN();
    assertThat(parse(" nan ")).isNaN();
    assertThat(parse("Infinity")).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(parse("-inf")).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(parse("1e999")).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(parse("\t5e-1 ")).isEqualTo(0.5);
    assertThat(parse(".5")).isEqualTo(0.5);
    assertThat(parse("5.")).isEqualTo(5);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", " ", "-", "+", ".", "-.", "1,5", "0x1p-1", "1d", "1f", "1.2.3", "1e", "n", "١"
      })
  void whatIsNoNumber_isRefused(String text) {
    assertThatThrownBy(() -> parse(text)).isInstanceOf(NumberFormatException.class);
  }

  @Test
  void wholeNumbers_areRead_howeverTheyAreWritten() {
    assertThat(whole("1700000000123")).isEqualTo(1_700_000_000_123L);
    assertThat(whole("1700000000123.0")).isEqualTo(1_700_000_000_123L);
    assertThat(whole("1.7e12")).isEqualTo(1_700_000_000_000L);
    assertThat(whole(" -5 ")).isEqualTo(-5);
    assertThat(whole("0")).isZero();
    for (String wrong :
        new String[] {"", "1.5", "NaN", "Infinity", "1e300", "1700000000000000000000"}) {
      assertThatThrownBy(() -> whole(wrong)).as(wrong).isInstanceOf(NumberFormatException.class);
    }
  }

  private static double parse(String text) {
    char[] chars = ("x" + text + "y").toCharArray();
    return Decimals.parse(chars, 1, chars.length - 1);
  }

  private static long whole(String text) {
    char[] chars = ("7" + text + "7").toCharArray();
    return Decimals.parseWhole(chars, 1, chars.length - 1);
  }
}
