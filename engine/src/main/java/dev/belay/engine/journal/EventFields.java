package dev.belay.engine.journal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The fields of one object of an event, each taken once. Every method throws {@link
 * IllegalArgumentException}, whose message names the field, if a field is missing or not what it
 * must be. Not thread-safe.
 */
final class EventFields {
  private static final Pattern DIGITS = Pattern.compile("0|-?[1-9][0-9]{0,18}");

  private final JsonNode node;
  private final Set<String> taken = new HashSet<>();

  private EventFields(JsonNode node) {
    this.node = node;
  }

  /** Reads an object whole: a field that is not taken is a fault. */
  static <T> T read(JsonNode node, Function<EventFields, T> fields) {
    if (!node.isObject()) {
      throw new IllegalArgumentException("not a JSON object but " + node.getNodeType());
    }
    EventFields in = new EventFields(node);
    T value = fields.apply(in);
    if (in.taken.size() != node.size()) {
      for (String name : node.propertyNames()) {
        if (!in.taken.contains(name)) {
          throw new IllegalArgumentException("unknown field \"" + name + "\"");
        }
      }
    }
    return value;
  }

  String text(String key) {
    return textOf(key, need(key));
  }

  /** A text that is left out where it is empty. */
  String textIfAny(String key) {
    JsonNode value = take(key);
    return value == null ? "" : textOf(key, value);
  }

  <E extends Enum<E>> E word(String key, Class<E> words) {
    String word = text(key);
    for (E constant : words.getEnumConstants()) {
      if (constant.name().equals(word)) {
        return constant;
      }
    }
    throw fault(key, "is \"" + word + "\", none of " + Arrays.toString(words.getEnumConstants()));
  }

  <E extends Enum<E>> Optional<E> wordIfAny(String key, Class<E> words) {
    return node.has(key) ? Optional.of(word(key, words)) : Optional.empty();
  }

  boolean bool(String key) {
    JsonNode value = need(key);
    if (!value.isBoolean()) {
      throw fault(key, "is not true or false but " + value);
    }
    return value.booleanValue();
  }

  int whole(String key) {
    JsonNode value = need(key);
    if (!value.isIntegralNumber() || !value.canConvertToInt()) {
      throw fault(key, "is not a whole number of 32 bits but " + value);
    }
    return value.intValue();
  }

  long digits(String key) {
    String digits = text(key);
    try {
      if (DIGITS.matcher(digits).matches()) {
        return Long.parseLong(digits);
      }
    } catch (NumberFormatException tooLarge) {
      throw fault(key, "is " + digits + ", outside 64 bits", tooLarge);
    }
    throw fault(key, "is not the digits of a whole number but \"" + digits + "\"");
  }

  double real(String key) {
    return real(key, need(key));
  }

  OptionalDouble realIfAny(String key) {
    JsonNode value = take(key);
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(real(key, value));
  }

  private static double real(String key, JsonNode value) {
    if (value.isNumber()) {
      return value.doubleValue();
    }
    return switch (textOf(key, value)) {
      case "NaN" -> Double.NaN;
      case "Infinity" -> Double.POSITIVE_INFINITY;
      case "-Infinity" -> Double.NEGATIVE_INFINITY;
      case "-0.0" -> -0.0;
      default -> throw fault(key, "is not a number but " + value);
    };
  }

  <T> Optional<T> objectIfAny(String key, Function<EventFields, T> fields) {
    JsonNode value = take(key);
    if (value == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(read(value, fields));
    } catch (IllegalArgumentException broken) {
      throw fault(key, ": " + broken.getMessage(), broken);
    }
  }

  <T> T object(String key, Function<EventFields, T> fields) {
    return objectIfAny(key, fields).orElseThrow(() -> fault(key, "is missing"));
  }

  <T> List<T> objects(String key, Function<EventFields, T> fields) {
    JsonNode array = need(key);
    if (!array.isArray()) {
      throw fault(key, "is not an array but " + array.getNodeType());
    }
    List<T> values = new ArrayList<>(array.size());
    for (JsonNode item : array) {
      try {
        values.add(read(item, fields));
      } catch (IllegalArgumentException broken) {
        throw fault(key, "[" + values.size() + "]: " + broken.getMessage(), broken);
      }
    }
    return values;
  }

  /** An array that is left out where it is empty. */
  <T> List<T> objectsIfAny(String key, Function<EventFields, T> fields) {
    return node.has(key) ? objects(key, fields) : List.of();
  }

  boolean has(String key) {
    return node.has(key);
  }

  private @Nullable JsonNode take(String key) {
    JsonNode value = node.get(key);
    if (value != null) {
      taken.add(key);
    }
    return value;
  }

  private JsonNode need(String key) {
    JsonNode value = take(key);
    if (value == null) {
      throw fault(key, "is missing");
    }
    return value;
  }

  private static String textOf(String key, JsonNode value) {
    if (!value.isString()) {
      throw fault(key, "is not a text but " + value);
    }
    return value.stringValue();
  }

  private static IllegalArgumentException fault(String key, String what) {
    return new IllegalArgumentException(key + " " + what);
  }

  private static IllegalArgumentException fault(String key, String what, Throwable cause) {
    return new IllegalArgumentException(key + " " + what, cause);
  }
}
