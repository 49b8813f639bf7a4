package dev.belay.engine.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A store in one SQLite file, {@code journal.db} in a data directory. Thread-safe.
 *
 * <ol>
 *   <li>One connection behind one lock; other processes and stores may have the same file open.
 *   <li>{@link #commit} is one transaction that holds SQLite's write lock from its first statement,
 *       so the journal's end cannot move between the look at it and the write. It returns when the
 *       file system says that the write is on the disk (log ahead, full sync).
 *   <li>A file that was deleted, moved or replaced under an open store is noticed before a commit
 *       is acknowledged. The store goes on once a journal is at its place again.
 *   <li>A write waits for another process: up to 5 s, or as long as the store was told to.
 *   <li>A store that only reads changes nothing and leaves nothing behind, where no other process
 *       has the file open or left a log.
 * </ol>
 *
 * <p>Nothing else in this process may open the file: on POSIX systems the end of any handle to it
 * gives up SQLite's locks.
 */
public final class SqliteJournalStore implements JournalStore {
  /** The file's name in its directory. */
  public static final String FILE = "journal.db";

  private final SqliteFile file;
  private final SqliteFile.Mode mode;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Connection connection;
  private SqliteFile.@Nullable Identity identity;
  private SqliteFile.@Nullable Stamp frozenAt;
  private boolean closed;

  private SqliteJournalStore(SqliteFile file, SqliteFile.Mode mode) {
    this.file = file;
    this.mode = mode;
  }

  /**
   * Opens the journal of a directory, for reading and writing; creates it where there is none, and
   * migrates its tables.
   *
   * @throws JournalException if that is not possible
   */
  public static SqliteJournalStore open(Path directory) {
    return open(new SqliteFile(directory.resolve(FILE)), SqliteFile.Mode.CREATE);
  }

  /**
   * Opens the journal of a directory as {@link #open(Path)} does.
   *
   * @param patience how long a write waits for another process
   */
  static SqliteJournalStore open(Path directory, Duration patience) {
    return open(SqliteFile.of(directory.resolve(FILE), patience), SqliteFile.Mode.CREATE);
  }

  /**
   * Looks whether a journal that is there holds anything, before SQLite does: that would throw away
   * the log beside an emptied file, which may be all that is left.
   *
   * @throws JournalDamagedException if it does not
   */
  static void requireNotEmpty(Path file) {
    try {
      if (Files.size(file) == 0) {
        throw new JournalDamagedException(
            "the journal "
                + file
                + " is empty, without any table: it was emptied, or its creation was broken off;"
                + " restore it from a backup, or delete it to begin anew");
      }
    } catch (IOException unreadable) {
      throw new JournalException(
          "the journal " + file + " cannot be read: " + unreadable + "; let this user read it",
          unreadable);
    }
  }

  /**
   * Opens the journal that a directory has, for reading and writing.
   *
   * @param patience how long a write waits for another process
   * @throws JournalException if there is none, or it cannot be opened
   */
  public static SqliteJournalStore existing(Path directory, Duration patience) {
    return open(SqliteFile.of(directory.resolve(FILE), patience), SqliteFile.Mode.EXISTING);
  }

  /**
   * Opens the journal that a directory has, for reading and writing.
   *
   * @throws JournalException if there is none, or it cannot be opened
   */
  public static SqliteJournalStore existing(Path directory) {
    return open(new SqliteFile(directory.resolve(FILE)), SqliteFile.Mode.EXISTING);
  }

  /**
   * Opens the journal that a directory has, for reading, be it written meanwhile or on a medium
   * that cannot be written.
   *
   * @throws JournalException if there is none, or it cannot be opened
   */
  public static SqliteJournalStore readOnly(Path directory) {
    return open(new SqliteFile(directory.resolve(FILE)), SqliteFile.Mode.READ_ONLY);
  }

  static SqliteJournalStore open(SqliteFile file, SqliteFile.Mode mode) {
    if (mode != SqliteFile.Mode.CREATE && !Files.isRegularFile(file.path())) {
      throw new JournalException(
          "there is no journal in "
              + file.directory()
              + "; name the data directory of a process that runs a rollout");
    }
    if (mode != SqliteFile.Mode.CREATE) {
      requireNotEmpty(file.path());
    }
    SqliteJournalStore store = new SqliteJournalStore(file, mode);
    store.lock.lock();
    try {
      store.connect();
      return store;
    } catch (SQLException failed) {
      throw SqliteFaults.of(file.path(), "opened", failed);
    } finally {
      store.lock.unlock();
    }
  }

  private Connection connect() throws SQLException {
    while (true) {
      try {
        frozenAt = mode == SqliteFile.Mode.READ_ONLY && !file.hasLog() ? file.stamp() : null;
        return connect(frozenAt == null ? mode : SqliteFile.Mode.FROZEN);
      } catch (IOException unreadable) {
        throw gone(unreadable);
      } catch (SQLException | JournalDamagedException failed) {
        if (!wasWritten()) {
          throw failed;
        }
      }
    }
  }

  private Connection connect(SqliteFile.Mode with) throws SQLException, IOException {
    SqliteSchema schema = new SqliteSchema(file);
    Connection opened = file.open(with);
    try {
      if (!schema.isCurrent(opened, with)) {
        opened.close();
        requireWritable();
        schema.migrate();
        opened = file.open(with);
      }
      schema.requireTables(opened);
      run(opened, "SELECT 1 FROM head LIMIT 1");
      identity = file.identity();
      connection = opened;
      return opened;
    } catch (SQLException | IOException | RuntimeException failed) {
      opened.close();
      throw failed;
    }
  }

  /** Whether somebody wrote to the file since it was opened as one that nobody writes. */
  private boolean wasWritten() {
    try {
      return frozenAt != null && !frozenAt.equals(file.stamp());
    } catch (IOException unreadable) {
      throw gone(unreadable);
    }
  }

  private void requireWritable() {
    if (!mode.writes()) {
      throw new JournalException(
          "the journal " + file.path() + " has tables of an older Belay; open it once for writing");
    }
  }

  /** Statements on the connection. */
  private interface Work<T> {
    T run(Connection connection) throws SQLException;
  }

  private <T> T read(Work<T> work) {
    lock.lock();
    try {
      while (true) {
        Connection current = connected();
        try {
          T result = work.run(current);
          if (!wasWritten()) {
            return result;
          }
        } catch (SQLException | JournalDamagedException failed) {
          if (!wasWritten()) {
            throw failed;
          }
        }
        giveUp(current);
      }
    } catch (SQLException failed) {
      throw SqliteFaults.of(file.path(), "read", failed);
    } finally {
      lock.unlock();
    }
  }

  private <T> T write(Work<T> work) {
    if (!mode.writes()) {
      throw new JournalException(
          "the journal " + file.path() + " was opened for reading; open it for writing");
    }
    lock.lock();
    try {
      Connection current = inPlace();
      boolean done = false;
      try {
        run(current, "BEGIN IMMEDIATE");
        T result = work.run(current);
        requireInPlace();
        run(current, "COMMIT");
        done = true;
        requireInPlace();
        return result;
      } finally {
        if (!done) {
          rollBack(current);
        }
      }
    } catch (SQLException failed) {
      throw SqliteFaults.of(file.path(), "written", failed);
    } finally {
      lock.unlock();
    }
  }

  private static void run(Connection current, String sql) throws SQLException {
    try (Statement statement = current.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Ends a transaction that failed; a connection that cannot even do that is given up. */
  private void rollBack(Connection current) {
    try {
      run(current, "ROLLBACK");
    } catch (SQLException none) {
      if (!SqliteFaults.isNoTransaction(none)) {
        giveUp(current);
      }
    }
  }

  private Connection connected() throws SQLException {
    if (closed) {
      throw new JournalException("the journal " + file.path() + " is closed; open it again");
    }
    return connection == null ? reconnect() : connection;
  }

  private Connection reconnect() throws SQLException {
    if (!Files.isRegularFile(file.path())) {
      throw gone(null);
    }
    return connect();
  }

  private void giveUp(Connection current) {
    connection = null;
    try {
      current.close();
    } catch (SQLException unusable) {
      // It was of no use any more; what went wrong first is on its way to the caller.
    }
  }

  /** The connection to the file that stands at the path now. */
  private Connection inPlace() throws SQLException {
    Connection current = connected();
    if (isInPlace()) {
      return current;
    }
    giveUp(current);
    return reconnect();
  }

  private void requireInPlace() {
    if (!isInPlace()) {
      throw gone(null);
    }
  }

  private boolean isInPlace() {
    try {
      return file.identity().equals(identity);
    } catch (IOException unreadable) {
      throw gone(unreadable);
    }
  }

  private JournalException gone(@Nullable IOException why) {
    String message =
        "the journal "
            + file.path()
            + " was deleted, moved or replaced while it was open; put it back";
    return why == null ? new JournalException(message) : new JournalException(message, why);
  }

  @Override
  public void commit(String rollout, Commit commit) {
    SummaryTables.Encoded encoded = new SummaryTables.Encoded(commit);
    write(
        to -> {
          JournalTables.append(to, rollout, commit);
          SummaryTables.store(to, rollout, commit, encoded);
          CommandTable.answer(to, rollout, commit.answers());
          return commit;
        });
  }

  @Override
  public List<String> rollouts() {
    return read(JournalTables::rollouts);
  }

  @Override
  public Optional<JournalHead> head(String rollout) {
    return read(from -> JournalTables.head(from, rollout));
  }

  @Override
  public List<JournalRow> rows(String rollout, long after, int limit) {
    int most = CommitChecks.limit(limit);
    return read(from -> JournalTables.rows(from, rollout, after, most));
  }

  @Override
  public List<TickRow> ticks(String rollout) {
    return read(from -> SummaryTables.ticks(from, rollout));
  }

  @Override
  public Optional<AttemptRow> attempt(String rollout) {
    return read(from -> SummaryTables.attempt(from, rollout));
  }

  @Override
  public List<WindowRow> windows(
      String rollout, long fromTimeNanos, long afterSequence, int limit) {
    int most = CommitChecks.limit(limit);
    return read(from -> SummaryTables.windows(from, rollout, fromTimeNanos, afterSequence, most));
  }

  @Override
  public long ask(String rollout, Command command) {
    CommitChecks.command(command);
    return write(to -> CommandTable.ask(to, rollout, command));
  }

  @Override
  public List<Command> asked(String rollout, int limit) {
    int most = CommitChecks.limit(limit);
    return read(from -> CommandTable.asked(from, rollout, most));
  }

  @Override
  public void answer(String rollout, long id, CommandAnswer answer) {
    write(
        to -> {
          CommandTable.answer(to, rollout, Map.of(id, answer));
          return answer;
        });
  }

  @Override
  public Optional<CommandAnswer> answered(String rollout, long id) {
    return read(from -> CommandTable.answered(from, rollout, id));
  }

  /** Closes the file. Every other method throws {@link JournalException} from now on. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      Connection current = connection;
      connection = null;
      if (current != null) {
        current.close();
      }
    } catch (SQLException failed) {
      throw SqliteFaults.of(file.path(), "closed", failed);
    } finally {
      lock.unlock();
    }
  }
}
