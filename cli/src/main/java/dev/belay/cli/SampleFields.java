package dev.belay.cli;

import java.math.BigDecimal;

/**
 * Reads the fields of a sample. A fault is an {@link IllegalArgumentException} that names the value
 * and what is allowed.
 */
final class SampleFields {
  private static final int MAX_NUMBER_CHARS = 400;

  /**
   * The bounds of a weight that is not 0. {@link Samples#MAX_ROWS} of the largest are far from
   * overflow in sum, squared too, and the square of the smallest is far from underflow.
   */
  private static final double MIN_WEIGHT = 1e-100;

  private static final double MAX_WEIGHT = 1e15;

  /** The longest name of a slice, in characters. */
  static final int MAX_SLICE_CHARS = 256;

  private SampleFields() {}

  static double score(String text) {
    double score = decimal(text);
    if (!(score >= 0 && score <= 1) || roundedIntoRange(score, text)) {
      throw new IllegalArgumentException(
          "score is " + Text.quoted(text) + "; a score is a number from 0 to 1");
    }
    // Minus zero is zero.
    return score + 0.0;
  }

  /** Whether a number outside [0, 1] became an end of it as a double. */
  private static boolean roundedIntoRange(double score, String text) {
    if (score == 0) {
      return text.strip().startsWith("-") && !isZero(text);
    }
    return score == 1 && new BigDecimal(text.strip()).compareTo(BigDecimal.ONE) > 0;
  }

  static int label(String text) {
    return switch (text.strip()) {
      case "0", "0.0" -> 0;
      case "1", "1.0" -> 1;
      default ->
          throw new IllegalArgumentException(
              "label is " + Text.quoted(text) + "; a label is 0 or 1");
    };
  }

  static double weight(String text) {
    double weight = decimal(text);
    boolean allowed = weight == 0 ? isZero(text) : weight >= MIN_WEIGHT && weight <= MAX_WEIGHT;
    if (!allowed) {
      throw new IllegalArgumentException(
          "weight is "
              + Text.quoted(text)
              + "; a weight is 0 or a number from 1e-100 to 1e15, so scale the weights");
    }
    return weight + 0.0;
  }

  /** Whether a decimal number is exactly 0, not just too small for a double. */
  private static boolean isZero(String decimal) {
    for (int i = 0; i < decimal.length(); i++) {
      char c = decimal.charAt(i);
      if (c == 'e' || c == 'E') {
        return true;
      }
      if (c >= '1' && c <= '9') {
        return false;
      }
    }
    return true;
  }

  static String slice(String text) {
    if (text.length() > MAX_SLICE_CHARS) {
      throw new IllegalArgumentException(
          "slice is "
              + Text.quoted(text)
              + "; the name of a slice has at most "
              + MAX_SLICE_CHARS
              + " characters");
    }
    return text;
  }

  /**
   * A decimal number with an optional exponent, with or without blanks around it; NaN for anything
   * else. {@code Double.parseDouble} alone would let {@code 0x1p-1} and {@code 1d} pass.
   */
  private static double decimal(String text) {
    if (text.length() > MAX_NUMBER_CHARS) {
      return Double.NaN;
    }
    for (int i = 0; i < text.length(); i++) {
      if (!ofDecimal(text.charAt(i))) {
        return Double.NaN;
      }
    }
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException notANumber) {
      return Double.NaN;
    }
  }

  private static boolean ofDecimal(char c) {
    return switch (c) {
      case '.', '+', '-', 'e', 'E', ' ', '\t' -> true;
      default -> c >= '0' && c <= '9';
    };
  }
}
