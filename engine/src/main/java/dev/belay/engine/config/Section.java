package dev.belay.engine.config;

import dev.belay.plan.CountRange;
import dev.belay.plan.DurationRange;
import dev.belay.plan.Durations;
import dev.belay.plan.NumberRange;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Reads the keys of one mapping. A key that is left out, or that has a fault, gives its default, so
 * that reading goes on and finds every fault. Not thread-safe.
 */
final class Section {

  /**
   * With no more significant digits than this, two different decimals are two different doubles.
   */
  static final int MAX_DIGITS = 15;

  private final String path;
  private final Node.@Nullable Mapping mapping;
  private final Findings findings;

  Section(String path, @Nullable Node node, Findings findings) {
    this.path = path;
    this.mapping = node instanceof Node.Mapping m ? m : null;
    this.findings = findings;
  }

  String path(String key) {
    return Paths.key(path, key);
  }

  /** The value of a key, if it is there. */
  Optional<Node> node(String key) {
    Node.Entry entry = mapping == null ? null : mapping.entries().get(key);
    return entry == null ? Optional.empty() : Optional.of(entry.value());
  }

  /** The value of a key, if it is there and has no fault so far. */
  Optional<Node> sound(String key) {
    return findings.faultyAt(path(key)) ? Optional.empty() : node(key);
  }

  Section section(String key) {
    return new Section(path(key), node(key).orElse(null), findings);
  }

  /** Whether the value is this very word. */
  boolean is(String key, String word) {
    return node(key).orElse(null) instanceof Node.Text text && text.value().equals(word);
  }

  boolean bool(String key, boolean ifAbsent) {
    return sound(key).orElse(null) instanceof Node.Bool bool ? bool.value() : ifAbsent;
  }

  String text(String key, String ifAbsent) {
    return sound(key).orElse(null) instanceof Node.Text text ? text.value() : ifAbsent;
  }

  <E> E choice(String key, Map<String, E> choices, E ifAbsent) {
    E chosen = choices.get(text(key, ""));
    return chosen == null ? ifAbsent : chosen;
  }

  Duration duration(String key, DurationRange range, Duration ifAbsent) {
    if (!(sound(key).orElse(null) instanceof Node.Text text)) {
      return ifAbsent;
    }
    Optional<Duration> duration = Durations.parse(text.value());
    if (duration.isEmpty()) {
      // Its form is right, by the schema: it is finer than a nanosecond, or beyond all bounds.
      findings.wrongValue(path(key), text, "write " + range.describe() + ", in whole nanoseconds");
      return ifAbsent;
    }
    if (!range.contains(duration.get())) {
      findings.wrongValue(path(key), text, "write " + range.describe());
      return ifAbsent;
    }
    return duration.get();
  }

  double number(String key, NumberRange range, double ifAbsent) {
    if (!(sound(key).orElse(null) instanceof Node.Numeral number)) {
      return ifAbsent;
    }
    BigDecimal exact = number.value();
    if (exact.signum() != 0 && exact.stripTrailingZeros().precision() > MAX_DIGITS) {
      findings.wrongValue(path(key), number, "write at most " + MAX_DIGITS + " significant digits");
      return ifAbsent;
    }
    double value = exact.doubleValue();
    if (exact.signum() != 0 && Math.abs(value) < Double.MIN_NORMAL) {
      findings.wrongValue(
          path(key), number, "write 0 or a number that a double holds exactly enough");
      return ifAbsent;
    }
    if (!range.contains(value)) {
      findings.wrongValue(path(key), number, "write " + range.describe());
      return ifAbsent;
    }
    // Zero has one form: -0.0 and 0.0 are the same setting.
    return value == 0 ? 0.0 : value;
  }

  /** A number, or a word that stands for "no number". */
  OptionalDouble numberOr(String word, String key, NumberRange range, OptionalDouble ifAbsent) {
    Optional<Node> node = sound(key);
    if (node.isEmpty()) {
      return ifAbsent;
    }
    return is(key, word) ? OptionalDouble.empty() : someNumber(key, range, ifAbsent);
  }

  private OptionalDouble someNumber(String key, NumberRange range, OptionalDouble ifAbsent) {
    double value = number(key, range, Double.NaN);
    return Double.isNaN(value) ? ifAbsent : OptionalDouble.of(value);
  }

  long count(String key, CountRange range, long ifAbsent) {
    if (!(sound(key).orElse(null) instanceof Node.Numeral number)) {
      return ifAbsent;
    }
    try {
      long value = number.value().longValueExact();
      if (range.contains(value)) {
        return value;
      }
    } catch (ArithmeticException notWhole) {
      // Said below, with the range.
    }
    findings.wrongValue(path(key), number, "write " + range.describe());
    return ifAbsent;
  }

  int whole(String key, CountRange range, int ifAbsent) {
    return Math.toIntExact(count(key, range, ifAbsent));
  }
}
