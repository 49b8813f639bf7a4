package dev.belay.engine.journal;

import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import org.erdtman.jcs.NumberToJSON;

/**
 * One JSON object, written in canonical form (RFC 8785) straight away: keys are ASCII and come in
 * order. Not thread-safe.
 *
 * <p>What a JSON number cannot hold is a text: every long as its decimal digits; NaN, the
 * infinities and -0.0 as Java prints them. Absent values are left out by the caller.
 */
final class CanonicalObject {
  private final StringBuilder out;
  private String last = "";

  private CanonicalObject(StringBuilder out) {
    this.out = out.append('{');
  }

  /** The text of one object. */
  static <T> String of(T value, BiConsumer<T, CanonicalObject> fields) {
    StringBuilder out = new StringBuilder(256);
    append(out, value, fields);
    return out.toString();
  }

  private static <T> void append(
      StringBuilder out, T value, BiConsumer<T, CanonicalObject> fields) {
    fields.accept(value, new CanonicalObject(out));
    out.append('}');
  }

  /**
   * A text.
   *
   * @throws IllegalArgumentException if it holds an unpaired surrogate
   */
  CanonicalObject text(String key, String value) {
    key(key);
    quote(value);
    return this;
  }

  /** A text that is left out where it is empty. */
  CanonicalObject textIfAny(String key, String value) {
    return value.isEmpty() ? this : text(key, value);
  }

  /** A constant of an enum, by its name. */
  CanonicalObject word(String key, Enum<?> value) {
    return text(key, value.name());
  }

  CanonicalObject bool(String key, boolean value) {
    key(key);
    out.append(value);
    return this;
  }

  /** A whole number that a double always holds, as a JSON number. */
  CanonicalObject whole(String key, int value) {
    key(key);
    out.append(value);
    return this;
  }

  /** A whole number of any size, as a text. */
  CanonicalObject digits(String key, long value) {
    key(key);
    out.append('"').append(value).append('"');
    return this;
  }

  CanonicalObject real(String key, double value) {
    boolean negativeZero = value == 0 && Double.doubleToRawLongBits(value) != 0;
    if (negativeZero || !Double.isFinite(value)) {
      return text(key, Double.toString(value));
    }
    key(key);
    try {
      out.append(NumberToJSON.serializeNumber(value));
    } catch (IOException notFinite) {
      throw new IllegalStateException("a finite double has a JSON form: " + value, notFinite);
    }
    return this;
  }

  <T> CanonicalObject object(String key, T value, BiConsumer<T, CanonicalObject> fields) {
    key(key);
    append(out, value, fields);
    return this;
  }

  <T> CanonicalObject objects(String key, List<T> values, BiConsumer<T, CanonicalObject> fields) {
    key(key);
    String separator = "[";
    for (T value : values) {
      out.append(separator);
      append(out, value, fields);
      separator = ",";
    }
    out.append(values.isEmpty() ? "[]" : "]");
    return this;
  }

  /** An array that is left out where it is empty. */
  <T> CanonicalObject objectsIfAny(
      String key, List<T> values, BiConsumer<T, CanonicalObject> fields) {
    return values.isEmpty() ? this : objects(key, values, fields);
  }

  /** A value that is canonical JSON already. */
  CanonicalObject json(String key, String value) {
    key(key);
    out.append(value);
    return this;
  }

  private void key(String key) {
    if (key.compareTo(last) <= 0) {
      throw new IllegalStateException(
          "key " + key + " comes after " + last + "; canonical JSON has its keys in order");
    }
    if (!last.isEmpty()) {
      out.append(',');
    }
    last = key;
    out.append('"').append(key).append("\":");
  }

  private void quote(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        i = pair(text, i);
      } else if (c >= ' ' && c != '"' && c != '\\') {
        out.append(c);
      } else {
        escape(c);
      }
    }
    out.append('"');
  }

  /** Both halves of a character of four bytes; returns the place of the second. */
  private int pair(String text, int index) {
    int point = text.codePointAt(index);
    if (!Character.isSupplementaryCodePoint(point)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a text holds an unpaired surrogate, \\u%04x at %d; write whole characters",
              point,
              index));
    }
    out.appendCodePoint(point);
    return index + 1;
  }

  private void escape(char c) {
    switch (c) {
      case '"' -> out.append("\\\"");
      case '\\' -> out.append("\\\\");
      case '\b' -> out.append("\\b");
      case '\t' -> out.append("\\t");
      case '\n' -> out.append("\\n");
      case '\f' -> out.append("\\f");
      case '\r' -> out.append("\\r");
      default -> out.append("\\u").append(HexFormat.of().toHexDigits(c));
    }
  }
}
