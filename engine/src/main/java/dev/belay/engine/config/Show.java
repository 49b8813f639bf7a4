package dev.belay.engine.config;

import java.util.Locale;

/** Shows foreign text in a message: short, on one line, nothing that moves a terminal's cursor. */
final class Show {

  private static final int MAX_LENGTH = 60;
  private static final int MAX_SENTENCE_LENGTH = 200;

  private Show() {}

  static String quoted(String text) {
    return '"' + shortened(text) + '"';
  }

  static String shortened(String text) {
    return escaped(text, MAX_LENGTH, true);
  }

  private static String escaped(String text, int maxLength, boolean quotes) {
    StringBuilder out = new StringBuilder();
    int shown = 0;
    for (int i = 0; i < text.length(); ) {
      if (shown++ == maxLength) {
        return out.append('…').toString();
      }
      int codePoint = text.codePointAt(i);
      i += Character.charCount(codePoint);
      if (quotes && (codePoint == '"' || codePoint == '\\')) {
        out.append('\\').append((char) codePoint);
      } else if (harmless(codePoint)) {
        out.appendCodePoint(codePoint);
      } else {
        out.append(String.format(Locale.ROOT, "\\u%04x", codePoint));
      }
    }
    return out.toString();
  }

  /** A library's message as part of ours: one line, bounded. */
  static String sentence(String text) {
    return escaped(text.replaceAll("\\s+", " ").strip(), MAX_SENTENCE_LENGTH, false);
  }

  private static boolean harmless(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
