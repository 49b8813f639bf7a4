package dev.belay.cli;

import java.math.BigDecimal;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Writes JSON objects piece by piece, so that a million keys need no memory. The members of the
 * outer object and the elements of its arrays each stand on a line of their own and what is deeper
 * stays on one line, or every object stands on one line whole. The caller pairs begin and end. Not
 * thread-safe.
 */
final class Json {
  private static final double MAX_EXACT_INTEGER = 0x1p53;

  /** What is less deep than this stands on lines of its own. */
  private static final int BROKEN_DEPTH = 3;

  private final Output out;
  private final int brokenDepth;
  private int depth;
  private boolean first = true;
  private boolean afterName;

  Json(Output out) {
    this(out, BROKEN_DEPTH);
  }

  private Json(Output out, int brokenDepth) {
    this.out = out;
    this.brokenDepth = brokenDepth;
  }

  /** Writes every object on one line. */
  static Json lines(Output out) {
    return new Json(out, 0);
  }

  Json beginObject() {
    return begin('{');
  }

  Json endObject() {
    return end('}');
  }

  Json beginArray() {
    return begin('[');
  }

  Json endArray() {
    return end(']');
  }

  /** The name of the next value. */
  Json name(String name) {
    separate();
    string(name);
    out.write(": ");
    afterName = true;
    return this;
  }

  Json value(@Nullable String value) {
    if (value == null) {
      return nullValue();
    }
    separate();
    string(value);
    return this;
  }

  Json nullValue() {
    return literal("null");
  }

  Json value(long value) {
    return literal(Long.toString(value));
  }

  Json value(boolean value) {
    return literal(Boolean.toString(value));
  }

  /** A number, in the shortest form that reads back as the same double; must be finite. */
  Json value(double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("JSON has no " + value + "; say null for what is absent");
    }
    return literal(Double.toString(value));
  }

  /** A finite number that is written without a fraction where it has none. */
  Json number(double value) {
    boolean whole = value == Math.rint(value) && Math.abs(value) < MAX_EXACT_INTEGER;
    return whole ? value((long) value) : value(value);
  }

  /** An exact decimal. */
  Json value(BigDecimal value) {
    return literal(value.toPlainString());
  }

  /** A metric; null where it could not be measured. */
  Json value(OptionalDouble value) {
    return value.isPresent() ? value(value.getAsDouble()) : nullValue();
  }

  /** Ends the object with a line feed; another one may follow. */
  void finish() {
    out.write('\n');
    first = true;
  }

  private Json literal(String text) {
    separate();
    out.write(text);
    return this;
  }

  private Json begin(char bracket) {
    separate();
    out.write(bracket);
    depth++;
    first = true;
    return this;
  }

  private Json end(char bracket) {
    depth--;
    if (!first && depth < brokenDepth - 1) {
      newLine();
    }
    out.write(bracket);
    first = false;
    return this;
  }

  private void separate() {
    if (afterName) {
      afterName = false;
      return;
    }
    if (!first) {
      out.write(depth >= brokenDepth ? ", " : ",");
    }
    if (depth > 0 && depth < brokenDepth) {
      newLine();
    }
    first = false;
  }

  private void newLine() {
    out.write('\n');
    for (int i = 0; i < depth; i++) {
      out.write("  ");
    }
  }

  private void string(String text) {
    out.write('"');
    int plainFrom = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\' || c < ' ' || c == 0x7F) {
        out.write(text.substring(plainFrom, i));
        out.write(escape(c));
        plainFrom = i + 1;
      }
    }
    out.write(plainFrom == 0 ? text : text.substring(plainFrom));
    out.write('"');
  }

  private static String escape(char c) {
    return switch (c) {
      case '"' -> "\\\"";
      case '\\' -> "\\\\";
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      default -> Text.format("\\u%04x", (int) c);
    };
  }
}
