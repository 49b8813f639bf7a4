package dev.belay.engine.attest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.engine.Conformance;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class CanonicalJsonTest {

  static List<JsonNode> texts() {
    return Conformance.rows("canonical-json/texts.json");
  }

  @ParameterizedTest
  @MethodSource("texts")
  void agreesWithTheVectors(JsonNode row) throws Exception {
    byte[] canonical = CanonicalJson.canonicalize(row.path("json").stringValue());
    assertThat(new String(canonical, StandardCharsets.UTF_8))
        .isEqualTo(row.path("canonical").stringValue());
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(canonical);
    assertThat(HexFormat.of().formatHex(digest)).isEqualTo(row.path("sha256").stringValue());
  }

  @ParameterizedTest
  @MethodSource("texts")
  void isAFixedPoint(JsonNode row) {
    String canonical = row.path("canonical").stringValue();
    assertThat(CanonicalJson.canonicalText(canonical)).isEqualTo(canonical);
  }

  @Test
  void printsNumbersAsTheRfcAndAnotherImplementation() {
    List<JsonNode> rows = Conformance.rows("canonical-json/numbers.json");
    assertThat(rows).hasSize(2000);
    for (JsonNode row : rows) {
      long bits = Long.parseUnsignedLong(row.path("bits").stringValue(), 16);
      String text = row.path("text").stringValue();
      String written = Double.toString(Double.longBitsToDouble(bits));
      assertThat(CanonicalJson.canonicalText(written)).as(row.toString()).isEqualTo(text);
      assertThat(CanonicalJson.canonicalText(text)).as(row.toString()).isEqualTo(text);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\":1,\"a\":1} | uplicate",
        "{\"a\":1,\"\\u0061\":2} | uplicate",
        "[1e400] | 1e400 is outside the doubles at line 1, column 2; write it as a text",
        "[-1e400] | outside the doubles",
        "[1e-400] | outside the doubles",
        "[9007199254740993] | 9007199254740993 is a whole number that no double holds",
        "[123456789012345678901234567890] | no double holds",
        "\"\\ud800\" | unpaired surrogate at line 1, column 1",
        "{\"\\udc00a\":1} | surrogate",
        "[\"\\ude00\\ud83d\"] | unpaired surrogate",
        "[1] [2] | more follows",
        "1,2 | not JSON",
        "[NaN] | not JSON",
        "[01] | not JSON",
        "[1.] | not JSON",
        "[1,] | not JSON",
        "{'a':1} | not JSON",
        "[\"a | not JSON",
        "[1]// | not JSON",
      })
  void refuses(String json, String message) {
    assertThatThrownBy(() -> CanonicalJson.canonicalize(json))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\n\t"})
  void refusesNothing(String json) {
    assertThatThrownBy(() -> CanonicalJson.canonicalize(json))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("not JSON: the text is empty");
  }

  @Test
  void refusesAbsurdDepthWithoutOverflowingTheStack() {
    assertThatThrownBy(() -> CanonicalJson.canonicalize("[".repeat(100_000)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesATextWithAnUnpairedSurrogateOfItsOwn() {
    assertThatThrownBy(() -> CanonicalJson.canonicalize("\"\ud800\""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("unpaired surrogate");
  }
}
