package dev.belay.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What the command prints for the data sets in conformance/calibration is what others compute. */
class CalibrationConformanceTest {
  private static final Path DATA = Repository.root().resolve("conformance/calibration");

  /**
   * What is compared; where scikit-learn has no answer (fractional weights) the name is missing.
   */
  private static final List<String> METRICS =
      List.of(
          "aece",
          "ece_equal_width",
          "max_error",
          "tau",
          "aece_minus_tau",
          "reliability",
          "resolution",
          "uncertainty",
          "within_bin",
          "slope",
          "debiased_l2");

  @TempDir Path directory;

  @Test
  void everyDataSet_givesTheExpectedNumbers() throws IOException {
    JsonNode sets = JsonText.parse(Files.readString(DATA.resolve("expected.json"))).get("sets");
    assertThat(sets.size()).isGreaterThanOrEqualTo(3);
    for (Map.Entry<String, JsonNode> set : sets.properties()) {
      for (Map.Entry<String, JsonNode> entry : set.getValue().get("by_bins").properties()) {
        JsonNode actual = calibrate(set.getKey(), "--bins", entry.getKey());
        assertThat(actual.get("bins").asString()).isEqualTo(entry.getKey());
        assertThat(entry.getValue().has("aece")).isTrue();
        for (String metric : METRICS) {
          if (entry.getValue().has(metric)) {
            assertSame(
                set.getKey() + " " + entry.getKey() + " " + metric,
                actual.get(metric),
                entry.getValue().get(metric));
          }
        }
        assertSame(set.getKey() + " brier", actual.get("brier"), set.getValue().get("brier"));
      }
      JsonNode byDefault = calibrate(set.getKey());
      assertThat(byDefault.get("bins").asInt())
          .isEqualTo(set.getValue().get("default_bins").asInt());
      assertSame(set.getKey() + " n", byDefault.get("n"), set.getValue().get("n"));
    }
  }

  private static void assertSame(String what, JsonNode actual, JsonNode expected) {
    if (expected.isNull()) {
      assertThat(actual.isNull()).as(what).isTrue();
    } else {
      double value = expected.asDouble();
      assertThat(actual.asDouble())
          .as(what)
          .isCloseTo(value, within(1e-12 + 1e-9 * Math.abs(value)));
    }
  }

  private JsonNode calibrate(String set, String... options) {
    String[] args = new String[options.length + 3];
    args[0] = "calibration";
    args[1] = DATA.resolve(set + ".csv").toString();
    args[2] = "--json";
    System.arraycopy(options, 0, args, 3, options.length);
    CliRun run = CliRun.in(directory, args);
    assertThat(run.exitCode()).as(run.err()).isZero();
    return JsonText.parse(run.out());
  }
}
