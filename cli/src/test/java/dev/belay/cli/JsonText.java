package dev.belay.cli;

import java.util.Iterator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads the JSON that a verb printed with a parser that is not ours. */
final class JsonText {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private JsonText() {}

  /** The one object of a text; fails if there is anything after it. */
  static JsonNode parse(String text) {
    try (var values = MAPPER.readerFor(JsonNode.class).<JsonNode>readValues(text)) {
      Iterator<JsonNode> all = values;
      JsonNode only = all.next();
      if (all.hasNext() || !only.isObject()) {
        throw new AssertionError("not one JSON object: " + text);
      }
      return only;
    }
  }
}
