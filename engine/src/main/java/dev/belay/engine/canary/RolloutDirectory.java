package dev.belay.engine.canary;

import dev.belay.canary.CanaryDecision;
import dev.belay.engine.journal.ChainReport;
import dev.belay.engine.journal.ChainVerifier;
import dev.belay.engine.journal.Command;
import dev.belay.engine.journal.CommandAnswer;
import dev.belay.engine.journal.DataDirectory;
import dev.belay.engine.journal.DirectoryHeldException;
import dev.belay.engine.journal.JournalConflictException;
import dev.belay.engine.journal.JournalException;
import dev.belay.engine.journal.JournalRow;
import dev.belay.engine.journal.JournalStore;
import dev.belay.engine.journal.SqliteJournalStore;
import dev.belay.gate.SummaryLayouts;
import dev.belay.plan.RolloutPlan;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A data directory as other processes see it: tells where its rollouts stand, and has commands
 * carried out, by the process that embeds the rollout or, where none does, by this one. Safe while
 * the embedding process runs. Thread-safe.
 *
 * <p>Every method throws {@link JournalException} if the journal cannot be read or written.
 */
public final class RolloutDirectory {
  /** How long the embedding process is given to answer. */
  public static final Duration PATIENCE = Duration.ofSeconds(5);

  /** How long a stop waits for the journal before it goes past it. */
  private static final Duration STOP_PATIENCE = Duration.ofMillis(300);

  private static final long POLL_NANOS = Duration.ofMillis(25).toNanos();

  private final Path path;

  private RolloutDirectory(Path path) {
    this.path = path;
  }

  /**
   * A directory that holds a journal, or that a process holds which had one.
   *
   * @throws IllegalArgumentException if it does not
   */
  public static RolloutDirectory of(Path path) {
    if (!Files.isRegularFile(path.resolve(SqliteJournalStore.FILE))
        && !DataDirectory.isHeld(path)) {
      throw new IllegalArgumentException(
          path
              + " holds no "
              + SqliteJournalStore.FILE
              + "; name the data directory of a controller that has run");
    }
    return new RolloutDirectory(path);
  }

  /** The keys of its rollouts, in order. */
  public List<String> rollouts() {
    try (JournalStore store = SqliteJournalStore.readOnly(path)) {
      return store.rollouts();
    }
  }

  /** The process that embeds its rollouts; empty where none does, or it cannot be told. */
  public Optional<Long> holder() {
    return DataDirectory.holder(path);
  }

  /**
   * Where a rollout stands, from its journal and what was stored since: what the embedding process
   * knows but for decisions it counted and data of the tick that runs.
   */
  public CanaryStatus status(String rollout, InstantSource clock) {
    try (JournalStore store = SqliteJournalStore.readOnly(path)) {
      RolloutPlan plan = plan(store, rollout);
      RolloutFlag flag = new RolloutFlag(plan, SummaryLayouts.of(plan), clock, () -> 0);
      Rollout view =
          Rollout.open(plan, flag, store, null, Optional.empty(), null, OptionalInt.empty());
      CanaryDecision outlook = view.outlook();
      return StatusView.of(view, Optional.of(outlook), lastTick(store, rollout))
          .withLive(DataDirectory.isHeld(path), flag.counts());
    }
  }

  /** Whether a rollout's hash chain is whole, and if not, where and how it is not. */
  public ChainReport verify(String rollout) {
    try (JournalStore store = SqliteJournalStore.readOnly(path)) {
      return ChainVerifier.verify(store, rollout);
    }
  }

  private static OptionalLong lastTick(JournalStore store, String rollout) {
    long last = 0;
    for (var tick : store.ticks(rollout)) {
      last = Math.max(last, tick.timeNanos());
    }
    long end = store.head(rollout).orElseThrow().sequence();
    for (JournalRow row : store.rows(rollout, end - 1, 1)) {
      last = Math.max(last, row.timeNanos());
    }
    return OptionalLong.of(last);
  }

  private static RolloutPlan plan(JournalStore store, String rollout) {
    return Past.read(store, rollout)
        .plan()
        .orElseThrow(() -> new JournalException("rollout " + rollout + " has no journal here"));
  }

