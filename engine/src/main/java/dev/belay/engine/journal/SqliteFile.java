package dev.belay.engine.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteOpenMode;

/**
 * The journal's file, and how connections to it are made. Stateless.
 *
 * <p>Nobody else in this process may open the file: closing any handle to it would give up the
 * locks that SQLite holds (POSIX).
 */
final class SqliteFile {
  private static final int BUSY_MILLIS = 5_000;

  /** What the log may keep of the disk once its content is in the journal, in bytes. */
  private static final int MAX_LOG_BYTES = 16 << 20;

  private final Path path;
  private final int busyMillis;
  private final Supplier<List<String>> statements;

  /** What a connection may do. */
  enum Mode {
    /** Read and write, and make the file if there is none. */
    CREATE,
    /** Read and write a file that is there. */
    EXISTING,
    /** Read a file that is there, with write access to it or without. */
    READ_ONLY,
    /**
     * Read a file that has no log and that nobody writes: without locks, and without the files that
     * SQLite makes beside a database to share it.
     */
    FROZEN;

    boolean writes() {
      return this == CREATE || this == EXISTING;
    }
  }

  /** Which files stand at the paths: they are others after a deletion. */
  record Identity(Object database, Object log) {}

  /** What changes when somebody writes to a file without a log. */
  record Stamp(Identity identity, long bytes, FileTime changed) {}

  SqliteFile(Path path) {
    this(path, BUSY_MILLIS, List::of);
  }

  /**
   * A file with ways of its own.
   *
   * @param busyMillis how long to wait for another process, in ms
   * @param statements what is run on each connection once it is open
   */
  SqliteFile(Path path, int busyMillis, Supplier<List<String>> statements) {
    this.path = path.toAbsolutePath();
    this.busyMillis = busyMillis;
    this.statements = statements;
  }

  /** A file whose creation waits as ever, and whose writes wait so long for another process. */
  static SqliteFile of(Path path, Duration patience) {
    return new SqliteFile(
        path, BUSY_MILLIS, () -> List.of("PRAGMA busy_timeout = " + patience.toMillis()));
  }

  Path path() {
    return path;
  }

  Path directory() {
    return Objects.requireNonNull(path.getParent(), "an absolute file has a directory");
  }

  Connection open(Mode mode) throws SQLException {
    Connection connection = config(mode).createConnection(url(mode));
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements.get()) {
        statement.execute(sql);
      }
      return connection;
    } catch (SQLException failed) {
      connection.close();
      throw failed;
    }
  }

  SQLiteDataSource dataSource() {
    SQLiteDataSource source = new SQLiteDataSource(config(Mode.CREATE));
    source.setUrl(url(Mode.CREATE));
    return source;
  }

  Identity identity() throws IOException {
    Path log = path.resolveSibling(path.getFileName() + "-wal");
    return new Identity(key(path), key(log));
  }

  Stamp stamp() throws IOException {
    BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
    return new Stamp(identity(), now.size(), now.lastModifiedTime());
  }

  private SQLiteConfig config(Mode mode) {
    SQLiteConfig config = new SQLiteConfig();
    config.setBusyTimeout(busyMillis);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.enforceForeignKeys(true);
    config.setJournalSizeLimit(MAX_LOG_BYTES);
    if (mode != Mode.CREATE) {
      config.resetOpenMode(SQLiteOpenMode.CREATE);
    }
    if (!mode.writes()) {
      config.setReadOnly(true);
    }
    return config;
  }

  /** A URI, so that a directory may have any character in its name. */
  private String url(Mode mode) {
    return "jdbc:sqlite:" + path.toUri() + (mode == Mode.FROZEN ? "?immutable=1" : "");
  }

  /** Whether there is a log: no process has a file open that has none. */
  boolean hasLog() {
    return Files.exists(path.resolveSibling(path.getFileName() + "-wal"));
  }

  private static Object key(Path file) throws IOException {
    try {
      Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
      return key == null ? "present" : key;
    } catch (NoSuchFileException absent) {
      return "absent";
    }
  }
}
