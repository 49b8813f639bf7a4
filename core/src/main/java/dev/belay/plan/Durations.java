package dev.belay.plan;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as the configuration file writes them: a decimal number and one unit of {@code ns},
 * {@code us}, {@code ms}, {@code s}, {@code m}, {@code h}, {@code d} (a day is 24 hours), without a
 * space or a sign. Exact to the nanosecond. Stateless and thread-safe.
 */
public final class Durations {

  /** The accepted text, also the pattern of the JSON Schema. Digits are bounded, so parsing is. */
  public static final String PATTERN = "^[0-9]{1,30}(\\.[0-9]{1,30})?(ns|us|ms|s|m|h|d)$";

  private static final Pattern COMPILED = Pattern.compile(PATTERN);
  private static final Map<String, Long> NANOS_PER_UNIT = units();

  private Durations() {}

  private static Map<String, Long> units() {
    Map<String, Long> units = new LinkedHashMap<>();
    units.put("d", 86_400_000_000_000L);
    units.put("h", 3_600_000_000_000L);
    units.put("m", 60_000_000_000L);
    units.put("s", 1_000_000_000L);
    units.put("ms", 1_000_000L);
    units.put("us", 1_000L);
    units.put("ns", 1L);
    return units;
  }

  /**
   * Reads a duration.
   *
   * @param text for example {@code 15m} or {@code 0.5s}
   * @return the duration; empty if the text has another form, is finer than a nanosecond, or is
   *     longer than a {@link Duration} can hold
   */
  public static Optional<Duration> parse(String text) {
    Matcher matcher = COMPILED.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String unit = matcher.group(2);
    Long nanosPerUnit = NANOS_PER_UNIT.get(unit);
    if (nanosPerUnit == null) {
      throw new IllegalStateException(
          "the pattern allows the unit " + unit + ", the table has none");
    }
    BigDecimal amount = new BigDecimal(text.substring(0, text.length() - unit.length()));
    BigDecimal nanos = amount.multiply(BigDecimal.valueOf(nanosPerUnit));
    try {
      BigDecimal[] parts = nanos.divideAndRemainder(BigDecimal.valueOf(1_000_000_000L));
      return Optional.of(Duration.ofSeconds(parts[0].longValueExact(), parts[1].longValueExact()));
    } catch (ArithmeticException | DateTimeException outOfRange) {
      // A fraction of a nanosecond, or more seconds than a long holds: both are "not a duration".
      return Optional.empty();
    }
  }

  /**
   * The canonical text: the largest unit that needs no fraction, so equal durations have equal
   * texts ({@code 120m} becomes {@code 2h}, zero is {@code 0s}).
   *
   * @param duration not negative
   * @throws IllegalArgumentException if the duration is negative
   */
  public static String format(Duration duration) {
    if (duration.isNegative()) {
      throw new IllegalArgumentException("a duration must not be negative, but it is " + duration);
    }
    if (duration.isZero()) {
      return "0s";
    }
    BigDecimal nanos =
        BigDecimal.valueOf(duration.getSeconds())
            .multiply(BigDecimal.valueOf(1_000_000_000L))
            .add(BigDecimal.valueOf(duration.getNano()));
    for (Map.Entry<String, Long> unit : NANOS_PER_UNIT.entrySet()) {
      BigDecimal[] parts = nanos.divideAndRemainder(BigDecimal.valueOf(unit.getValue()));
      if (parts[1].signum() == 0) {
        return parts[0].toBigInteger() + unit.getKey();
      }
    }
    throw new IllegalStateException("every duration is a whole number of nanoseconds: " + duration);
  }
}