  /**
   * Has a command carried out.
   *
   * @param clock the wall clock, for a rollout that no process embeds now
   * @return what became of it; that nobody answered is a no as well
   */
  public CommandAnswer carryOut(String rollout, Command command, InstantSource clock) {
    if (!DataDirectory.isHeld(path)) {
      try {
        return carryOutHere(rollout, command, clock);
      } catch (DirectoryHeldException startedMeanwhile) {
        // The process that has just taken the directory answers.
        return ask(rollout, command);
      }
    }
    return ask(rollout, command);
  }

  private CommandAnswer carryOutHere(String rollout, Command command, InstantSource clock) {
    RolloutPlan plan;
    try (JournalStore store = SqliteJournalStore.readOnly(path)) {
      plan = plan(store, rollout);
    }
    try (CanaryController controller =
        CanaryController.builder(plan).dataDirectory(path).patience(PATIENCE).clock(clock).open()) {
      CommandAnswer answer = controller.carryOut(command);
      return controller.flush()
          ? answer
          : new CommandAnswer(
              false,
              "it could not be written to the journal: "
                  + controller.getStatus().journalError().orElse("the store does not say why"));
    }
  }

  private CommandAnswer ask(String rollout, Command command) {
    boolean stops = command.verb().equals(CommandVerb.STOP.word());
    try (JournalStore store = SqliteJournalStore.existing(path, stops ? STOP_PATIENCE : PATIENCE)) {
      return ask(store, rollout, command);
    } catch (JournalException unwritable) {
      if (!stops) {
        throw unwritable;
      }
      return stopPastTheJournal(unwritable);
    }
  }

  /**
   * Has the process that holds the directory put everybody on control, past a journal that cannot
   * be read or written.
   *
   * @param unusable what is wrong with the journal
   * @throws JournalException that very one, if no process holds the directory
   */
  public CommandAnswer stopPastTheJournal(JournalException unusable) {
    if (!DataDirectory.isHeld(path)) {
      throw unusable;
    }
    // A status tells what the journal holds, so it cannot be what the person is sent to.
    DataDirectory.requestStop(path);
    long end = System.nanoTime() + PATIENCE.toNanos();
    boolean taken = DataDirectory.isStopTaken(path);
    while (!taken && System.nanoTime() - end < 0) {
      LockSupport.parkNanos(POLL_NANOS);
      taken = DataDirectory.isStopTaken(path);
    }
    String process = "process " + holder().map(String::valueOf).orElse("(unknown)");
    String told =
        "the journal takes no command ("
            + unusable.getMessage()
            + "), so "
            + process
            + " was told in "
            + DataDirectory.LOCK_FILE;
    return taken
        ? new CommandAnswer(
            true,
            told
                + ", and puts everybody on control; status shows it once the journal can be"
                + " written, without your name and reason")
        : new CommandAnswer(
            false,
            told
                + ", but it did not take that up within "
                + PATIENCE.toSeconds()
                + " s; end that process to put everybody on control");
  }

  private CommandAnswer ask(JournalStore store, String rollout, Command command) {
    long id = store.ask(rollout, command);
    long end = System.nanoTime() + PATIENCE.toNanos();
    Optional<CommandAnswer> answer = store.answered(rollout, id);
    while (answer.isEmpty() && System.nanoTime() - end < 0) {
      LockSupport.parkNanos(POLL_NANOS);
      answer = store.answered(rollout, id);
    }
    return answer.orElseGet(() -> withdraw(store, rollout, id));
  }

  /** A command that nobody answered must not be carried out hours later. */
  private CommandAnswer withdraw(JournalStore store, String rollout, long id) {
    CommandAnswer withdrawn =
        new CommandAnswer(
            false,
            "process "
                + holder().map(String::valueOf).orElse("(unknown)")
                + " holds the directory but did not answer within "
                + PATIENCE.toSeconds()
                + " s, so the command is withdrawn; see that the process monitors, or end it and"
                + " ask again");
    try {
      store.answer(rollout, id, withdrawn);
      return withdrawn;
    } catch (JournalConflictException answeredMeanwhile) {
      return store.answered(rollout, id).orElse(withdrawn);
    }
  }
}
