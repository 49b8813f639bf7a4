package dev.belay.engine.journal;

import static dev.belay.engine.journal.Journals.ROLLOUT;
import static dev.belay.engine.journal.Journals.SECOND;
import static dev.belay.engine.journal.Journals.START;
import static dev.belay.engine.journal.Journals.commit;
import static dev.belay.engine.journal.Journals.tick;
import static dev.belay.engine.journal.Journals.window;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.canary.RolloutEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store does. A store's own test class extends this and says how to open one. */
abstract class JournalStoreContract {
  private final List<JournalStore> opened = new ArrayList<>();
  private JournalStore store;

  /** A store on the same data as the one before in this test. */
  abstract JournalStore open() throws Exception;

  /** The same data once the store was closed; a store that keeps nothing beyond that stays open. */
  JournalStore reopen(JournalStore closing) throws Exception {
    closing.close();
    return another();
  }

  @BeforeEach
  void openTheFirst() throws Exception {
    store = another();
  }

  @AfterEach
  void closeAll() {
    opened.forEach(JournalStore::close);
  }

  private JournalStore another() throws Exception {
    JournalStore more = open();
    opened.add(more);
    return more;
  }

  @Test
  void anUnknownRollout_isEmpty() {
    assertThat(store.rollouts()).isEmpty();
    assertThat(store.head("x")).isEmpty();
    assertThat(store.rows("x", 0, 10)).isEmpty();
    assertThat(store.ticks("x")).isEmpty();
    assertThat(store.windows("x", Long.MIN_VALUE, Long.MIN_VALUE, 10)).isEmpty();
    assertThat(store.asked("x", 10)).isEmpty();
    assertThat(store.answered("x", 1)).isEmpty();
    assertThat(ChainVerifier.verify(store, "x")).isEqualTo(new ChainReport(0, Optional.empty()));
  }

  @Test
  void rows_comeBackAsTheyWere() {
    JournalChain end = JournalChain.empty(ROLLOUT);
    List<JournalRow> rows = EventJsonTest.goldenRows();
    store.commit(ROLLOUT, commit(0, rows));
    assertThat(store.rows(ROLLOUT, 0, 100)).isEqualTo(rows);
    end = end.with(rows);
    assertThat(store.head(ROLLOUT)).contains(new JournalHead(end.sequence(), end.hash()));
    assertThat(JournalChain.of(store, ROLLOUT)).isEqualTo(end);
    assertThat(store.rollouts()).containsExactly(ROLLOUT);
  }

