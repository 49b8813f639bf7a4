package dev.belay.engine.journal;

import dev.belay.canary.Tick;
import dev.belay.telemetry.Summary;
import dev.belay.telemetry.SummaryCodec;
import dev.belay.telemetry.SummaryFormatException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The tables {@code ticks}, {@code windows} and {@code attempts}, in SQL that is no single
 * database's. Stateless.
 */
final class SummaryTables {
  private SummaryTables() {}

  /** A commit's summaries in bytes: made before the transaction begins. */
  static final class Encoded {
    private final byte[] tick;
    private final byte[] window;

    Encoded(Commit commit) {
      tick = commit.tick().map(row -> SummaryCodec.encode(row.summary())).orElse(new byte[0]);
      window = commit.window().map(row -> SummaryCodec.encode(row.summary())).orElse(new byte[0]);
    }
  }

  static void store(Connection connection, String rollout, Commit commit, Encoded encoded)
      throws SQLException {
    if (commit.dropTicks() || commit.window().isPresent()) {
      dropTicks(connection, rollout);
    }
    dropWindows(connection, rollout, commit.dropWindowsBefore());
    if (commit.tick().isPresent()) {
      insert(connection, rollout, commit.tick().get(), encoded.tick);
    }
    if (commit.window().isPresent()) {
      insert(connection, rollout, commit.window().get(), encoded.window);
    }
    if (commit.attempt().isPresent()) {
      replace(connection, rollout, commit.attempt().get());
    }
  }

  private static void dropTicks(Connection connection, String rollout) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("DELETE FROM ticks WHERE rollout = ?")) {
      statement.setString(1, rollout);
      statement.executeUpdate();
    }
  }

  private static void dropWindows(Connection connection, String rollout, long beforeNanos)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("DELETE FROM windows WHERE rollout = ? AND time_ns < ?")) {
      statement.setString(1, rollout);
      statement.setLong(2, beforeNanos);
      statement.executeUpdate();
    }
  }

  private static void insert(Connection connection, String rollout, TickRow row, byte[] summary)
      throws SQLException {
    String sql =
        "INSERT INTO ticks (rollout, number, time_ns, judged, nanos, treatment_decisions, treated,"
            + " failed, invalid, summary) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            + " ON CONFLICT (rollout, number) DO NOTHING";
    Tick tick = row.tick();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, rollout);
      statement.setLong(2, tick.number());
      statement.setLong(3, row.timeNanos());
      statement.setInt(4, row.judged() ? 1 : 0);
      statement.setLong(5, tick.nanos());
      statement.setLong(6, tick.treatmentDecisions());
      statement.setLong(7, tick.treated());
      statement.setLong(8, tick.failed());
      statement.setLong(9, tick.invalid());
      statement.setBytes(10, summary);
      if (statement.executeUpdate() != 1) {
        throw CommitChecks.tickTaken(rollout, tick.number());
      }
    }
  }

  private static void insert(Connection connection, String rollout, WindowRow row, byte[] summary)
      throws SQLException {
    String sql =
        "INSERT INTO windows (rollout, sequence, stage_sequence, time_ns, green, production,"
            + " summary) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (rollout, sequence) DO NOTHING";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, rollout);
      statement.setLong(2, row.sequence());
      statement.setLong(3, row.stageSequence());
      statement.setLong(4, row.timeNanos());
      statement.setInt(5, row.green() ? 1 : 0);
      statement.setInt(6, row.production() ? 1 : 0);
      statement.setBytes(7, summary);
      if (statement.executeUpdate() != 1) {
        throw CommitChecks.windowTaken(rollout, row.sequence());
      }
    }
  }

  private static void replace(Connection connection, String rollout, AttemptRow row)
      throws SQLException {
    String sql =
        "INSERT INTO attempts (rollout, attempt, tick, evidence) VALUES (?, ?, ?, ?)"
            + " ON CONFLICT (rollout) DO UPDATE SET attempt = excluded.attempt,"
            + " tick = excluded.tick, evidence = excluded.evidence";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, rollout);
      statement.setLong(2, row.attempt());
      statement.setLong(3, row.tick());
      statement.setBytes(4, row.evidence());
      statement.executeUpdate();
    }
  }

  static Optional<AttemptRow> attempt(Connection connection, String rollout) throws SQLException {
    String sql = "SELECT attempt, tick, evidence FROM attempts WHERE rollout = ?";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, rollout);
      try (ResultSet found = statement.executeQuery()) {
        return found.next()
            ? Optional.of(new AttemptRow(found.getLong(1), found.getLong(2), found.getBytes(3)))
            : Optional.empty();
      }
    }
  }

  static List<TickRow> ticks(Connection connection, String rollout) throws SQLException {
    String sql =
        "SELECT number, nanos, treatment_decisions, treated, failed, invalid, time_ns, judged,"
            + " summary FROM ticks WHERE rollout = ? ORDER BY number";
    List<TickRow> ticks = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, rollout);
      try (ResultSet found = statement.executeQuery()) {
        while (found.next()) {
          Tick tick =
              new Tick(
                  found.getLong(1),
                  found.getLong(2),
                  found.getLong(3),
                  found.getLong(4),
                  found.getLong(5),
                  found.getLong(6));
          ticks.add(
              new TickRow(
                  tick,
                  found.getLong(7),
                  found.getInt(8) != 0,
                  summary(found.getBytes(9), "tick " + tick.number(), rollout)));
        }
      }
    }
    return ticks;
  }

  static List<WindowRow> windows(
      Connection connection, String rollout, long fromTimeNanos, long afterSequence, int limit)
      throws SQLException {
    String sql =
        "SELECT sequence, stage_sequence, time_ns, green, production, summary FROM windows"
            + " WHERE rollout = ? AND sequence > ? AND time_ns >= ? ORDER BY sequence LIMIT ?";
    List<WindowRow> windows = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, rollout);
      statement.setLong(2, afterSequence);
      statement.setLong(3, fromTimeNanos);
      statement.setInt(4, limit);
      try (ResultSet found = statement.executeQuery()) {
        while (found.next()) {
          long sequence = found.getLong(1);
          windows.add(
              new WindowRow(
                  sequence,
                  found.getLong(2),
                  found.getLong(3),
                  found.getInt(4) != 0,
                  found.getInt(5) != 0,
                  summary(found.getBytes(6), "the window of row " + sequence, rollout)));
        }
      }
    }
    return windows;
  }

  private static Summary summary(byte[] bytes, String where, String rollout) {
    try {
      // A summary of ours may be of any size that SQLite took.
      return SummaryCodec.decode(bytes, Integer.MAX_VALUE);
    } catch (SummaryFormatException damaged) {
      throw new JournalDamagedException(
          where + " of " + rollout + ": " + damaged.getMessage() + "; restore a backup", damaged);
    }
  }
}
