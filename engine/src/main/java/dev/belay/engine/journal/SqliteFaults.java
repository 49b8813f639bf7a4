package dev.belay.engine.journal;

import java.nio.file.Path;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** What went wrong with a journal's file, in one sentence with the remedy. Stateless. */
final class SqliteFaults {
  private SqliteFaults() {}

  /**
   * The exception for an error of SQLite.
   *
   * @param what what could not be done, such as {@code written}
   */
  static JournalException of(Path file, String what, SQLException error) {
    String start = "the journal " + file + " cannot be " + what + ": ";
    return switch (code(error)) {
      case SQLITE_FULL -> failed(start + "the disk is full; free some space", error);
      case SQLITE_READONLY, SQLITE_PERM, SQLITE_AUTH ->
          failed(
              start + "it may only be read; let this user write the file and its directory", error);
      case SQLITE_BUSY, SQLITE_LOCKED ->
          new JournalBusyException(
              start + "another process has it locked; end that process, or wait for it", error);
      case SQLITE_CANTOPEN ->
          failed(
              start + "the file or its directory is missing or closed to this user; look at both",
              error);
      case SQLITE_IOERR ->
          failed(start + "the disk answers with an error (" + says(error) + "); look at it", error);
      case SQLITE_CORRUPT ->
          new JournalDamagedException(
              start + "the file is damaged (" + says(error) + "); restore it from a backup", error);
      case SQLITE_NOTADB ->
          new JournalDamagedException(
              start + "the file is no SQLite database; restore it from a backup", error);
      case SQLITE_CONSTRAINT ->
          failed(
              start
                  + "its tables contradict each other ("
                  + says(error)
                  + "); look at it with belay audit verify",
              error);
      case SQLITE_ERROR ->
          says(error).matches(".*(no such (table|column)|has no column).*")
              ? new JournalDamagedException(
                  start + "its tables are damaged (" + says(error) + "); restore it from a backup",
                  error)
              : failed(start + says(error) + "; look at the file and the disk", error);
      default -> failed(start + says(error) + "; look at the file and the disk", error);
    };
  }

  private static JournalException failed(String message, SQLException error) {
    return new JournalException(message, error);
  }

  /** Whether this is what ROLLBACK says where SQLite has rolled back already. */
  static boolean isNoTransaction(SQLException error) {
    return code(error) == SQLiteErrorCode.SQLITE_ERROR && says(error).contains("no transaction");
  }

  /** The kind of error, without its details. */
  private static SQLiteErrorCode code(SQLException error) {
    int code =
        error instanceof SQLiteException known ? known.getResultCode().code : error.getErrorCode();
    return SQLiteErrorCode.getErrorCode(code & 0xff);
  }

  private static String says(SQLException error) {
    Throwable cause = error.getCause();
    String text = error.getMessage() + (cause == null ? "" : ": " + cause.getMessage());
    return text.replaceAll("\\s+", " ");
  }
}
