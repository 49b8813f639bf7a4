package dev.belay.drift;

import java.math.BigDecimal;
import java.math.MathContext;

/** Numbers for people: four significant digits. Stateless. */
final class Shown {
  private static final MathContext DIGITS = new MathContext(4);

  private Shown() {}

  static String of(double value, String unit) {
    BigDecimal rounded = new BigDecimal(value).round(DIGITS).stripTrailingZeros();
    return rounded.toPlainString() + (unit.isEmpty() ? "" : " " + unit);
  }
}
