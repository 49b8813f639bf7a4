package dev.belay.engine.journal;

import static dev.belay.engine.journal.Journals.ROLLOUT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.engine.journal.ChainReport.Fault;
import dev.belay.engine.journal.ChainReport.Kind;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is done to a journal of 20 rows behind its back is found, and named. */
class ChainVerifierTest {
  private static final int ROWS = 20;
  private static final String COPY =
      "INSERT INTO journal SELECT rollout, %d, time_ns, actor, fingerprint, type, event, previous,"
          + " hash FROM journal";

  @TempDir Path directory;

  private final List<JournalRow> rows = Journals.rows(JournalChain.empty(ROLLOUT), ROWS);

  @BeforeEach
  void write() {
    try (SqliteJournalStore store = SqliteJournalStore.open(directory)) {
      store.commit(ROLLOUT, Journals.commit(0, rows));
      Journals.append(store, "other", 1);
    }
  }

  private Fault faultAfter(String... statements) throws SQLException {
    Journals.sql(directory, statements);
    try (SqliteJournalStore store = SqliteJournalStore.readOnly(directory)) {
      assertThat(ChainVerifier.verify(store, "other").intact()).isTrue();
      List<JournalRow> good = new ArrayList<>();
      ChainReport report = ChainVerifier.verify(store, ROLLOUT, good::add);
      assertThat(report.intact()).isFalse();
      assertThat(good).hasSize((int) report.rows());
      Fault fault = report.fault().orElseThrow();
      assertThat(fault.sentence())
          .contains("row ")
          .contains(" " + fault.sequence() + " ")
          .contains(ROLLOUT);
      return fault;
    }
  }

  private static String set(String column, String value, long sequence) {
    return "UPDATE journal SET " + column + " = " + value + at(sequence);
  }

  private static String delete(long sequence) {
    return "DELETE FROM journal" + at(sequence);
  }

  private static String copy(long from, long to) {
    return COPY.replace("%d", Long.toString(to)) + at(from);
  }

  private static String at(long sequence) {
    return " WHERE rollout = '" + ROLLOUT + "' AND sequence = " + sequence;
  }

  /** Moves all rows from a place on, in one direction, as the primary key allows it. */
  private static String[] shift(long from, int by) {
    return new String[] {
      "UPDATE journal SET sequence = sequence + 1000"
          + " WHERE rollout = 'calib-v22' AND sequence >= "
          + from,
      "UPDATE journal SET sequence = sequence - 1000 + "
          + by
          + " WHERE rollout = 'calib-v22' AND sequence >= 1000"
    };
  }

  @Test
  void aWholeJournal_isIntact() {
    try (SqliteJournalStore store = SqliteJournalStore.readOnly(directory)) {
      List<JournalRow> good = new ArrayList<>();
      assertThat(ChainVerifier.verify(store, ROLLOUT, good::add))
          .isEqualTo(new ChainReport(ROWS, Optional.empty()));
      assertThat(good).isEqualTo(rows);
    }
  }

  static Stream<Arguments> changes() {
    List<String> changes =
        List.of(
            "time_ns = time_ns + 1",
            "actor = 'somebody else'",
            "fingerprint = 'calib_v22_r2_0123456789ab'",
            "type = 'Reset'",
            "event = event || ' '",
            "event = replace(event, ':', ': ')",
            "event = replace(replace(event, '900', '901'), 'event', 'Event')",
            "event = '{}'",
            "event = ''",
            "hash = upper(hash)",
            "previous = printf('%064d', 1)");
    return Stream.of(1, 9, 20)
        .flatMap(place -> changes.stream().map(change -> Arguments.of(place, change)));
  }

