package dev.belay.engine.attest;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import org.erdtman.jcs.JsonCanonicalizer;
import org.erdtman.jcs.NumberToJSON;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * Canonical JSON (RFC 8785): one byte sequence for each JSON value, whatever the order of its keys,
 * its white space and its escapes. Stateless and thread-safe.
 *
 * <p>Refused, for their canonical form would hide a difference: a key that comes twice, an unpaired
 * surrogate, a number outside the doubles, and a whole number that a double does not hold.
 */
public final class CanonicalJson {

  private static final JsonFactory STRICT =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private CanonicalJson() {}

  /**
   * The canonical form.
   *
   * @param json one JSON value (RFC 8259), nested at most 500 levels
   * @return UTF-8
   * @throws IllegalArgumentException if the text is not JSON, or is refused; the message says where
   */
  public static byte[] canonicalize(String json) {
    return canonicalText(json).getBytes(StandardCharsets.UTF_8);
  }

  /** As {@link #canonicalize}, as a text. */
  public static String canonicalText(String json) {
    check(json);
    try {
      // The library reads only objects and arrays at the top; RFC 8785 allows any value.
      String canonical = new JsonCanonicalizer("[" + json + "]").getEncodedString();
      return canonical.substring(1, canonical.length() - 1);
    } catch (IOException refused) {
      throw new IllegalArgumentException("not canonical JSON: " + refused.getMessage(), refused);
    }
  }

  private static void check(String json) {
    try (JsonParser parser = STRICT.createParser(ObjectReadContext.empty(), json)) {
      int depth = 0;
      JsonToken token = parser.nextToken();
      if (token == null) {
        throw new IllegalArgumentException("not JSON: the text is empty");
      }
      while (token != null) {
        depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        checkToken(parser, token);
        token = parser.nextToken();
        if (depth == 0 && token != null) {
          throw new IllegalArgumentException("not JSON: more follows" + place(parser));
        }
      }
    } catch (JacksonException broken) {
      throw new IllegalArgumentException("not JSON: " + broken.getMessage(), broken);
    }
  }

  private static void checkToken(JsonParser parser, JsonToken token) {
    switch (token) {
      case PROPERTY_NAME -> checkText(parser.currentName(), parser);
      case VALUE_STRING -> checkText(parser.getString(), parser);
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> checkNumber(parser.getString(), parser);
      default -> {
        // Brackets and literals have one form.
      }
    }
  }

  private static void checkText(String text, JsonParser parser) {
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw new IllegalArgumentException(
          "a text holds an unpaired surrogate" + place(parser) + "; write whole characters");
    }
  }

  private static void checkNumber(String written, JsonParser parser) {
    double value = Double.parseDouble(written);
    boolean vanished = value == 0 && written.split("[eE]", 2)[0].matches(".*[1-9].*");
    if (Double.isInfinite(value) || vanished) {
      throw new IllegalArgumentException(
          written + " is outside the doubles" + place(parser) + "; write it as a text");
    }
    boolean whole = written.matches("-?[0-9]+");
    if (whole && !held(written, value)) {
      throw new IllegalArgumentException(
          written
              + " is a whole number that no double holds"
              + place(parser)
              + "; write it as a text");
    }
  }

  /** Exactly, or as the very digits that RFC 8785 prints for the nearest double. */
  private static boolean held(String written, double value) {
    BigDecimal exact = new BigDecimal(written);
    try {
      return exact.compareTo(new BigDecimal(value)) == 0
          || exact.compareTo(new BigDecimal(NumberToJSON.serializeNumber(value))) == 0;
    } catch (IOException notFinite) {
      throw new IllegalStateException("a finite double has a JSON form: " + value, notFinite);
    }
  }

  private static String place(JsonParser parser) {
    var location = parser.currentTokenLocation();
    return " at line " + location.getLineNr() + ", column " + location.getColumnNr();
  }
}
