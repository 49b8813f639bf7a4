package dev.belay.engine.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.engine.Conformance;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/** docs/CONFIGURATION.md says what the program does. */
class ConfigurationDocTest {

  private static final ObjectMapper JSON = JsonMapper.shared();

  private final String doc = Conformance.text("docs/CONFIGURATION.md");

  @Test
  void itsFaultsAreTheReadersFaults() {
    PlanResult result = PlanReader.standard().read(block("yaml"));
    assertThat(result).isInstanceOf(PlanResult.Invalid.class);
    String faults =
        ((PlanResult.Invalid) result)
            .faults().stream().map(fault -> fault + "\n").collect(Collectors.joining());
    assertThat(block("text")).isEqualTo(faults);
  }

  @Test
  void itNamesEveryKeyWithItsDefault() {
    for (String leaf : FullPlan.leaves()) {
      boolean ladder = leaf.startsWith("/spec/ladder/");
      String path = leaf.substring(1).replaceAll("/[0-9]+/", "[]/").replace('/', '.');
      List<String> cells = row(path);
      assertThat(cells).as(path).hasSize(ladder ? 2 : 3);
      if (!ladder) {
        String written = cells.get(1).replace("`", "");
        JsonNode value = FullPlan.json().at(leaf);
        if (value.isNumber()) {
          assertThat(JSON.readTree(written).decimalValue())
              .as(path)
              .isEqualByComparingTo(value.decimalValue());
        } else {
          assertThat(written).as(path).isEqualTo(plain(value));
        }
      }
    }
  }

  private static String plain(JsonNode value) {
    boolean word = value.isString() && !value.stringValue().isEmpty();
    return word ? value.stringValue() : value.toString();
  }

  private List<String> row(String path) {
    Matcher row =
        Pattern.compile("^\\| `" + Pattern.quote(path) + "` \\| (.*) \\|$", Pattern.MULTILINE)
            .matcher(doc);
    assertThat(row.find()).as("a row for " + path).isTrue();
    return List.of(row.group(1).split(" \\| "));
  }

  private String block(String language) {
    String start = "```" + language + "\n";
    int from = doc.indexOf(start) + start.length();
    return doc.substring(from, doc.indexOf("```", from));
  }
}
