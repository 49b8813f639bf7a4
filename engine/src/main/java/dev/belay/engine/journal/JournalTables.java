package dev.belay.engine.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** The tables {@code journal} and {@code head}, in SQL that is no single database's. Stateless. */
final class JournalTables {
  private JournalTables() {}

  /** Appends a commit's rows, if the journal ends where the commit says. */
  static void append(Connection connection, String rollout, Commit commit) throws SQLException {
    JournalHead before = head(connection, rollout).orElse(new JournalHead(0, JournalChain.NO_ROW));
    if (before.sequence() != commit.after()) {
      throw CommitChecks.otherEnd(rollout, commit.after());
    }
    JournalHead after = CommitChecks.follow(rollout, commit, before);
    if (!commit.rows().isEmpty()) {
      move(connection, rollout, before.sequence(), after);
      insert(connection, rollout, commit.rows());
    }
  }

  /** Moves the head from where it is, which only one of two can do. */
  private static void move(Connection connection, String rollout, long from, JournalHead to)
      throws SQLException {
    String sql =
        from == 0
            ? "INSERT INTO head (sequence, hash, rollout) VALUES (?, ?, ?)"
                + " ON CONFLICT (rollout) DO NOTHING"
            : "UPDATE head SET sequence = ?, hash = ? WHERE rollout = ? AND sequence = ?";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, to.sequence());
      statement.setString(2, to.hash());
      statement.setString(3, rollout);
      if (from != 0) {
        statement.setLong(4, from);
      }
      if (statement.executeUpdate() != 1) {
        throw CommitChecks.otherEnd(rollout, from);
      }
    }
  }

  private static void insert(Connection connection, String rollout, List<JournalRow> rows)
      throws SQLException {
    String sql =
        "INSERT INTO journal"
            + " (rollout, sequence, time_ns, actor, fingerprint, type, event, previous, hash)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (JournalRow row : rows) {
        statement.setString(1, rollout);
        statement.setLong(2, row.sequence());
        statement.setLong(3, row.timeNanos());
        statement.setString(4, row.actor());
        statement.setString(5, row.fingerprint());
        statement.setString(6, row.type());
        statement.setString(7, row.event());
        statement.setString(8, row.previous());
        statement.setString(9, row.hash());
        statement.executeUpdate();
      }
    }
  }

  /** From both tables, so that a journal without its head, or the reverse, is not overlooked. */
  static List<String> rollouts(Connection connection) throws SQLException {
    TreeSet<String> rollouts = new TreeSet<>();
    String sql = "SELECT rollout FROM head UNION SELECT DISTINCT rollout FROM journal";
    try (PreparedStatement statement = connection.prepareStatement(sql);
        ResultSet found = statement.executeQuery()) {
      while (found.next()) {
        rollouts.add(found.getString(1));
      }
    }
    return List.copyOf(rollouts);
  }

  static Optional<JournalHead> head(Connection connection, String rollout) throws SQLException {
    String sql = "SELECT sequence, hash FROM head WHERE rollout = ?";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, rollout);
      try (ResultSet found = statement.executeQuery()) {
        return found.next()
            ? Optional.of(new JournalHead(found.getLong(1), found.getString(2)))
            : Optional.empty();
      }
    }
  }

  static List<JournalRow> rows(Connection connection, String rollout, long after, int limit)
      throws SQLException {
    String sql =
        "SELECT sequence, time_ns, actor, fingerprint, type, event, previous, hash FROM journal"
            + " WHERE rollout = ? AND sequence > ? ORDER BY sequence LIMIT ?";
    List<JournalRow> rows = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, rollout);
      statement.setLong(2, after);
      statement.setInt(3, limit);
      try (ResultSet found = statement.executeQuery()) {
        while (found.next()) {
          rows.add(
              new JournalRow(
                  found.getLong(1),
                  found.getLong(2),
                  text(found, 3),
                  text(found, 4),
                  text(found, 5),
                  text(found, 6),
                  text(found, 7),
                  text(found, 8)));
        }
      }
    }
    return rows;
  }

  /** A column that is never null, as long as nobody made the table anew. */
  private static String text(ResultSet found, int column) throws SQLException {
    String text = found.getString(column);
    if (text == null) {
      throw new JournalDamagedException(
          "row "
              + found.getLong(1)
              + " has no "
              + found.getMetaData().getColumnName(column)
              + "; restore the journal from a backup");
    }
    return text;
  }
}
