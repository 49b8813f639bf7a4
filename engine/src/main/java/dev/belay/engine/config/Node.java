package dev.belay.engine.config;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A value of a parsed file that knows where it stands. Immutable; an alias shares its anchor's
 * node.
 */
sealed interface Node {

  Position position();

  /**
   * A mapping.
   *
   * @param entries in the order of the file; of a key that comes twice, the first
   */
  record Mapping(Position position, Map<String, Entry> entries) implements Node {}

  record Entry(Position keyPosition, Node value) {}

  record Sequence(Position position, List<Node> items) implements Node {}

  record Text(Position position, String value) implements Node {}

  /**
   * A number.
   *
   * @param written as in the file
   * @param value exactly what was written
   */
  record Numeral(Position position, String written, BigDecimal value) implements Node {}

  record Bool(Position position, boolean value) implements Node {}

  record Null(Position position) implements Node {}

  /** How the value is shown in a message; empty where showing it helps nobody. */
  static Optional<String> shown(Node node) {
    if (node instanceof Text text) {
      return Optional.of(Show.quoted(text.value()));
    } else if (node instanceof Numeral number) {
      return Optional.of(Show.shortened(number.written()));
    } else if (node instanceof Bool bool) {
      return Optional.of(Boolean.toString(bool.value()));
    } else if (node instanceof Null) {
      return Optional.of("empty");
    } else if (node instanceof Sequence) {
      return Optional.of("a list");
    }
    return Optional.of("a mapping");
  }
}
