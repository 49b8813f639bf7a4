package dev.belay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.engine.canary.CanaryController;
import dev.belay.plan.RolloutPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * The documents show what happens. Every console block that starts with {@code $ ./belay} is run in
 * a directory that holds the files of {@code docs/examples}; every java block is compiled. A line
 * {@code ...} stands for lines that are left out.
 *
 * <p>After a change of what is printed: {@code ./mvnw -pl cli -am test -Dbelay.docs.update=true}
 * writes what happens now into the documents (blocks with {@code ...} are left to their author).
 */
class DocumentationTest {
  private static final String LEFT_OUT = "...";

  @TempDir Path directory;

  static List<Path> documents() throws IOException {
    List<Path> documents = new ArrayList<>(List.of(Repository.root().resolve("README.md")));
    try (Stream<Path> files = Files.list(Repository.root().resolve("docs"))) {
      files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(documents::add);
    }
    return documents;
  }

  @Test
  void theDocumentOfThisCommandLine_isAmongThem() throws IOException {
    Path own = Repository.root().resolve("docs/CLI.md");
    assertThat(documents()).contains(own);
    assertThat(MarkdownBlock.of(Files.readAllLines(own)).stream().filter(ConsoleSession::runs))
        .hasSizeGreaterThanOrEqualTo(5);
  }

  @ParameterizedTest
  @MethodSource("documents")
  void everyConsoleBlock_showsWhatHappens(Path document) throws IOException {
    copyExamples();
    embedOnce();
    List<String> lines = new ArrayList<>(Files.readAllLines(document));
    ConsoleSession session = new ConsoleSession(directory);
    int moved = 0;
    for (MarkdownBlock block : MarkdownBlock.of(lines)) {
      if (ConsoleSession.runs(block)) {
        List<String> now = session.replay(block);
        if (Boolean.getBoolean("belay.docs.update") && !block.lines().contains(LEFT_OUT)) {
          lines.subList(block.firstLine() + moved, block.end() + moved).clear();
          lines.addAll(block.firstLine() + moved, now);
          moved += now.size() - block.lines().size();
        } else {
          assertShows(document, block, now);
        }
      }
    }
    if (moved != 0 || !lines.equals(Files.readAllLines(document))) {
      Files.write(document, lines);
    }
  }

  /** The examples stand in the directory itself, and where a reader of the README finds them. */
  private void copyExamples() throws IOException {
    Path asInTheRepository = Files.createDirectories(directory.resolve("docs/examples"));
    try (Stream<Path> files = Files.list(Repository.root().resolve("docs/examples"))) {
      for (Path file : files.toList()) {
        Path name = Objects.requireNonNull(file.getFileName());
        Files.copy(file, directory.resolve(name.toString()));
        Files.copy(file, asInTheRepository.resolve(name.toString()));
      }
    }
  }

  /** The data directory of a rollout that was embedded for one tick, at a fixed time. */
  private void embedOnce() {
    Instant then = Instant.parse("2026-11-22T08:00:00Z");
    try (CanaryController controller =
        CanaryController.builder(RolloutPlan.calibV22())
            .dataDirectory(directory.resolve("data"))
            .clock(InstantSource.fixed(then))
            .monotone(() -> 0)
            .open()) {
      controller.evaluateStage();
    }
  }

  private static void assertShows(Path document, MarkdownBlock block, List<String> now) {
    String where = document + ":" + (block.firstLine() + 1);
    if (!block.lines().contains(LEFT_OUT)) {
      assertThat(block.lines()).as(where).isEqualTo(now);
      return;
    }
    StringBuilder pattern = new StringBuilder();
    for (String line : block.lines()) {
      pattern.append(
          line.equals(LEFT_OUT) ? "(?:.*\n)+?" : java.util.regex.Pattern.quote(line + "\n"));
    }
    assertThat(String.join("\n", now) + "\n").as(where).matches(pattern.toString());
  }

  @ParameterizedTest
  @MethodSource("documents")
  void everyJavaBlock_compiles_withoutAWarning(Path document) throws IOException {
    for (MarkdownBlock block : MarkdownBlock.of(Files.readAllLines(document))) {
      if (block.language().equals("java")) {
        assertThat(JavaSnippet.compile(block.text()))
            .as("%s:%d", document, block.firstLine() + 1)
            .isEmpty();
      }
    }
  }

