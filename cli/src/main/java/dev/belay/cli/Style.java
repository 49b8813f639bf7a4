package dev.belay.cli;

/** Colour on a terminal, nothing elsewhere. Immutable. */
final class Style {
  private final boolean color;

  private Style(boolean color) {
    this.color = color;
  }

  static Style of(Terminal terminal) {
    return new Style(terminal.color());
  }

  /** The text in bold. */
  String bold(String text) {
    return styled("1", text);
  }

  /** The text in the colour of a chart. */
  String chart(String text) {
    return styled("36", text);
  }

  private String styled(String code, String text) {
    return color && !text.isEmpty() ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }
}
