package dev.belay.engine.config;

import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Gives a parsed tree the form that the schema validator reads. Stateless. */
final class Trees {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private Trees() {}

  static JsonNode toJson(Node node) {
    if (node instanceof Node.Mapping mapping) {
      ObjectNode object = JSON.objectNode();
      for (Map.Entry<String, Node.Entry> entry : mapping.entries().entrySet()) {
        object.set(entry.getKey(), toJson(entry.getValue().value()));
      }
      return object;
    } else if (node instanceof Node.Sequence sequence) {
      ArrayNode array = JSON.arrayNode();
      for (Node item : sequence.items()) {
        array.add(toJson(item));
      }
      return array;
    } else if (node instanceof Node.Text text) {
      return JSON.stringNode(text.value());
    } else if (node instanceof Node.Bool bool) {
      return JSON.booleanNode(bool.value());
    } else if (node instanceof Node.Numeral number) {
      return number.value().scale() <= 0
          ? JSON.numberNode(number.value().toBigInteger())
          : JSON.numberNode(number.value());
    }
    return JSON.nullNode();
  }
}
