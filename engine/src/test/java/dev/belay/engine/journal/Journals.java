package dev.belay.engine.journal;

import dev.belay.canary.Cause;
import dev.belay.canary.RolloutEvent;
import dev.belay.canary.Tick;
import dev.belay.flag.Assignment;
import dev.belay.flag.Decision;
import dev.belay.flag.Fallback;
import dev.belay.flag.Reason;
import dev.belay.flag.Variant;
import dev.belay.telemetry.Observation;
import dev.belay.telemetry.Summary;
import dev.belay.telemetry.SummaryLayout;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** Rows, summaries and files for the tests of the journal. */
final class Journals {
  static final String ROLLOUT = "calib-v22";
  static final String FINGERPRINT = "calib_v22_r1_0123456789ab";
  static final long START = 1_795_305_600_000_000_000L;
  static final long SECOND = 1_000_000_000L;

  private Journals() {}

  static RolloutEvent event(long number) {
    return number % 3 == 0
        ? new RolloutEvent.Promoted(0, 1, Cause.CONDITIONS_MET, "event " + number)
        : new RolloutEvent.Observed(number, 30 * SECOND, 30 * SECOND, 900, 0, 900, 1, 0, 0);
  }

  static JournalRow next(JournalChain end) {
    long number = end.sequence() + 1;
    return end.next(START + number * SECOND, "controller", FINGERPRINT, event(number));
  }

  static List<JournalRow> rows(JournalChain end, int count) {
    List<JournalRow> rows = new ArrayList<>();
    JournalChain chain = end;
    for (int i = 0; i < count; i++) {
      rows.add(next(chain));
      chain = chain.with(rows);
    }
    return rows;
  }

  static Commit commit(long after, List<JournalRow> rows) {
    return new Commit(after, rows, Optional.empty(), Optional.empty(), false, 0);
  }

  /** Appends rows, one a commit, to a journal. */
  static List<JournalRow> append(JournalStore store, String rollout, int count) {
    JournalChain end = JournalChain.of(store, rollout);
    List<JournalRow> rows = rows(end, count);
    for (JournalRow row : rows) {
      store.commit(rollout, commit(row.sequence() - 1, List.of(row)));
    }
    return rows;
  }

  static Summary summary(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Summary summary = new Summary(SummaryLayout.ofLimit(1_000_000));
    for (int i = 0; i < 50; i++) {
      Variant variant = random.nextBoolean() ? Variant.TREATMENT : Variant.CONTROL;
      Decision decision =
          new Decision(
              variant,
              Reason.SPLIT,
              null,
              Assignment.BUCKET,
              random.nextLong(),
              "Canary",
              Fallback.LAST_GOOD,
              FINGERPRINT,
              START);
      summary.add(
          decision,
          Observation.of(
                  "slice-" + random.nextInt(3),
                  random.nextInt(2_000_000),
                  random.nextDouble(),
                  random.nextInt(50) > 0)
              .label(random.nextBoolean())
              .build());
    }
    return summary;
  }

  static TickRow tick(long number) {
    Tick tick = new Tick(number, 30 * SECOND, 25, 24, 1, 2);
    return new TickRow(tick, START + number * SECOND, number % 2 == 0, summary(number));
  }

  static WindowRow window(long sequence, long timeNanos) {
    boolean even = sequence % 2 == 0;
    return new WindowRow(sequence, 1, timeNanos, even, !even, summary(sequence));
  }

  static Command command(String verb, long timeNanos) {
    return new Command(0, verb, "", "because of \u00e9\ud83d\ude00", "zo\u00eb", timeNanos);
  }

  /** Runs statements on a file behind the store's back. */
  static void sql(Path directory, String... statements) throws SQLException {
    String url = "jdbc:sqlite:" + directory.resolve(SqliteJournalStore.FILE);
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }
}
