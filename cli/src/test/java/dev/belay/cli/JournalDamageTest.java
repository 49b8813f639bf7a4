package dev.belay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.engine.canary.CanaryController;
import dev.belay.plan.RolloutPlan;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code audit verify} on what is left of a journal: one sentence, and nothing is touched. */
class JournalDamageTest {
  @TempDir Path directory;

  private Path journal;

  @BeforeEach
  void aJournal() {
    Path data = directory.resolve("data");
    try (CanaryController controller =
        CanaryController.builder(RolloutPlan.calibV22()).dataDirectory(data).open()) {
      controller.evaluateStage();
    }
    journal = data.resolve("journal.db");
  }

  private Map<String, String> files() throws IOException {
    Map<String, String> found = new TreeMap<>();
    try (var files = Files.list(directory.resolve("data"))) {
      for (Path file : files.toList()) {
        byte[] bytes = Files.readAllBytes(file);
        found.put(file.getFileName().toString(), Arrays.hashCode(bytes) + " " + bytes.length);
      }
    }
    return found;
  }

  /** Verifies, and looks that nothing in the directory is another one afterwards. */
  private CliRun verify(String... more) throws IOException {
    String[] args = {"audit", "verify", "--data", "data"};
    String[] all = Arrays.copyOf(args, args.length + more.length);
    System.arraycopy(more, 0, all, args.length, more.length);
    Map<String, String> before = files();
    CliRun run = CliRun.in(directory, all);
    assertThat(files()).isEqualTo(before);
    return run;
  }

  private void assertDamaged(String... named) throws IOException {
    CliRun run = verify();
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).startsWith("NOT intact: ").contains(named).hasLineCount(1);
    assertThat(run.exitCode()).isEqualTo(1);
    JsonNode json = JsonMapper.shared().readTree(verify("--json").out());
    assertThat(json.get("intact").booleanValue()).isFalse();
    assertThat(json.get("fault").get("sentence").stringValue()).contains(named);
  }

  private void sql(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + journal);
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA foreign_keys = OFF");
      statement.execute(sql);
    }
  }

  @Test
  void aWholeJournal_isIntact_andNothingIsLeftBeside() throws IOException {
    assertThat(verify().out()).isEqualTo("calib-v22: intact, 1 row\n");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.5, 0.04, 0.9})
  void aFileThatWasCutOff_isDamaged(double share) throws IOException {
    byte[] whole = Files.readAllBytes(journal);
    Files.write(journal, Arrays.copyOf(whole, (int) (whole.length * share)));
    assertDamaged("journal.db", "the file is damaged");
  }

  @Test
  void anEmptiedFile_isDamaged() throws IOException {
    Files.write(journal, new byte[0]);
    assertDamaged("journal.db", "is empty");
  }

  @ParameterizedTest
  @ValueSource(strings = {"journal", "head", "windows", "ticks", "commands"})
  void aTableThatWasDropped_isNamed(String table) throws Exception {
    sql("DROP TABLE " + table);
    assertDamaged("journal.db", "has lost what it kept in " + table);
  }

  @Test
  void aTableWithoutItsColumn_isNamed() throws Exception {
    sql("ALTER TABLE head RENAME COLUMN hash TO sum");
    assertDamaged("journal.db", "no such column: hash");
  }

  @ParameterizedTest
  @ValueSource(ints = {99, 5_000})
  void aFileOfGarbage_isNamed(int bytes) throws IOException {
    Files.write(
        journal, "notes ".repeat(bytes).substring(0, bytes).getBytes(StandardCharsets.UTF_8));
    assertDamaged("journal.db", "no SQLite database");
  }

  @Test
  void aDatabaseOfSomebodyElse_isNamed() throws Exception {
    Files.delete(journal);
    sql("CREATE TABLE recipes (cake TEXT)");
    assertDamaged("journal.db", "no journal of Belay");
  }

  @Test
  void aMissingFile_orDirectory_isBadInput() throws IOException {
    Files.delete(journal);
    CliRun run = verify();
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).startsWith("belay: --data: ").contains("journal.db").hasLineCount(1);
    CliRun missing = CliRun.in(directory, "audit", "verify", "--data", "nowhere");
    assertThat(missing.exitCode()).isEqualTo(2);
    assertThat(missing.err()).contains("nowhere");
    assertThat(directory.resolve("nowhere")).doesNotExist();
  }
}
