package dev.belay.engine.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The table {@code commands}, in SQL that is no single database's. Stateless. */
final class CommandTable {
  private CommandTable() {}

  static long ask(Connection connection, String rollout, Command command) throws SQLException {
    prune(connection, rollout, command.timeNanos() - JournalStore.ANSWERS_KEPT_NANOS);
    if (count(connection, rollout) >= JournalStore.MAX_ASKED) {
      throw CommitChecks.tooManyAsked(rollout);
    }
    String sql =
        "INSERT INTO commands (rollout, verb, argument, reason, actor, time_ns)"
            + " VALUES (?, ?, ?, ?, ?, ?) RETURNING id";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, rollout);
      statement.setString(2, command.verb());
      statement.setString(3, command.argument());
      statement.setString(4, command.reason());
      statement.setString(5, command.actor());
      statement.setLong(6, command.timeNanos());
      try (ResultSet id = statement.executeQuery()) {
        id.next();
        return id.getLong(1);
      }
    }
  }

  private static void prune(Connection connection, String rollout, long beforeNanos)
      throws SQLException {
    String sql = "DELETE FROM commands WHERE rollout = ? AND time_ns < ? AND done IS NOT NULL";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, rollout);
      statement.setLong(2, beforeNanos);
      statement.executeUpdate();
    }
  }

  private static int count(Connection connection, String rollout) throws SQLException {
    String sql = "SELECT count(*) FROM commands WHERE rollout = ? AND done IS NULL";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, rollout);
      try (ResultSet count = statement.executeQuery()) {
        return count.next() ? count.getInt(1) : 0;
      }
    }
  }

  static List<Command> asked(Connection connection, String rollout, int limit) throws SQLException {
    String sql =
        "SELECT id, verb, argument, reason, actor, time_ns FROM commands"
            + " WHERE rollout = ? AND done IS NULL ORDER BY id LIMIT ?";
    List<Command> commands = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, rollout);
      statement.setInt(2, limit);
      try (ResultSet found = statement.executeQuery()) {
        while (found.next()) {
          commands.add(
              new Command(
                  found.getLong(1),
                  found.getString(2),
                  found.getString(3),
                  found.getString(4),
                  found.getString(5),
                  found.getLong(6)));
        }
      }
    }
    return commands;
  }

  static void answer(Connection connection, String rollout, Map<Long, CommandAnswer> answers)
      throws SQLException {
    if (answers.isEmpty()) {
      return;
    }
    String sql =
        "UPDATE commands SET done = ?, sentence = ? WHERE rollout = ? AND id = ? AND done IS NULL";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (Map.Entry<Long, CommandAnswer> entry : answers.entrySet()) {
        statement.setInt(1, entry.getValue().done() ? 1 : 0);
        statement.setString(2, entry.getValue().sentence());
        statement.setString(3, rollout);
        statement.setLong(4, entry.getKey());
        if (statement.executeUpdate() != 1) {
          throw CommitChecks.noSuchQuestion(rollout, entry.getKey());
        }
      }
    }
  }

  static Optional<CommandAnswer> answered(Connection connection, String rollout, long id)
      throws SQLException {
    String sql =
        "SELECT done, sentence FROM commands WHERE rollout = ? AND id = ? AND done IS NOT NULL";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, rollout);
      statement.setLong(2, id);
      try (ResultSet found = statement.executeQuery()) {
        return found.next()
            ? Optional.of(new CommandAnswer(found.getInt(1) != 0, found.getString(2)))
            : Optional.empty();
      }
    }
  }
}