  @Test
  void rows_arePagedInOrder() {
    List<JournalRow> rows = Journals.append(store, ROLLOUT, 25);
    for (int limit : new int[] {1, 7, 24, 25, 26, Integer.MAX_VALUE}) {
      List<JournalRow> all = new ArrayList<>();
      while (true) {
        List<JournalRow> page = store.rows(ROLLOUT, all.size(), limit);
        assertThat(page).hasSizeLessThanOrEqualTo(limit);
        if (page.isEmpty()) {
          break;
        }
        all.addAll(page);
      }
      assertThat(all).isEqualTo(rows);
    }
    assertThat(store.rows(ROLLOUT, 25, 10)).isEmpty();
    assertThat(store.rows(ROLLOUT, Long.MAX_VALUE, 10)).isEmpty();
    assertThat(store.rows(ROLLOUT, 3, 0)).isEmpty();
    assertThatThrownBy(() -> store.rows(ROLLOUT, 0, -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("limit is -1; it must be at least 0");
  }

  @Test
  void everything_outlivesTheStore() throws Exception {
    List<JournalRow> rows = Journals.append(store, ROLLOUT, 3);
    store.commit(
        ROLLOUT,
        new Commit(3, List.of(), Optional.of(tick(1)), Optional.of(window(3, START)), false, 0));
    long id = store.ask(ROLLOUT, Journals.command("hold", START));
    JournalStore later = reopen(store);
    assertThat(later.rows(ROLLOUT, 0, 10)).isEqualTo(rows);
    assertThat(later.ticks(ROLLOUT)).containsExactly(tick(1));
    assertThat(later.windows(ROLLOUT, 0, 0, 10)).containsExactly(window(3, START));
    assertThat(later.asked(ROLLOUT, 10)).extracting(Command::id).containsExactly(id);
    Journals.append(later, ROLLOUT, 2);
    assertThat(ChainVerifier.verify(later, ROLLOUT))
        .isEqualTo(new ChainReport(5, Optional.empty()));
  }

  @Test
  void aCommitOnAnOldEnd_isRefusedWhole() {
    List<JournalRow> rows = Journals.append(store, ROLLOUT, 3);
    long id = store.ask(ROLLOUT, Journals.command("hold", START));
    JournalChain second = JournalChain.empty(ROLLOUT).with(rows.subList(0, 2));
    Commit late =
        new Commit(
            2,
            Journals.rows(second, 2),
            Optional.of(tick(1)),
            Optional.of(window(3, START)),
            false,
            0,
            Map.of(id, new CommandAnswer(true, "held")),
            Optional.of(new AttemptRow(1, 1, new byte[1])));
    assertThatThrownBy(() -> store.commit(ROLLOUT, late))
        .isInstanceOf(JournalConflictException.class)
        .hasMessageContaining("the journal of calib-v22 does not end at row 2 any more");
    for (long after : new long[] {0, 4, -1, Long.MAX_VALUE}) {
      assertThatThrownBy(() -> store.commit(ROLLOUT, commit(after, List.of())))
          .isInstanceOf(JournalConflictException.class);
    }
    assertThat(store.rows(ROLLOUT, 0, 10)).isEqualTo(rows);
    assertThat(store.ticks(ROLLOUT)).isEmpty();
    assertThat(store.windows(ROLLOUT, 0, 0, 10)).isEmpty();
    assertThat(store.asked(ROLLOUT, 10)).hasSize(1);
  }

  @Test
  void rowsThatDoNotFollow_areRefused() {
    List<JournalRow> rows = Journals.append(store, ROLLOUT, 2);
    JournalChain end = JournalChain.empty(ROLLOUT).with(rows);
    List<JournalRow> next = Journals.rows(end, 3);
    JournalChain alien = new JournalChain(ROLLOUT, 2, "f".repeat(64), START);
    for (List<JournalRow> wrong :
        List.of(
            List.of(next.get(1)),
            List.of(next.get(0), next.get(2)),
            List.of(next.get(0), next.get(0)),
            List.of(next.get(1), next.get(0)),
            Journals.rows(alien, 1),
            rows)) {
      assertThatThrownBy(() -> store.commit(ROLLOUT, commit(2, wrong)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("does not follow row");
    }
    assertThat(store.rows(ROLLOUT, 0, 10)).isEqualTo(rows);
    store.commit(ROLLOUT, commit(2, next));
    assertThat(ChainVerifier.verify(store, ROLLOUT).intact()).isTrue();
  }

  @Test
  void whatFailsAtItsEnd_leavesNothing() {
    List<JournalRow> rows = Journals.append(store, ROLLOUT, 2);
    store.commit(ROLLOUT, new Commit(2, List.of(), Optional.of(tick(4)), none(), false, 0));
    List<JournalRow> next = Journals.rows(JournalChain.empty(ROLLOUT).with(rows), 1);
    Map<Long, CommandAnswer> nobodyAsked = Map.of(99L, new CommandAnswer(true, "x"));
    assertThatThrownBy(
            () ->
                store.commit(
                    ROLLOUT,
                    new Commit(
                        2,
                        next,
                        Optional.of(tick(5)),
                        Optional.of(window(3, START)),
                        true,
                        0,
                        nobodyAsked,
                        Optional.of(new AttemptRow(1, 5, new byte[1])))))
        .isInstanceOf(JournalConflictException.class)
        .hasMessageContaining("command 99 of calib-v22 waits for no answer");
    assertThat(store.rows(ROLLOUT, 0, 10)).isEqualTo(rows);
    assertThat(store.head(ROLLOUT)).map(JournalHead::sequence).contains(2L);
    assertThat(store.attempt(ROLLOUT)).isEmpty();
    assertThat(store.ticks(ROLLOUT)).containsExactly(tick(4));
    assertThat(store.windows(ROLLOUT, 0, 0, 10)).isEmpty();
  }

  @Test
  void rollouts_areApartAndInOrder() {
    Journals.append(store, "b", 2);
    Journals.append(store, "a", 1);
    store.commit("b", new Commit(2, List.of(), Optional.of(tick(1)), none(), false, 0));
    store.ask("c", Journals.command("stop", START));
    assertThat(store.rollouts()).containsExactly("a", "b");
    store.commit("a", new Commit(1, List.of(), none(), none(), true, Long.MAX_VALUE));
    assertThat(store.ticks("b")).hasSize(1);
    assertThat(store.rows("a", 0, 10)).hasSize(1);
    assertThat(store.asked("a", 10)).isEmpty();
    assertThat(store.asked("c", 10)).hasSize(1);
  }

  @Test
  void ticks_stayUntilTheirWindowOrStageEnds() {
    Journals.append(store, ROLLOUT, 1);
    for (long number : new long[] {9, 10, 11}) {
      keep(tick(number));
    }
    assertThat(store.ticks(ROLLOUT)).containsExactly(tick(9), tick(10), tick(11));
    store.commit(
        ROLLOUT,
        new Commit(1, List.of(), Optional.of(tick(12)), Optional.of(window(1, START)), false, 0));
    assertThat(store.ticks(ROLLOUT)).containsExactly(tick(12));
    store.commit(ROLLOUT, new Commit(1, List.of(), none(), none(), true, 0));
    assertThat(store.ticks(ROLLOUT)).isEmpty();
    keep(tick(13));
    store.commit(ROLLOUT, new Commit(1, List.of(), Optional.of(tick(13)), none(), true, 0));
    assertThat(store.ticks(ROLLOUT)).containsExactly(tick(13));
  }

  private void keep(TickRow tick) {
    store.commit(ROLLOUT, new Commit(1, List.of(), Optional.of(tick), none(), false, 0));
  }

  @Test
  void aTickOrAWindow_isKeptOnce() {
    Journals.append(store, ROLLOUT, 1);
    keep(tick(1));
    assertThatThrownBy(() -> keep(tick(1)))
        .isInstanceOf(JournalConflictException.class)
        .hasMessageContaining("tick 1 of calib-v22 is kept already");
    Commit window = new Commit(1, List.of(), none(), Optional.of(window(1, START)), false, 0);
    store.commit(ROLLOUT, window);
    assertThatThrownBy(() -> store.commit(ROLLOUT, window))
        .isInstanceOf(JournalConflictException.class)
        .hasMessageContaining("the window of row 1 of calib-v22 is kept already");
  }

  @Test
  void whatAnAttemptHasSeen_isReplacedAndStays() {
    assertThat(store.attempt(ROLLOUT)).isEmpty();
    Journals.append(store, ROLLOUT, 1);
    see(new AttemptRow(1, 7, new byte[] {1, 2, 3}), false);
    see(new AttemptRow(2, 8, new byte[] {-1}), false);
    assertThat(store.attempt(ROLLOUT)).contains(new AttemptRow(2, 8, new byte[] {-1}));
    store.commit(ROLLOUT, new Commit(1, List.of(), none(), none(), true, Long.MAX_VALUE));
    assertThat(store.attempt(ROLLOUT)).as("ticks and windows go, it stays").isPresent();
    assertThat(store.attempt("another")).isEmpty();
    assertThatThrownBy(() -> see(new AttemptRow(3, 9, new byte[0]), true))
        .isInstanceOf(JournalConflictException.class);
    assertThat(store.attempt(ROLLOUT).orElseThrow().attempt()).isEqualTo(2);
  }

  private void see(AttemptRow row, boolean afterAnotherEnd) {
    store.commit(
        ROLLOUT,
        new Commit(
            afterAnotherEnd ? 0 : 1,
            List.of(),
            none(),
            none(),
            false,
            0,
            Map.of(),
            Optional.of(row)));
  }

  @Test
  void aTickBeforeTheFirstRow_isKept() {
    store.commit(ROLLOUT, new Commit(0, List.of(), Optional.of(tick(1)), none(), false, 0));
    assertThat(store.ticks(ROLLOUT)).containsExactly(tick(1));
    assertThat(store.rollouts()).isEmpty();
    Journals.append(store, ROLLOUT, 1);
    assertThat(store.rollouts()).containsExactly(ROLLOUT);
  }

  @Test
  void aWindowOfNoRow_isRefused() {
    Journals.append(store, ROLLOUT, 1);
    for (long sequence : new long[] {0, 2}) {
      Commit wrong =
          new Commit(1, List.of(), none(), Optional.of(window(sequence, START)), false, 0);
      assertThatThrownBy(() -> store.commit(ROLLOUT, wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("a window names row " + sequence);
    }
  }

  @Test
  void windows_arePagedByTimeAndSequenceAndDropped() {
    for (int i = 1; i <= 10; i++) {
      JournalChain end = JournalChain.of(store, ROLLOUT);
      store.commit(
          ROLLOUT,
          new Commit(
              i - 1,
              Journals.rows(end, 1),
              none(),
              Optional.of(window(i, START + i * SECOND)),
              false,
              0));
    }
    assertThat(windows(0, 0, 100)).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
    assertThat(windows(0, 0, 3)).containsExactly(1L, 2L, 3L);
    assertThat(windows(0, 3, 3)).containsExactly(4L, 5L, 6L);
    assertThat(windows(START + 8 * SECOND, 0, 3)).containsExactly(8L, 9L, 10L);
    assertThat(windows(START + 8 * SECOND, 8, 1)).containsExactly(9L);
    assertThat(windows(0, 0, 0)).isEmpty();
    WindowRow own = window(11, START);
    store.commit(
        ROLLOUT,
        new Commit(
            10,
            Journals.rows(JournalChain.of(store, ROLLOUT), 1),
            none(),
            Optional.of(own),
            false,
            START + 9 * SECOND));
    assertThat(windows(0, 0, 100)).containsExactly(9L, 10L, 11L);
    assertThat(store.windows(ROLLOUT, 0, 10, 1)).containsExactly(own);
  }

  private List<Long> windows(long from, long after, int limit) {
    return store.windows(ROLLOUT, from, after, limit).stream().map(WindowRow::sequence).toList();
  }

  @Test
  void commands_areAskedInOrderAndAnsweredOnce() {
    long first = store.ask(ROLLOUT, Journals.command("hold", START));
    Command override =
        new Command(77, "override", "microsoft/vscode=treatment", "asked", "ana", START + SECOND);
    long second = store.ask(ROLLOUT, override);
    assertThat(first).isPositive();
    assertThat(second).isGreaterThan(first);
    assertThat(store.asked(ROLLOUT, 1)).extracting(Command::id).containsExactly(first);
    assertThat(store.asked(ROLLOUT, 10).get(1))
        .isEqualTo(
            new Command(
                second, "override", "microsoft/vscode=treatment", "asked", "ana", START + SECOND));
    assertThat(store.answered(ROLLOUT, first)).isEmpty();
    CommandAnswer answer = new CommandAnswer(false, "it is held already");
    store.answer(ROLLOUT, first, answer);
    assertThat(store.answered(ROLLOUT, first)).contains(answer);
    assertThat(store.asked(ROLLOUT, 10)).extracting(Command::id).containsExactly(second);
    for (long id : new long[] {first, 99}) {
      assertThatThrownBy(() -> store.answer(ROLLOUT, id, answer))
          .isInstanceOf(JournalConflictException.class)
          .hasMessageContaining("command " + id + " of calib-v22 waits for no answer");
    }
    assertThatThrownBy(() -> store.answer("other", second, answer))
        .isInstanceOf(JournalConflictException.class);
  }

  @Test
  void aCommandAndItsRows_areOne() {
    long id = store.ask(ROLLOUT, Journals.command("hold", START));
    List<JournalRow> rows =
        JournalChain.empty(ROLLOUT).next(START, "ana", "f", List.of(new RolloutEvent.Held("x")));
    CommandAnswer answer = new CommandAnswer(true, "held");
    Commit commit =
        new Commit(0, rows, none(), none(), false, 0, Map.of(id, answer), Optional.empty());
    store.commit(ROLLOUT, commit);
    assertThat(store.answered(ROLLOUT, id)).contains(answer);
    assertThat(store.asked(ROLLOUT, 10)).isEmpty();
  }

  @Test
  void commands_areBounded() {
    for (int i = 0; i < JournalStore.MAX_ASKED; i++) {
      store.ask(ROLLOUT, Journals.command("hold", START));
    }
    assertThatThrownBy(() -> store.ask(ROLLOUT, Journals.command("hold", START)))
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("1000 commands for calib-v22 wait for an answer");
    store.ask("other", Journals.command("hold", START));
    long first = store.asked(ROLLOUT, 1).get(0).id();
    store.answer(ROLLOUT, first, new CommandAnswer(true, "held"));
    assertThat(store.ask(ROLLOUT, Journals.command("stop", START))).isGreaterThan(first);
  }

  @Test
  void answeredCommands_goAfterAWeek() {
    long old = store.ask(ROLLOUT, Journals.command("hold", START));
    long waiting = store.ask(ROLLOUT, Journals.command("resume", START));
    CommandAnswer answer = new CommandAnswer(true, "held");
    store.answer(ROLLOUT, old, answer);
    long week = JournalStore.ANSWERS_KEPT_NANOS;
    store.ask(ROLLOUT, Journals.command("stop", START + week));
    assertThat(store.answered(ROLLOUT, old)).contains(answer);
    long last = store.ask(ROLLOUT, Journals.command("stop", START + week + 1));
    assertThat(store.answered(ROLLOUT, old)).isEmpty();
    assertThat(store.asked(ROLLOUT, 10).get(0).id()).isEqualTo(waiting);
    assertThat(last).isGreaterThan(waiting);
  }

  @Test
  void aCommandThatIsNoUnicode_isRefused() {
    Command command = new Command(0, "override", "\ud800=treatment", "r", "a", START);
    assertThatThrownBy(() -> store.ask(ROLLOUT, command))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the argument of a command holds an unpaired surrogate");
  }

  @Test
  void writersOfOneStore_neverBothSucceed() throws Exception {
    race(store, store);
  }

  @Test
  void writersOfTwoStores_neverBothSucceed() throws Exception {
    race(store, another());
  }

  /** Each writes 40 rows, reading the end again after each conflict. */
  private void race(JournalStore one, JournalStore two) throws Exception {
    int each = 40;
    ConcurrentLinkedQueue<Long> written = new ConcurrentLinkedQueue<>();
    AtomicReference<Throwable> failed = new AtomicReference<>();
    CyclicBarrier start = new CyclicBarrier(2);
    List<Thread> writers = new ArrayList<>();
    for (JournalStore target : List.of(one, two)) {
      Thread writer =
          new Thread(
              () -> {
                try {
                  start.await();
                  for (int i = 0; i < each; i++) {
                    written.add(write(target));
                  }
                } catch (Exception | AssertionError e) {
                  failed.compareAndSet(null, e);
                }
              });
      writer.start();
      writers.add(writer);
    }
    for (Thread writer : writers) {
      writer.join();
    }
    assertThat(failed.get()).isNull();
    assertThat(new TreeSet<>(written))
        .containsExactlyElementsOf(LongStream.rangeClosed(1, 2L * each).boxed().toList());
    assertThat(written).hasSize(2 * each);
    assertThat(ChainVerifier.verify(one, ROLLOUT))
        .isEqualTo(new ChainReport(2L * each, Optional.empty()));
  }

  private static long write(JournalStore target) {
    while (true) {
      JournalChain end = JournalChain.of(target, ROLLOUT);
      try {
        target.commit(ROLLOUT, commit(end.sequence(), Journals.rows(end, 1)));
        return end.sequence() + 1;
      } catch (JournalConflictException again) {
        assertThat(again).hasMessageContaining("somebody else wrote to it");
      }
    }
  }

  @Test
  void aClosedStore_saysSo() {
    store.close();
    store.close();
    assertThatThrownBy(() -> store.head(ROLLOUT))
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("is closed; open");
    assertThatThrownBy(() -> Journals.append(store, ROLLOUT, 1))
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("is closed; open");
  }

  private static <T> Optional<T> none() {
    return Optional.empty();
  }
}
