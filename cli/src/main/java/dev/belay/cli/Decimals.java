package dev.belay.cli;

import java.util.Locale;

/** Reads numbers out of an array of characters. Stateless. */
final class Decimals {
  /*
   * How. A plain decimal is gathered into a long m with f digits after the point. Where m is at most
   * 2^53 both m and 10^f (f <= 22) are doubles without error, so that one division, correctly
   * rounded, gives the double nearest to the text: the bits of Double.parseDouble. Everything else
   * goes to that.
   */
  private static final long MAX_EXACT = 1L << 53;

  /** So many digits fit into a long. */
  private static final int MAX_DIGITS = 18;

  private static final int MAX_CHARS = 400;

  private static final double[] POWERS_OF_TEN = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18
  };

  private Decimals() {}

  /**
   * A decimal number with an optional exponent, {@code NaN}, or {@code Infinity} or {@code inf}
   * with or without a sign, in whatever case; blanks around it do not count.
   *
   * @throws NumberFormatException if it is anything else
   */
  static double parse(char[] chars, int from, int to) {
    int i = from;
    boolean negative = i < to && chars[i] == '-';
    if (negative) {
      i++;
    }
    long mantissa = 0;
    int start = i;
    while (i < to && isDigit(chars[i])) {
      mantissa = mantissa * 10 + (chars[i] - '0');
      i++;
    }
    int digits = i - start;
    int fraction = 0;
    if (i < to && chars[i] == '.') {
      i++;
      start = i;
      while (i < to && isDigit(chars[i])) {
        mantissa = mantissa * 10 + (chars[i] - '0');
        i++;
      }
      fraction = i - start;
      digits += fraction;
    }
    if (i < to || digits == 0 || digits > MAX_DIGITS || mantissa > MAX_EXACT) {
      return parseSlowly(chars, from, to);
    }
    double value = fraction == 0 ? mantissa : mantissa / POWERS_OF_TEN[fraction];
    return negative ? -value : value;
  }

  /**
   * A whole number.
   *
   * @throws NumberFormatException if it is anything else, or beyond 2^53 unless it is plain digits
   */
  static long parseWhole(char[] chars, int from, int to) {
    if (from < to && to - from <= MAX_DIGITS) {
      long value = 0;
      int i = from;
      while (i < to && isDigit(chars[i])) {
        value = value * 10 + (chars[i] - '0');
        i++;
      }
      if (i == to) {
        return value;
      }
    }
    double value = parse(chars, from, to);
    if (value != Math.rint(value) || Math.abs(value) > MAX_EXACT) {
      throw new NumberFormatException("not whole");
    }
    return (long) value;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static double parseSlowly(char[] chars, int from, int to) {
    if (to - from > MAX_CHARS) {
      throw new NumberFormatException("too long");
    }
    String text = new String(chars, from, to - from).strip();
    for (int i = 0; i < text.length(); i++) {
      if (!ofDecimal(text.charAt(i))) {
        return word(text);
      }
    }
    return Double.parseDouble(text);
  }

  /** {@code Double.parseDouble} alone would let {@code 0x1p-1} and {@code 1d} pass. */
  private static boolean ofDecimal(char c) {
    return isDigit(c) || c == '.' || c == '+' || c == '-' || c == 'e' || c == 'E';
  }

  private static double word(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "nan" -> Double.NaN;
      case "infinity", "+infinity", "inf", "+inf" -> Double.POSITIVE_INFINITY;
      case "-infinity", "-inf" -> Double.NEGATIVE_INFINITY;
      default -> throw new NumberFormatException("no number");
    };
  }
}