  /** A program is run with an empty directory as its argument; what it prints stands below it. */
  @ParameterizedTest
  @MethodSource("documents")
  void everyJavaProgram_printsWhatStandsBelowIt(Path document) throws Exception {
    List<MarkdownBlock> blocks = MarkdownBlock.of(Files.readAllLines(document));
    for (int i = 0; i < blocks.size(); i++) {
      MarkdownBlock block = blocks.get(i);
      if (block.language().equals("java") && JavaSnippet.isProgram(block.text())) {
        Path classes = Files.createDirectories(directory.resolve("classes-" + i));
        Path data = Files.createDirectories(directory.resolve("data-" + i));
        String where = document + ":" + (block.firstLine() + 1);
        assertThat(blocks.get(i + 1).language()).as(where).isEqualTo("text");
        assertThat(JavaSnippet.run(block.text(), classes, data.toString()))
            .as(where)
            .isEqualTo(blocks.get(i + 1).text());
      }
    }
  }

  @Test
  void aSnippetThatIsWrong_isNoticed() {
    assertThat(JavaSnippet.compile("int n = 1;")).isEmpty();
    assertThat(JavaSnippet.compile("import java.util.List;\nList<String> l = List.of();\n"))
        .isEmpty();
    assertThat(JavaSnippet.compile("int n = \"text\";")).isNotEmpty();
    assertThat(JavaSnippet.compile("java.util.List l = java.util.List.of();")).isNotEmpty();
    assertThat(JavaSnippet.compile("class A { int n() { return 1; } }")).isEmpty();
    assertThat(JavaSnippet.compile("class A { int n() { return; } }")).isNotEmpty();
  }

  @Test
  void everyOptionAndExitCode_isDocumented() throws IOException {
    String text = Files.readString(Repository.root().resolve("docs/CLI.md"));
    for (String verb :
        List.of(
            "",
            "init",
            "validate",
            "bucket",
            "calibration",
            "replay",
            "simulate",
            "status",
            "promote",
            "rollback",
            "stop",
            "reset",
            "hold",
            "resume",
            "override",
            "audit",
            "audit verify")) {
      String[] args = (verb + " --help").strip().split(" ");
      java.util.regex.Matcher option =
          java.util.regex.Pattern.compile("--[a-z-]+").matcher(CliRun.in(directory, args).out());
      while (option.find()) {
        assertThat(text).as(verb).contains("`" + option.group());
      }
    }
    for (int code :
        new int[] {
          ExitCode.OK, ExitCode.NO, ExitCode.BAD_INPUT, ExitCode.INTERNAL, ExitCode.BROKEN_PIPE
        }) {
      assertThat(text).contains("| " + code + " |");
    }
  }

  @Test
  void everyJsonKey_isDocumented() throws IOException {
    copyExamples();
    embedOnce();
    String text = Files.readString(Repository.root().resolve("docs/CLI.md"));
    for (String command :
        List.of(
            "validate -f rollout.yaml --json",
            "validate -f broken.yaml --json",
            "bucket -f rollout.yaml --keys keys.txt --json",
            "calibration scores.csv --json")) {
      String out = CliRun.in(directory, command.split(" ")).out();
      assertDocumented(text, command, JsonText.parse(out));
    }
    String replay = "replay -f replay.yaml --observations observations.csv.gz --json";
    for (String line : CliRun.in(directory, replay.split(" ")).out().lines().toList()) {
      JsonNode object = JsonText.parse(line);
      assertDocumented(text, replay, object);
      for (String part : List.of("summary", "evidence")) {
        assertDocumented(text, replay, object.path(part));
      }
      object.path("gates").forEach(gate -> assertDocumented(text, replay, gate));
      object.path("gates").forEach(gate -> assertDocumented(text, replay, gate.path("evidence")));
    }
    JsonNode simulated =
        json("simulate -f simulate.yaml --runs 2 --scenario healthy,latency-2 --json");
    assertDocumented(text, "simulate", simulated);
    simulated.path("scenarios").forEach(each -> assertDocumented(text, "simulate", each));
    assertDocumented(text, "stop", json("stop --data data --reason drill --json"));
    JsonNode status = json("status --data data --json");
    assertDocumented(text, "status", status);
    assertDocumented(text, "status", status.path("stage"));
    assertDocumented(text, "status", status.path("dispersion"));
    assertDocumented(text, "status", status.path("budget").path(0));
    assertDocumented(text, "status", status.path("stage").path("treatment"));
    assertDocumented(text, "status", status.path("transitions").path(0));
    assertDocumented(text, "audit", json("audit verify --data data --json"));
  }

  private JsonNode json(String command) {
    return JsonText.parse(CliRun.in(directory, command.split(" ")).out());
  }

  private static void assertDocumented(String text, String command, JsonNode object) {
    object
        .propertyNames()
        .forEach(key -> assertThat(text).as(command).contains("| `" + key + "` |"));
  }
}
