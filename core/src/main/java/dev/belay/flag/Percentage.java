package dev.belay.flag;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A share of the bucket range as an exact decimal number of percent. Percentages that are equal as
 * numbers are equal: {@code 5}, {@code 5.0} and {@code 5.00} are one value.
 *
 * @param value percent, from 0 to 100, with at most {@value #MAX_DECIMALS} decimals and no trailing
 *     zeros
 */
public record Percentage(BigDecimal value) implements Comparable<Percentage> {
  /** The most decimals that a percentage may have; 2^-64 of the range is about 5.4e-18 percent. */
  public static final int MAX_DECIMALS = 30;

  /** Nobody. */
  public static final Percentage ZERO = new Percentage(BigDecimal.ZERO);

  /** Everybody. */
  public static final Percentage HUNDRED = new Percentage(BigDecimal.valueOf(100));

  private static final Pattern PLAIN = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,30})?");

  /**
   * @throws IllegalArgumentException if {@code value} is outside [0, 100] or has more than {@value
   *     #MAX_DECIMALS} decimals
   * @throws NullPointerException if {@code value} is null
   */
  public Percentage {
    Objects.requireNonNull(value, "percent");
    // The scale first: a number such as 1E-999999999 must not be expanded.
    if (value.scale() > MAX_DECIMALS && value.stripTrailingZeros().scale() > MAX_DECIMALS) {
      throw new IllegalArgumentException(
          "percent has more than " + MAX_DECIMALS + " decimals; round it");
    }
    if (value.signum() < 0 || value.compareTo(BigDecimal.valueOf(100)) > 0) {
      throw new IllegalArgumentException("percent is " + value + "; it must be from 0 to 100");
    }
    value = value.stripTrailingZeros();
  }

  /**
   * The percentage written as a plain decimal, such as {@code 5} or {@code 0.0001}.
   *
   * @throws IllegalArgumentException if the text is not a plain decimal from 0 to 100
   */
  public static Percentage of(String text) {
    if (!PLAIN.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "percent is \"" + text + "\"; write a plain decimal from 0 to 100, such as 5 or 0.0001");
    }
    return new Percentage(new BigDecimal(text));
  }

  /**
   * A whole number of percent.
   *
   * @throws IllegalArgumentException if {@code percent} is outside [0, 100]
   */
  public static Percentage of(long percent) {
    return new Percentage(BigDecimal.valueOf(percent));
  }

  /** The number as a plain decimal without an exponent; {@link #of(String)} reads it back. */
  public String text() {
    return value.toPlainString();
  }

  /** The buckets that this share treats. */
  Threshold threshold() {
    var treated =
        value
            .multiply(new BigDecimal(Threshold.BUCKETS))
            .divide(BigDecimal.valueOf(100), 0, RoundingMode.CEILING);
    return Threshold.ofCount(treated.toBigIntegerExact());
  }

  @Override
  public int compareTo(Percentage other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return text() + " %";
  }
}
