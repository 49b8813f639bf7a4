package dev.belay.engine.config;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a plain scalar means in YAML 1.2's core schema (YAML 1.2.2, section 10.3.2). {@code off},
 * {@code yes} and {@code 1:30} are texts there, unlike in YAML 1.1. Numbers are exact. Stateless.
 */
final class CoreSchema {

  private static final int MAX_NUMBER_LENGTH = 100;
  private static final int MAX_EXPONENT = 400;

  private static final Pattern DECIMAL =
      Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE](?<exponent>[-+]?[0-9]+))?");
  private static final Pattern OCTAL = Pattern.compile("0o[0-7]+");
  private static final Pattern HEXADECIMAL = Pattern.compile("0x[0-9a-fA-F]+");

  private CoreSchema() {}

  static Optional<Boolean> bool(String plain) {
    return switch (plain) {
      case "true", "True", "TRUE" -> Optional.of(true);
      case "false", "False", "FALSE" -> Optional.of(false);
      default -> Optional.empty();
    };
  }

  static boolean isNull(String plain) {
    return switch (plain) {
      case "", "~", "null", "Null", "NULL" -> true;
      default -> false;
    };
  }

  /**
   * The number; empty for what is none, and for one so long or with such an exponent that it cannot
   * be meant (and would be costly to expand).
   */
  static Optional<BigDecimal> number(String plain) {
    if (plain.length() > MAX_NUMBER_LENGTH) {
      return Optional.empty();
    }
    if (OCTAL.matcher(plain).matches()) {
      return Optional.of(new BigDecimal(new BigInteger(plain.substring(2), 8)));
    }
    if (HEXADECIMAL.matcher(plain).matches()) {
      return Optional.of(new BigDecimal(new BigInteger(plain.substring(2), 16)));
    }
    Matcher decimal = DECIMAL.matcher(plain);
    if (!decimal.matches()) {
      return Optional.empty();
    }
    String exponent = decimal.group("exponent");
    if (exponent != null && new BigInteger(exponent).abs().bitLength() > 20) {
      return Optional.empty();
    }
    BigDecimal value = new BigDecimal(plain);
    return Math.abs((long) value.scale()) > MAX_EXPONENT ? Optional.empty() : Optional.of(value);
  }
}
