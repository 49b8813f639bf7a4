package dev.belay.engine.journal;

import dev.belay.telemetry.Summary;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A store in memory, for replays and tests. Thread-safe: one lock. It keeps summaries as they are,
 * without a copy, and nothing beyond the process.
 */
public final class MemoryJournalStore implements JournalStore {
  private final int keptRows;
  private final Map<String, Rollout> rollouts = new TreeMap<>();
  private long lastCommand;
  private boolean closed;

  private MemoryJournalStore(int keptRows) {
    this.keptRows = keptRows;
  }

  /** A store that keeps every row. */
  public static MemoryJournalStore unbounded() {
    return new MemoryJournalStore(Integer.MAX_VALUE);
  }

  /**
   * A store that keeps the newest rows of each rollout only, and so takes bounded memory however
   * long a replay is. The head stays right; {@link #rows} throws {@link JournalException} where it
   * would have to leave a gap.
   *
   * @param rows how many at least, 1 or more; up to twice as many are kept
   */
  public static MemoryJournalStore recent(int rows) {
    if (rows < 1) {
      throw new IllegalArgumentException("the rows to keep are " + rows + "; at least 1");
    }
    return new MemoryJournalStore(rows);
  }

  /** What is kept of one rollout. */
  private static final class Rollout {
    private JournalHead head = new JournalHead(0, JournalChain.NO_ROW);
    private final List<JournalRow> rows = new ArrayList<>();
    private final TreeMap<Long, TickRow> ticks = new TreeMap<>();
    private final TreeMap<Long, WindowRow> windows = new TreeMap<>();
    private @Nullable AttemptRow attempt;
    private final TreeMap<Long, Command> asked = new TreeMap<>();
    private final TreeMap<Long, Command> done = new TreeMap<>();
    private final Map<Long, CommandAnswer> answers = new TreeMap<>();

    /** The sequence before the first row that is kept. */
    private long before() {
      return head.sequence() - rows.size();
    }

    private void answer(long id, CommandAnswer answer) {
      Command command = asked.remove(id);
      if (command != null) {
        done.put(id, command);
        answers.put(id, answer);
      }
    }
  }

  @Override
  public synchronized void commit(String key, Commit commit) {
    Rollout rollout = rollout(key);
    if (rollout.head.sequence() != commit.after()) {
      throw CommitChecks.otherEnd(key, commit.after());
    }
    JournalHead head = CommitChecks.follow(key, commit, rollout.head);
    checkTaken(key, rollout, commit);
    rollout.rows.addAll(commit.rows());
    rollout.head = head;
    trim(rollout);
    if (commit.dropTicks() || commit.window().isPresent()) {
      rollout.ticks.clear();
    }
    commit.tick().ifPresent(tick -> rollout.ticks.put(tick.tick().number(), copy(tick)));
    rollout.windows.values().removeIf(window -> window.timeNanos() < commit.dropWindowsBefore());
    commit.window().ifPresent(window -> rollout.windows.put(window.sequence(), window));
    commit.attempt().ifPresent(attempt -> rollout.attempt = attempt);
    commit.answers().forEach(rollout::answer);
    rollouts.put(key, rollout);
  }

  /** A recorder uses its summary again. */
  private static TickRow copy(TickRow row) {
    Summary summary = new Summary(row.summary().layout());
    summary.merge(row.summary());
    return new TickRow(row.tick(), row.timeNanos(), row.judged(), summary);
  }

  private static void checkTaken(String key, Rollout rollout, Commit commit) {
    boolean ticksStay = !commit.dropTicks() && commit.window().isEmpty();
    commit
        .tick()
        .map(tick -> tick.tick().number())
        .filter(number -> ticksStay && rollout.ticks.containsKey(number))
        .ifPresent(
            number -> {
              throw CommitChecks.tickTaken(key, number);
            });
    commit
        .window()
        .filter(window -> rollout.windows.containsKey(window.sequence()))
        .ifPresent(
            window -> {
              throw CommitChecks.windowTaken(key, window.sequence());
            });
    for (long id : commit.answers().keySet()) {
      if (!rollout.asked.containsKey(id)) {
        throw CommitChecks.noSuchQuestion(key, id);
      }
    }
  }

