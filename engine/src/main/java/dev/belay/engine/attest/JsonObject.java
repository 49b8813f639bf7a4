package dev.belay.engine.attest;

import dev.belay.plan.Durations;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A JSON object under construction, with the words of a plan. Not thread-safe. */
final class JsonObject {

  private final ObjectNode node = JsonNodeFactory.instance.objectNode();

  JsonObject text(String key, String value) {
    node.put(key, value);
    return this;
  }

  JsonObject bool(String key, boolean value) {
    node.put(key, value);
    return this;
  }

  JsonObject whole(String key, long value) {
    node.put(key, value);
    return this;
  }

  JsonObject number(String key, double value) {
    node.put(key, value);
    return this;
  }

  JsonObject numberOr(String key, OptionalDouble value, String ifAbsent) {
    return value.isPresent() ? number(key, value.getAsDouble()) : text(key, ifAbsent);
  }

  JsonObject duration(String key, Duration value) {
    return text(key, Durations.format(value));
  }

  /** A constant of an enum as the configuration file writes it, {@code HOLD} as {@code hold}. */
  JsonObject word(String key, Enum<?> value) {
    return text(key, value.name().toLowerCase(Locale.ROOT));
  }

  JsonObject object(String key, JsonObject value) {
    node.set(key, value.node);
    return this;
  }

  JsonObject objects(String key, List<JsonObject> values) {
    ArrayNode array = node.putArray(key);
    values.forEach(value -> array.add(value.node));
    return this;
  }

  JsonObject texts(String key, List<String> values) {
    ArrayNode array = node.putArray(key);
    values.forEach(array::add);
    return this;
  }

  @Override
  public String toString() {
    return node.toString();
  }
}
