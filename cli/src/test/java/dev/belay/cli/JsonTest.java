package dev.belay.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class JsonTest {

  @Test
  void everyCharacter_readsBackAsItself() {
    StringBuilder text = new StringBuilder("\uD83D\uDE00");
    for (char c = 0; c < 0x300; c++) {
      text.append(c);
    }
    String printed = print(json -> json.name("a" + text).value(text.toString()));
    assertThat(JsonText.parse(printed).get("a" + text).asString()).isEqualTo(text.toString());
  }

  @Test
  void everyFiniteDouble_readsBackAsItself() {
    long seed = Long.getLong("belay.seed", 20261122L);
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 10_000; i++) {
      double value = Double.longBitsToDouble(random.nextLong());
      if (Double.isFinite(value)) {
        String printed = print(json -> json.name("x").value(value).name("y").number(value));
        assertThat(JsonText.parse(printed).get("x").asDouble())
            .as("seed %d", seed)
            .isEqualTo(value);
        assertThat(JsonText.parse(printed).get("y").asDouble())
            .as("seed %d", seed)
            .isEqualTo(value);
      }
    }
  }

  @Test
  void aWholeNumber_hasNoFraction() {
    assertThat(print(json -> json.name("n").number(1e7))).contains("\"n\": 10000000\n");
    assertThat(print(json -> json.name("n").number(0.5))).contains("\"n\": 0.5\n");
  }

  @Test
  void whatIsAbsent_isNull_andWhatIsNotANumber_isRefused() {
    assertThat(print(json -> json.name("x").value(OptionalDouble.empty()))).contains("\"x\": null");
    assertThatThrownBy(() -> print(json -> json.name("x").value(Double.NaN)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("NaN");
  }

  @Test
  void nestedValues_areSeparated() {
    String printed =
        print(
            json -> {
              json.name("empty").beginArray().endArray();
              json.name("none").beginObject().endObject();
              json.name("list").beginArray();
              json.beginObject().name("a").value(1).name("b").value(true).endObject();
              json.beginObject().name("a").value(2).endObject();
              json.value("x").endArray();
            });
    assertThat(printed)
        .isEqualTo(
            """
            {
              "empty": [],
              "none": {},
              "list": [
                {"a": 1, "b": true},
                {"a": 2},
                "x"
              ]
            }
            """);
    assertThat(JsonText.parse(printed).get("list").size()).isEqualTo(3);
  }

  private static String print(Consumer<Json> members) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Output out = new Output(bytes);
    Json json = new Json(out).beginObject();
    members.accept(json);
    json.endObject().finish();
    out.flush();
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