  @ParameterizedTest
  @MethodSource("changes")
  void aChangedRow_isNamed(int place, String change) throws SQLException {
    Fault fault = faultAfter("UPDATE journal SET " + change + at(place));
    assertThat(fault.sequence()).isEqualTo(place);
    assertThat(fault.kind()).isEqualTo(Kind.CHANGED);
    assertThat(fault.sentence())
        .isEqualTo(
            "row %d of the journal of calib-v22 was changed: its content and its hash contradict each other"
                .replace("%d", Integer.toString(place)));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 9, 19})
  void aChangedRowWithANewHash_isNamed(int place) throws SQLException {
    JournalRow row = rows.get(place - 1);
    JournalRow forged =
        new JournalRow(
            place,
            row.timeNanos(),
            "controller",
            row.fingerprint(),
            "Held",
            "{\"reason\":\"never\"}",
            row.previous(),
            "");
    Fault fault =
        faultAfter(
            set("type", "'Held'", place),
            set("event", "'{\"reason\":\"never\"}'", place),
            set("hash", "'" + JournalChain.hash(ROLLOUT, forged) + "'", place));
    assertThat(fault.sequence()).isEqualTo(place);
    assertThat(fault.kind()).isEqualTo(Kind.CHANGED);
    assertThat(fault.sentence()).contains("was replaced: row " + (place + 1));
  }

  @Test
  void aRewrittenEnd_isFoundByTheHead() throws SQLException {
    JournalChain before = JournalChain.empty(ROLLOUT).with(rows.get(ROWS - 2));
    JournalRow forged =
        before.next(rows.get(ROWS - 1).timeNanos() + 1, "x", "f", Journals.event(3));
    Fault fault =
        faultAfter(
            set("actor", "'x'", ROWS),
            set("fingerprint", "'f'", ROWS),
            set("time_ns", Long.toString(forged.timeNanos()), ROWS),
            set("type", "'" + forged.type() + "'", ROWS),
            set("event", "'" + forged.event() + "'", ROWS),
            set("hash", "'" + forged.hash() + "'", ROWS));
    assertThat(fault.kind()).isEqualTo(Kind.HEAD);
    assertThat(fault.sequence()).isEqualTo(ROWS);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 9, 19})
  void aRemovedRow_isNamed(int place) throws SQLException {
    Fault fault = faultAfter(delete(place));
    assertThat(fault)
        .isEqualTo(
            new Fault(
                place, Kind.REMOVED, "row " + place + " of the journal of calib-v22 is missing"));
  }

  @Test
  void removedRows_areNamed() throws SQLException {
    Fault fault = faultAfter(delete(5), delete(6), delete(7));
    assertThat(fault.kind()).isEqualTo(Kind.REMOVED);
    assertThat(fault.sentence())
        .isEqualTo("row 5 of the journal of calib-v22 and what follows, up to row 7, is missing");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 9, 19})
  void aRemovedRowWhoseGapWasClosed_isNamed(int place) throws SQLException {
    Journals.sql(directory, delete(place));
    Fault fault = faultAfter(shift(place + 1, -1));
    assertThat(fault.sequence()).isEqualTo(place);
    assertThat(fault.kind()).isEqualTo(Kind.REMOVED);
    assertThat(fault.sentence())
        .endsWith("is missing; row " + (place + 1) + " was moved to its place");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 9, 19})
  void rowsThatChangedPlaces_areNamed(int place) throws SQLException {
    Fault fault =
        faultAfter(
            set("sequence", "1000", place),
            set("sequence", Integer.toString(place), 20),
            set("sequence", "20", 1000));
    assertThat(fault.sequence()).isEqualTo(place);
    assertThat(fault.kind()).isEqualTo(Kind.REORDERED);
    assertThat(fault.sentence())
        .isEqualTo(
            "row "
                + place
                + " of the journal of calib-v22 stands at the place of row 20, and row 20 at its");
  }

  @Test
  void aRowThatWasMovedToTheEnd_isNamed() throws SQLException {
    Fault fault = faultAfter(set("sequence", "1000", 5));
    assertThat(fault.sequence()).isEqualTo(5);
    assertThat(fault.kind()).isEqualTo(Kind.REORDERED);
    assertThat(fault.sentence()).contains("stands at the place of row 1000");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 10, 20})
  void aTruncatedJournal_isFoundByTheHead(int first) throws SQLException {
    Fault fault =
        faultAfter("DELETE FROM journal WHERE rollout = 'calib-v22' AND sequence >= " + first);
    assertThat(fault.sequence()).isEqualTo(first);
    assertThat(fault.kind()).isEqualTo(Kind.TRUNCATED);
    assertThat(fault.sentence())
        .isEqualTo(
            "row "
                + first
                + " of the journal of calib-v22 and what follows, up to row 20, is missing");
  }

  @Test
  void anAppendedRow_isFoundByTheHead() throws SQLException {
    JournalRow more = Journals.next(JournalChain.empty(ROLLOUT).with(rows));
    Fault fault =
        faultAfter(
            copy(20, 21),
            set("time_ns", Long.toString(more.timeNanos()), 21),
            set("type", "'" + more.type() + "'", 21),
            set("event", "'" + more.event() + "'", 21),
            set("previous", "'" + more.previous() + "'", 21),
            set("hash", "'" + more.hash() + "'", 21));
    assertThat(fault.sequence()).isEqualTo(21);
    assertThat(fault.kind()).isEqualTo(Kind.ADDED);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 9, 20})
  void aRowThatWasPutIn_isNamed(int place) throws SQLException {
    Journals.sql(directory, shift(place, 1));
    int from = place == 1 ? 3 : 1;
    Fault fault = faultAfter(copy(from, place), set("actor", "'intruder'", place));
    assertThat(fault.sequence()).isEqualTo(place);
    assertThat(fault.kind()).isEqualTo(Kind.ADDED);
    assertThat(fault.sentence())
        .endsWith("is none of this journal; what was row " + place + " is now row " + (place + 1));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 9, 20})
  void aRowThatWasPutInWithAHash_isNamed(int place) throws SQLException {
    JournalChain end = JournalChain.empty(ROLLOUT).with(rows.subList(0, place - 1));
    JournalRow forged = end.next(0, "controller", "f", Journals.event(3));
    Journals.sql(directory, shift(place, 1));
    Fault fault =
        faultAfter(
            copy(place + 1, place),
            set("time_ns", Long.toString(forged.timeNanos()), place),
            set("fingerprint", "'f'", place),
            set("type", "'" + forged.type() + "'", place),
            set("event", "'" + forged.event() + "'", place),
            set("hash", "'" + forged.hash() + "'", place));
    assertThat(fault.kind()).isEqualTo(Kind.ADDED);
    assertThat(fault.sequence()).isEqualTo(place + 1);
    assertThat(fault.sentence())
        .endsWith(
            "was written as row " + place + ": a row was added before it, or this one is a copy");
  }

  @Test
  void aLostOrChangedHead_isNamed() throws SQLException {
    Fault changed = faultAfter("UPDATE head SET hash = 'x' WHERE rollout = 'calib-v22'");
    assertThat(changed.kind()).isEqualTo(Kind.HEAD);
    assertThat(changed.sequence()).isEqualTo(20);
    Fault lost = faultAfter("DELETE FROM head WHERE rollout = 'calib-v22'");
    assertThat(lost.kind()).isEqualTo(Kind.HEAD);
    assertThat(lost.sentence())
        .isEqualTo("the store remembers no last row of calib-v22, and there are 20 of them");
    try (SqliteJournalStore store = SqliteJournalStore.readOnly(directory)) {
      assertThat(store.rollouts()).containsExactly(ROLLOUT, "other");
    }
  }

  @Test
  void anEventThatNobodyKnows_isUnreadable() throws SQLException {
    JournalChain end = JournalChain.empty(ROLLOUT).with(rows);
    JournalRow row =
        new JournalRow(21, end.timeNanos(), "a", "f", "Launched", "{}", end.hash(), "");
    String hash = JournalChain.hash(ROLLOUT, row);
    Fault fault =
        faultAfter(
            "INSERT INTO journal VALUES ('calib-v22', 21, "
                + end.timeNanos()
                + ", 'a', 'f', 'Launched', '{}', '"
                + end.hash()
                + "', '"
                + hash
                + "')",
            "UPDATE head SET sequence = 21, hash = '" + hash + "' WHERE rollout = 'calib-v22'");
    assertThat(fault.kind()).isEqualTo(Kind.UNREADABLE);
    assertThat(fault.sentence())
        .startsWith("row 21 (Launched) of the journal of calib-v22 is not readable");
  }

  @Test
  void aRowThatIsOlderThanTheOneBefore_isNamed() {
    JournalChain end = JournalChain.empty(ROLLOUT).with(rows);
    JournalChain forgetful = new JournalChain(ROLLOUT, end.sequence(), end.hash(), 0);
    try (SqliteJournalStore store = SqliteJournalStore.open(directory)) {
      store.commit(
          ROLLOUT, Journals.commit(20, List.of(forgetful.next(1, "a", "f", Journals.event(1)))));
      Fault fault = ChainVerifier.verify(store, ROLLOUT).fault().orElseThrow();
      assertThat(fault.kind()).isEqualTo(Kind.BACKWARDS);
      assertThat(fault.sequence()).isEqualTo(21);
    }
  }
}
