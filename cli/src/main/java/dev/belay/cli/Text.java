package dev.belay.cli;

import java.util.Locale;

/** Text for people. */
final class Text {
  private static final int QUOTED_MAX = 60;

  private Text() {}

  /**
   * The text with control characters written as {@code \}{@code uXXXX}: a key or a file name from
   * outside must not move the cursor of the terminal it is shown on.
   */
  static String printable(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isISOControl(text.charAt(i))) {
        return escape(text, i);
      }
    }
    return text;
  }

  private static String escape(String text, int from) {
    StringBuilder escaped = new StringBuilder(text.length() + 16).append(text, 0, from);
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isISOControl(c)) {
        escaped.append(format("\\u%04x", (int) c));
      } else {
        escaped.append(c);
      }
    }
    return escaped.toString();
  }

  /** A value in a message: quoted, printable, and shortened when it is long. */
  static String quoted(String value) {
    if (value.codePointCount(0, value.length()) <= QUOTED_MAX) {
      return '"' + printable(value) + '"';
    }
    int end = value.offsetByCodePoints(0, QUOTED_MAX);
    return '"' + printable(value.substring(0, end)) + "...\"";
  }

  /** {@link String#format}, the same in every locale. */
  static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }

  /** A count with its noun: {@code 1 key}, {@code 2 keys}. */
  static String count(long n, String noun) {
    return n + " " + noun + (n == 1 ? "" : "s");
  }
}