  private void trim(Rollout rollout) {
    int surplus = rollout.rows.size() - keptRows;
    if (surplus > 0 && surplus >= keptRows) {
      rollout.rows.subList(0, surplus).clear();
    }
  }

  @Override
  public synchronized List<String> rollouts() {
    requireOpen();
    return rollouts.entrySet().stream()
        .filter(entry -> entry.getValue().head.sequence() > 0)
        .map(Map.Entry::getKey)
        .toList();
  }

  @Override
  public synchronized Optional<JournalHead> head(String key) {
    JournalHead head = rollout(key).head;
    return head.sequence() == 0 ? Optional.empty() : Optional.of(head);
  }

  @Override
  public synchronized List<JournalRow> rows(String key, long after, int limit) {
    Rollout rollout = rollout(key);
    long before = rollout.before();
    if (CommitChecks.limit(limit) > 0 && after < before) {
      throw new JournalException(
          "rows up to "
              + before
              + " of the journal of "
              + key
              + " are not kept in memory; read from there, or keep more");
    }
    int from = (int) Math.min(Math.max(0, after - before), rollout.rows.size());
    int to = (int) Math.min((long) from + limit, rollout.rows.size());
    return List.copyOf(rollout.rows.subList(from, to));
  }

  @Override
  public synchronized List<TickRow> ticks(String key) {
    return List.copyOf(rollout(key).ticks.values());
  }

  @Override
  public synchronized Optional<AttemptRow> attempt(String key) {
    return Optional.ofNullable(rollout(key).attempt);
  }

  @Override
  public synchronized List<WindowRow> windows(
      String key, long fromTimeNanos, long afterSequence, int limit) {
    return rollout(key).windows.tailMap(afterSequence, false).values().stream()
        .filter(window -> window.timeNanos() >= fromTimeNanos)
        .limit(CommitChecks.limit(limit))
        .toList();
  }

  @Override
  public synchronized long ask(String key, Command command) {
    CommitChecks.command(command);
    Rollout rollout = rollout(key);
    if (rollout.asked.size() >= MAX_ASKED) {
      throw CommitChecks.tooManyAsked(key);
    }
    long oldest = command.timeNanos() - ANSWERS_KEPT_NANOS;
    rollout.done.values().removeIf(old -> old.timeNanos() < oldest);
    rollout.answers.keySet().retainAll(rollout.done.keySet());
    long id = ++lastCommand;
    rollout.asked.put(
        id,
        new Command(
            id,
            command.verb(),
            command.argument(),
            command.reason(),
            command.actor(),
            command.timeNanos()));
    rollouts.put(key, rollout);
    return id;
  }

  @Override
  public synchronized List<Command> asked(String key, int limit) {
    return rollout(key).asked.values().stream().limit(CommitChecks.limit(limit)).toList();
  }

  @Override
  public synchronized void answer(String key, long id, CommandAnswer answer) {
    Rollout rollout = rollout(key);
    if (!rollout.asked.containsKey(id)) {
      throw CommitChecks.noSuchQuestion(key, id);
    }
    rollout.answer(id, answer);
  }

  @Override
  public synchronized Optional<CommandAnswer> answered(String key, long id) {
    return Optional.ofNullable(rollout(key).answers.get(id));
  }

  @Override
  public synchronized void close() {
    closed = true;
  }

  /** What is kept of a rollout; nothing yet, where it is new. */
  private Rollout rollout(String key) {
    requireOpen();
    Rollout rollout = rollouts.get(key);
    return rollout == null ? new Rollout() : rollout;
  }

  private void requireOpen() {
    if (closed) {
      throw new JournalException("the store in memory is closed; open another");
    }
  }
}
