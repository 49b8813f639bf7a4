package dev.belay.engine.journal;

import static dev.belay.engine.journal.Journals.ROLLOUT;
import static dev.belay.engine.journal.Journals.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.engine.config.Seed;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What can go wrong with a file: one sentence, nothing half written, and on it goes afterwards. */
class SqliteFaultsTest {
  @TempDir Path directory;

  private List<String> statements = List.of();

  private Path file() {
    return directory.resolve(SqliteJournalStore.FILE);
  }

  private SqliteJournalStore store() {
    return SqliteJournalStore.open(
        new SqliteFile(file(), 50, () -> statements), SqliteFile.Mode.CREATE);
  }

  private static void assertWhole(JournalStore store, int rows) {
    assertThat(ChainVerifier.verify(store, ROLLOUT))
        .isEqualTo(new ChainReport(rows, Optional.empty()));
  }

  @Test
  void aFullDisk_leavesNothingHalfWritten() throws SQLException {
    SplittableRandom random = Seed.random("full disk");
    int written = 0;
    for (int round = 0; round < 5; round++) {
      store().close();
      int pages = Integer.parseInt(query("PRAGMA page_count")) + random.nextInt(6);
      statements = List.of("PRAGMA max_page_count = " + pages);
      try (SqliteJournalStore store = store()) {
        written += fill(store);
        assertWhole(store, written);
        assertThat(store.ticks(ROLLOUT)).as(Seed.replay()).hasSize(written);
      }
      statements = List.of();
      try (SqliteJournalStore store = store()) {
        assertWhole(store, written);
        write(store);
        assertWhole(store, ++written);
      }
    }
  }

  @Test
  void aDiskWithSpaceAgain_takesTheNextCommit() {
    statements = List.of("PRAGMA max_page_count = 35");
    try (SqliteJournalStore store = store()) {
      int written = fill(store);
      Commit drop = new Commit(written, List.of(), Optional.empty(), Optional.empty(), true, 0);
      store.commit(ROLLOUT, drop);
      write(store);
      assertWhole(store, written + 1);
      assertThat(store.ticks(ROLLOUT)).hasSize(1);
    }
  }

  /** Writes until it fails, and once more. */
  private static int fill(JournalStore store) {
    for (int i = 0; i < 1_000; i++) {
      try {
        write(store);
      } catch (JournalException full) {
        assertThat(full)
            .hasMessageMatching(
                "the journal \\S*journal.db cannot be written: the disk is full; free some space");
        assertThatThrownBy(() -> write(store)).isInstanceOf(JournalException.class);
        return i;
      }
    }
    throw new AssertionError("the disk was never full");
  }

  private static void write(JournalStore store) {
    JournalChain end = JournalChain.of(store, ROLLOUT);
    Commit commit =
        new Commit(
            end.sequence(),
            Journals.rows(end, 1),
            Optional.of(Journals.tick(end.sequence() + 1)),
            Optional.empty(),
            false,
            0);
    store.commit(ROLLOUT, commit);
  }

