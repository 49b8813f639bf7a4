package dev.belay.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/**
 * The files of {@code conformance/scenarios} are what {@link Scenarios} makes (with {@code
 * -Dbelay.scenarios.update=true} they are written), and a replay of each comes to the decisions
 * that are written down beside it.
 */
class ScenarioTest {
  private static final Path FOLDER = Repository.root().resolve("conformance/scenarios");
  private static final String OBSERVATIONS = "observations.csv.gz";
  private static final long MOST_BYTES = 2L << 20;

  @Test
  void theFiles_areWhatTheirGeneratorMakes() throws IOException {
    TreeSet<String> made = new TreeSet<>(List.of("README.md"));
    for (Scenario scenario : Scenarios.all()) {
      Path folder = FOLDER.resolve(scenario.folder());
      if (Boolean.getBoolean("belay.scenarios.update")) {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve(scenario.planName()), scenario.plan());
        Files.writeString(folder.resolve(scenario.expectationName()), scenario.expectation());
        Files.write(folder.resolve(OBSERVATIONS), gzipped(scenario.observations()));
      }
      assertThat(folder.resolve(scenario.planName())).hasContent(scenario.plan());
      assertThat(folder.resolve(scenario.expectationName())).hasContent(scenario.expectation());
      // Compared as they are read: compressed bytes differ from one JDK to another.
      assertThat(gunzipped(folder.resolve(OBSERVATIONS)).equals(scenario.observations()))
          .as("%s of %s is up to date", OBSERVATIONS, scenario.folder())
          .isTrue();
      for (String name : List.of(scenario.planName(), scenario.expectationName(), OBSERVATIONS)) {
        made.add(scenario.folder() + "/" + name);
      }
    }
    long bytes = 0;
    TreeSet<String> found = new TreeSet<>();
    try (Stream<Path> files = Files.walk(FOLDER)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        bytes += Files.size(file);
        found.add(FOLDER.relativize(file).toString().replace('\\', '/'));
      }
    }
    assertThat(found).isEqualTo(made);
    assertThat(bytes).isLessThan(MOST_BYTES);
  }

  @Test
  void theExampleOfTheDocuments_isWhatItsGeneratorMakes() throws IOException {
    Path file = Repository.root().resolve("docs/examples").resolve(OBSERVATIONS);
    if (Boolean.getBoolean("belay.scenarios.update")) {
      Files.write(file, gzipped(Scenarios.example()));
    }
    assertThat(gunzipped(file)).isEqualTo(Scenarios.example());
  }

  @TestFactory
  List<DynamicTest> aReplay_comesToTheDecisionsThatAreWrittenDown() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    try (Stream<Path> files = Files.walk(FOLDER)) {
      files
          .filter(file -> String.valueOf(file.getFileName()).matches("expected.*\\.json"))
          .sorted()
          .forEach(
              file ->
                  tests.add(
                      DynamicTest.dynamicTest(
                          FOLDER.relativize(file).toString(), () -> replay(file))));
    }
    assertThat(tests).hasSizeGreaterThanOrEqualTo(12);
    return tests;
  }

  private static void replay(Path file) throws IOException {
    JsonNode expected = JsonText.parse(Files.readString(file));
    String command = expected.get("command").asString();
    String[] words = command.split(" ");
    Path folder = Objects.requireNonNull(file.getParent());
    CliRun run = CliRun.in(folder, List.of(words).subList(1, words.length).toArray(String[]::new));
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    List<JsonNode> lines = run.out().lines().map(JsonText::parse).toList();
    List<JsonNode> decisions = lines.subList(0, lines.size() - 1);
    assertThat(decisions.stream().map(ScenarioTest::step).toList())
        .as(run.out())
        .isEqualTo(expected.get("decisions").valueStream().map(ScenarioTest::step).toList());
    for (int i = 0; i < decisions.size(); i++) {
      JsonNode wanted = expected.get("decisions").get(i);
      assertThat(decisions.get(i).get("time").asLong() - Recording.START_MILLIS)
          .as("%s: decision %d, %s", command, i, decisions.get(i))
          .isBetween(wanted.get("earliest_ms").asLong(), wanted.get("latest_ms").asLong());
      assertThat(decisions.get(i).get("reason").asString()).isNotEmpty();
    }
    JsonNode summary = lines.get(lines.size() - 1).get("summary");
    expected
        .get("summary")
        .properties()
        .forEach(
            entry ->
                assertThat(summary.get(entry.getKey()))
                    .as("%s: %s", entry.getKey(), run.out())
                    .isEqualTo(entry.getValue()));
  }

  private static String step(JsonNode decision) {
    return decision.get("decision").asString()
        + " "
        + decision.get("from").asString()
        + " > "
        + decision.get("to").asString();
  }

  private static byte[] gzipped(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new BestGzip(bytes)) {
      gzip.write(text.getBytes(UTF_8));
    }
    return bytes.toByteArray();
  }

  private static final class BestGzip extends GZIPOutputStream {
    BestGzip(ByteArrayOutputStream out) throws IOException {
      super(out, 1 << 16);
      def.setLevel(java.util.zip.Deflater.BEST_COMPRESSION);
    }
  }

  private static String gunzipped(Path file) throws IOException {
    try (InputStream in = new GzipInputStream(new ByteArrayInputStream(Files.readAllBytes(file)))) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }
}
