package dev.belay.engine.journal;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.resource.LoadableResource;
import org.jspecify.annotations.Nullable;

/**
 * Creates and migrates the tables. Stateless.
 *
 * <p>The version of a file is SQLite's {@code user_version}, which each migration sets. Reading it
 * costs nothing; Flyway, which costs some tenths of a second, is loaded only where it has work. A
 * lock on a file beside the journal keeps two processes from migrating together.
 */
final class SqliteSchema {
  /** The last migration's number. */
  static final int VERSION = 2;

  private static final int APPLICATION_ID = 0x42454C59;
  private static final List<String> MIGRATIONS = List.of("V1__journal.sql", "V2__attempts.sql");
  private static final List<String> TABLES =
      List.of("journal", "head", "ticks", "windows", "commands", "attempts");
  private static final Object ONE_AT_A_TIME = new Object();

  private final SqliteFile file;

  SqliteSchema(SqliteFile file) {
    this.file = file;
  }

  /**
   * Whether a file is up to date.
   *
   * @throws JournalException if it is no journal, or that of a newer Belay
   */
  boolean isCurrent(Connection connection, SqliteFile.Mode mode) throws SQLException {
    int version = pragma(connection, "user_version");
    boolean ours = pragma(connection, "application_id") == APPLICATION_ID;
    if (version > VERSION && ours) {
      throw new JournalException(
          "the journal "
              + file.path()
              + " has tables of version "
              + version
              + ", and this Belay knows them up to "
              + VERSION
              + "; use the newer Belay that wrote it");
    }
    boolean isNew = isNew(connection);
    if (!ours && !isNew) {
      throw new JournalDamagedException(
          file.path() + " is a SQLite database, but no journal of Belay; name another directory");
    }
    if (isNew && !mode.writes()) {
      throw new JournalDamagedException(
          "the journal "
              + file.path()
              + " is empty, without any table: it was emptied, or its creation was broken off;"
              + " restore it from a backup");
    }
    boolean ready = !mode.writes() || isLogged(connection);
    return ours && version == VERSION && ready;
  }

  /**
   * Looks whether no table is missing.
   *
   * @throws JournalDamagedException if one is; it is named
   */
  void requireTables(Connection connection) throws SQLException {
    Set<String> missing = new LinkedHashSet<>(TABLES);
    try (Statement statement = connection.createStatement();
        ResultSet tables =
            statement.executeQuery("SELECT name FROM sqlite_schema WHERE type = 'table'")) {
      while (tables.next()) {
        missing.remove(tables.getString(1));
      }
    }
    if (!missing.isEmpty()) {
      throw new JournalDamagedException(
          "the journal "
              + file.path()
              + " has lost what it kept in "
              + String.join(", ", missing)
              + ": no such table; restore it from a backup");
    }
  }

  /** Creates or migrates the tables, whoever else tries to at the same time. */
  void migrate() throws SQLException {
    Path lock = file.path().resolveSibling("migration.lock");
    synchronized (ONE_AT_A_TIME) {
      try (FileChannel channel =
              FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock held = channel.lock()) {
        if (held.isValid() && !isCurrent()) {
          apply();
        }
        Files.deleteIfExists(lock);
      } catch (IOException unwritable) {
        throw new JournalException(
            "the journal "
                + file.path()
                + " cannot be created or migrated: "
                + unwritable
                + "; let this user write the directory",
            unwritable);
      }
    }
  }

  private boolean isCurrent() throws SQLException {
    try (Connection connection = file.open(SqliteFile.Mode.CREATE)) {
      return isCurrent(connection, SqliteFile.Mode.CREATE);
    }
  }

  private void apply() throws SQLException {
    try (Connection connection = file.open(SqliteFile.Mode.CREATE);
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA journal_mode = WAL");
    }
    try {
      Flyway.configure(SqliteSchema.class.getClassLoader())
          .dataSource(file.dataSource())
          .resourceProvider(new Migrations())
          .locations(new String[0])
          .skipDefaultCallbacks(true)
          .load()
          .migrate();
    } catch (FlywayException failed) {
      if (failed.getCause() instanceof SQLException error) {
        throw error;
      }
      throw new JournalException(
          "the tables of the journal "
              + file.path()
              + " cannot be created or migrated: "
              + String.valueOf(failed.getMessage()).lines().findFirst().orElse("")
              + "; restore the file from a backup, or ask for help",
          failed);
    }
  }

  /** Without the log that SQLite writes ahead, neither would readers be free nor the file safe. */
  private static boolean isLogged(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet mode = statement.executeQuery("PRAGMA journal_mode")) {
      return mode.next() && mode.getString(1).equals("wal");
    }
  }

  /** Whether there is nothing in the file but, at most, what an interrupted creation left. */
  private static boolean isNew(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet tables =
            statement.executeQuery(
                "SELECT count(*) FROM sqlite_schema"
                    + " WHERE tbl_name NOT IN ('flyway_schema_history', 'sqlite_sequence')")) {
      return tables.next() && tables.getInt(1) == 0;
    }
  }

  private static int pragma(Connection connection, String name) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet value = statement.executeQuery("PRAGMA " + name)) {
      return value.next() ? value.getInt(1) : 0;
    }
  }

  /** The scripts by their names: nothing scans a class path, so any packaging will do. */
  private static final class Migrations implements ResourceProvider {
    @Override
    public @Nullable LoadableResource getResource(String name) {
      return MIGRATIONS.contains(name) ? new Script(name) : null;
    }

    @Override
    public Collection<LoadableResource> getResources(String prefix, String[] suffixes) {
      return MIGRATIONS.stream()
          .filter(name -> name.startsWith(prefix))
          .filter(name -> Arrays.stream(suffixes).anyMatch(name::endsWith))
          .<LoadableResource>map(Script::new)
          .toList();
    }
  }

  /** One migration. */
  private static final class Script extends LoadableResource {
    private final String name;

    private Script(String name) {
      this.name = name;
    }

    @Override
    public Reader read() {
      try (InputStream in = SqliteSchema.class.getResourceAsStream("sqlite/" + name)) {
        if (in == null) {
          throw new IllegalStateException("sqlite/" + name + " is missing beside this class");
        }
        return new StringReader(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      } catch (IOException unreadable) {
        throw new IllegalStateException("sqlite/" + name + " is not readable", unreadable);
      }
    }

    @Override
    public String getAbsolutePath() {
      return name;
    }

    @Override
    public String getAbsolutePathOnDisk() {
      return name;
    }

    @Override
    public String getFilename() {
      return name;
    }

    @Override
    public String getRelativePath() {
      return name;
    }
  }
}
