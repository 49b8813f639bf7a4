package dev.belay.engine.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/** Says in words what a schema object allows. Stateless. */
final class SchemaWords {

  private static final String PROPERTIES = "properties";

  private SchemaWords() {}

  /** What would be valid, for example {@code a whole number from 1 to 100}. */
  static String valid(JsonNode rule) {
    if (rule.has("x-valid")) {
      return rule.path("x-valid").stringValue();
    }
    if (rule.has("const")) {
      return rule.path("const").asString();
    }
    if (rule.has("enum")) {
      List<String> values = new ArrayList<>();
      rule.path("enum").forEach(value -> values.add(value.asString()));
      return alternatives(values);
    }
    return switch (rule.path("type").asString("")) {
      case "integer" -> "a whole number" + range(rule);
      case "number" -> "a number" + range(rule);
      case "boolean" -> "true or false";
      case "string" -> "a text" + length(rule, "Length", " characters");
      case "array" -> "a list" + length(rule, "Items", " entries");
      case "object" -> "a mapping of keys to values";
      default -> "another value";
    };
  }

  private static String alternatives(List<String> values) {
    int last = values.size() - 1;
    return last == 0
        ? values.get(0)
        : String.join(", ", values.subList(0, last)) + " or " + values.get(last);
  }

  private static String range(JsonNode rule) {
    if (rule.has("minimum") && rule.has("maximum")) {
      return " from " + plain(rule.path("minimum")) + " to " + plain(rule.path("maximum"));
    }
    List<String> ends = new ArrayList<>();
    for (String[] end :
        new String[][] {
          {"minimum", " of at least "},
          {"exclusiveMinimum", " above "},
          {"maximum", " at most "},
          {"exclusiveMaximum", " below "}
        }) {
      if (rule.has(end[0])) {
        ends.add(end[1] + plain(rule.path(end[0])));
      }
    }
    return String.join(",", ends);
  }

  private static String plain(JsonNode number) {
    return number.decimalValue().stripTrailingZeros().toPlainString();
  }

  private static String length(JsonNode rule, String what, String unit) {
    String min = rule.path("min" + what).asString("0");
    String max = rule.path("max" + what).asString("");
    return max.isEmpty() ? ", not empty" : " of " + min + " to " + max + unit;
  }

  /** What to do about a key nobody knows: its nearest neighbour, its right section, or the list. */
  static String remedyForKey(String key, Collection<String> known, JsonNode schema) {
    if (known.contains(key)) {
      throw new IllegalStateException("the schema does know " + key);
    }
    TreeSet<String> elsewhere = new TreeSet<>();
    collect(schema, key, elsewhere);
    Optional<String> near = NearestWord.to(key, known);
    if (near.isPresent()) {
      return "did you mean " + near.get() + "?";
    }
    return elsewhere.isEmpty()
        ? "the keys here are " + String.join(", ", known)
        : "it belongs in " + alternatives(List.copyOf(elsewhere));
  }

  /** Finds the sections of the plan that have a key, by walking the schema's properties. */
  private static void collect(JsonNode schema, String key, Collection<String> out) {
    visit(schema, schema, "", key, out);
  }

  private static void visit(
      JsonNode schema, JsonNode at, String path, String key, Collection<String> out) {
    JsonNode object = resolve(schema, at);
    for (String name : object.path(PROPERTIES).propertyNames()) {
      if (name.equals(key)) {
        out.add(path.isEmpty() ? "the top level" : path);
      }
      visit(schema, object.path(PROPERTIES).path(name), Paths.key(path, name), key, out);
    }
    if (object.has("items")) {
      visit(schema, object.path("items"), path + "[]", key, out);
    }
  }

  private static JsonNode resolve(JsonNode schema, JsonNode at) {
    JsonNode object = at.has("else") ? at.path("else") : at;
    String reference = object.path("$ref").asString("");
    return reference.startsWith("#/$defs/")
        ? schema.path("$defs").path(reference.substring("#/$defs/".length()))
        : object;
  }
}