  @Test
  void aFileThatMayOnlyBeRead_saysSo() {
    try (SqliteJournalStore store = store()) {
      write(store);
    }
    statements = List.of("PRAGMA query_only = ON");
    try (SqliteJournalStore store = store()) {
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> write(store))
            .isInstanceOf(JournalException.class)
            .hasMessageEndingWith(
                "cannot be written: it may only be read; let this user write the file and its"
                    + " directory");
      }
      assertWhole(store, 1);
    }
  }

  @Test
  void aLockedFile_saysSoAndIsWrittenLater() throws SQLException {
    try (SqliteJournalStore store = store()) {
      write(store);
      try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file());
          Statement statement = other.createStatement()) {
        statement.execute("BEGIN IMMEDIATE");
        assertThatThrownBy(() -> write(store))
            .isInstanceOf(JournalException.class)
            .hasMessageEndingWith(
                "cannot be written: another process has it locked; end that process, or wait for"
                    + " it");
        assertThat(store.head(ROLLOUT)).map(JournalHead::sequence).contains(1L);
        statement.execute("ROLLBACK");
      }
      write(store);
      assertWhole(store, 2);
    }
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "an open file cannot be moved there")
  void aFileThatWasMoved_isNotWrittenUntilItIsBack() throws IOException {
    Path data = directory.resolve("data");
    Path away = directory.resolve("away");
    Files.createDirectory(data);
    try (SqliteJournalStore store = SqliteJournalStore.open(data)) {
      write(store);
      Files.move(data, away);
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> write(store))
            .isInstanceOf(JournalException.class)
            .hasMessageMatching(
                "the journal \\S*journal.db was deleted, moved or replaced while it was open; put"
                    + " it back");
      }
      Files.move(away, data);
      write(store);
      assertWhole(store, 2);
    }
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "an open file cannot be deleted there")
  void aFileThatWasReplaced_isTheOneThatCounts() throws IOException {
    Path copy = directory.resolve("backup");
    Files.createDirectory(copy);
    try (SqliteJournalStore store = store()) {
      write(store);
    }
    Files.copy(file(), copy.resolve("journal.db"));
    try (SqliteJournalStore store = store()) {
      write(store);
      JournalChain old = JournalChain.of(store, ROLLOUT);
      try (var files = Files.list(directory)) {
        for (Path path : files.filter(Files::isRegularFile).toList()) {
          Files.delete(path);
        }
      }
      assertThatThrownBy(() -> write(store)).hasMessageContaining("was deleted");
      Files.copy(copy.resolve("journal.db"), file());
      assertThatThrownBy(() -> store.commit(ROLLOUT, Journals.commit(2, Journals.rows(old, 1))))
          .isInstanceOf(JournalConflictException.class);
      write(store);
      assertWhole(store, 2);
    }
  }

  @Test
  void aMissingDirectory_saysSo() {
    Path missing = directory.resolve("missing");
    assertThatThrownBy(() -> SqliteJournalStore.open(missing))
        .isInstanceOf(JournalException.class)
        .hasMessageMatching(
            "the journal \\S*journal.db cannot be opened: the file or its directory is missing or"
                + " closed to this user; look at both");
    assertThatThrownBy(() -> SqliteJournalStore.existing(directory))
        .isInstanceOf(JournalException.class)
        .hasMessageStartingWith("there is no journal in " + directory);
    assertThatThrownBy(() -> SqliteJournalStore.readOnly(directory))
        .isInstanceOf(JournalException.class)
        .hasMessageStartingWith("there is no journal in " + directory);
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void aFileThatIsNoDatabase_saysSo() throws IOException {
    Files.writeString(file(), "These are notes, and not a journal. ".repeat(100));
    assertThatThrownBy(this::store)
        .isInstanceOf(JournalDamagedException.class)
        .hasMessageEndingWith(
            "cannot be opened: the file is no SQLite database; restore it from a backup");
  }

  @Test
  void aDatabaseOfSomebodyElse_isLeftAlone() throws Exception {
    Journals.sql(directory, "CREATE TABLE recipes (cake TEXT)", "PRAGMA user_version = 7");
    assertThatThrownBy(this::store)
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("is a SQLite database, but no journal of Belay");
    assertThat(query("SELECT count(*) FROM sqlite_schema")).isEqualTo("1");
  }

  @Test
  void aNewerJournal_isLeftAlone() throws SQLException {
    store().close();
    Journals.sql(directory, "PRAGMA user_version = 99");
    for (SqliteFile.Mode mode : SqliteFile.Mode.values()) {
      assertThatThrownBy(() -> SqliteJournalStore.open(new SqliteFile(file()), mode))
          .isInstanceOf(JournalException.class)
          .hasMessageContaining(
              "has tables of version 99, and this Belay knows them up to "
                  + SqliteSchema.VERSION
                  + "; use the newer Belay");
    }
  }

  @Test
  void damagedBytes_areNamed() throws IOException {
    SplittableRandom random = Seed.random("damage");
    try (SqliteJournalStore store = store()) {
      for (int i = 0; i < 60; i++) {
        write(store);
      }
    }
    byte[] whole = Files.readAllBytes(file());
    int found = 0;
    for (int round = 0; round < 25; round++) {
      Files.write(file(), whole);
      try (RandomAccessFile bytes = new RandomAccessFile(file().toFile(), "rw")) {
        byte[] noise = new byte[64];
        random.nextBytes(noise);
        bytes.seek(random.nextLong(100, whole.length - noise.length));
        bytes.write(noise);
      }
      found += readAll() ? 0 : 1;
    }
    assertThat(found).as(Seed.replay()).isBetween(1, 25);
  }

  /** Whether all was read; what was not readable must have been said as damage. */
  private boolean readAll() {
    try (SqliteJournalStore store = store()) {
      boolean intact = ChainVerifier.verify(store, ROLLOUT).intact();
      return store.ticks(ROLLOUT).size() == 60 && intact;
    } catch (JournalException named) {
      assertThat(named).as(Seed.replay()).hasMessageMatching("(?s)[^\n]*; [^\n]+");
      return false;
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a b", "50%41", "what?mode=ro", "a#b", "\u00e9\ud83d\ude00", "a&b;c", "'"})
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "some are no names there")
  void anyDirectory_willDo(String name) throws IOException {
    Path data = Files.createDirectory(directory.resolve(name));
    try (SqliteJournalStore store = SqliteJournalStore.open(data)) {
      write(store);
    }
    assertThat(data.resolve("journal.db")).isRegularFile();
    try (SqliteJournalStore store = SqliteJournalStore.readOnly(data)) {
      assertWhole(store, 1);
    }
    try (var inside = Files.list(directory)) {
      assertThat(inside).containsExactly(data);
    }
  }

  @Test
  void readOnly_readsWhileItIsWrittenAndWritesNothing() throws IOException {
    try (SqliteJournalStore writer = store();
        SqliteJournalStore reader = SqliteJournalStore.readOnly(directory)) {
      write(writer);
      assertWhole(reader, 1);
      write(writer);
      assertWhole(reader, 2);
      assertThatThrownBy(() -> write(reader))
          .isInstanceOf(JournalException.class)
          .hasMessageContaining("was opened for reading; open it for writing");
      assertThatThrownBy(() -> reader.ask(ROLLOUT, Journals.command("hold", START)))
          .isInstanceOf(JournalException.class);
    }
    byte[] before = Files.readAllBytes(file());
    try (SqliteJournalStore reader = SqliteJournalStore.readOnly(directory)) {
      assertWhole(reader, 2);
    }
    assertThat(Files.readAllBytes(file())).isEqualTo(before);
  }

  @Test
  void thePromisesOfTheFile_areKept() throws Exception {
    try (SqliteJournalStore store = store()) {
      write(store);
      assertThat(Files.exists(directory.resolve("journal.db-wal"))).isTrue();
      assertThat(query("PRAGMA journal_mode")).isEqualTo("wal");
    }
    assertThat(query("PRAGMA user_version")).isEqualTo(Integer.toString(SqliteSchema.VERSION));
    assertThat(query("SELECT version FROM flyway_schema_history ORDER BY installed_rank DESC"))
        .isEqualTo(Integer.toString(SqliteSchema.VERSION));
    assertThat(query("PRAGMA integrity_check")).isEqualTo("ok");
    assertThat(query("PRAGMA foreign_key_check")).isEmpty();
    try (var files = Files.list(directory)) {
      assertThat(files).containsExactly(file());
    }
    try (Connection connection = new SqliteFile(file()).open(SqliteFile.Mode.EXISTING);
        Statement statement = connection.createStatement()) {
      assertThat(first(statement, "PRAGMA synchronous")).isEqualTo("2");
      assertThat(first(statement, "PRAGMA foreign_keys")).isEqualTo("1");
      assertThat(first(statement, "PRAGMA busy_timeout")).isEqualTo("5000");
    }
  }

  @Test
  void aCreationThatWasInterrupted_isFinished() throws Exception {
    store().close();
    Journals.sql(
        directory,
        "DROP TABLE windows",
        "DROP TABLE journal",
        "DROP TABLE head",
        "DROP TABLE ticks",
        "DROP TABLE commands",
        "DROP TABLE attempts",
        "DELETE FROM flyway_schema_history",
        "PRAGMA application_id = 0",
        "PRAGMA user_version = 0");
    try (SqliteJournalStore store = store()) {
      write(store);
      assertWhole(store, 1);
    }
  }

  @Test
  void aJournalOfAnOlderBelay_isMigratedWhereItMayBeWritten() throws Exception {
    try (SqliteJournalStore store = store()) {
      write(store);
    }
    Journals.sql(
        directory,
        "DROP TABLE attempts",
        "DELETE FROM flyway_schema_history WHERE version = '2'",
        "PRAGMA user_version = 1");
    assertThatThrownBy(() -> SqliteJournalStore.readOnly(directory))
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("has tables of an older Belay; open it once for writing");
    try (SqliteJournalStore store = store()) {
      assertWhole(store, 1);
      assertThat(store.attempt(ROLLOUT)).isEmpty();
      write(store);
    }
  }

  private String query(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
        Statement statement = connection.createStatement()) {
      return first(statement, sql);
    }
  }

  private static String first(Statement statement, String sql) throws SQLException {
    try (ResultSet found = statement.executeQuery(sql)) {
      return found.next() ? found.getString(1) : "";
    }
  }
}
