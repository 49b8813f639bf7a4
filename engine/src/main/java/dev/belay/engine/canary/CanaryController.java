package dev.belay.engine.canary;

import dev.belay.canary.Breaker;
import dev.belay.canary.CanaryDecision;
import dev.belay.canary.CanaryDecisionType;
import dev.belay.canary.Forced;
import dev.belay.canary.RolloutState;
import dev.belay.drift.DriftMonitor;
import dev.belay.drift.WeeklyReport;
import dev.belay.engine.journal.Command;
import dev.belay.engine.journal.CommandAnswer;
import dev.belay.engine.journal.JournalBusyException;
import dev.belay.engine.journal.JournalException;
import dev.belay.engine.journal.JournalStore;
import dev.belay.flag.Variant;
import dev.belay.gate.SlaTripwires;
import dev.belay.plan.RolloutPlan;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs one rollout inside this process: drains what was recorded, decides, remembers, and puts the
 * decision in force. Thread-safe.
 *
 * <ol>
 *   <li>The state is the fold of the journal. A step up is durable before it takes effect; a step
 *       down takes effect at once, and its rows are written as soon as they can be.
 *   <li>Until this process has written something to the journal, everybody is on control.
 *   <li>One tick at a time. {@link #getStatus} never waits for one. A journal that another process
 *       has locked holds a tick up by some tenths of a second; what it brought is written later.
 *   <li>Listeners are called in order on a thread of their own. One that fails is logged; of
 *       decisions that they are too slow for, some are left out, which is logged too.
 *   <li>While it monitors, what other processes ask through the store is answered within a second.
 * </ol>
 */
public final class CanaryController implements AutoCloseable {
  private static final Logger LOG = System.getLogger("dev.belay.canary");

  /** How often the store is asked for commands, in ms. */
  static final long COMMAND_POLL_MILLIS = 250;

  private static final long URGENT_NANOS = Duration.ofSeconds(1).toNanos();
  private static final int COMMANDS_AT_ONCE = 100;

  /** How many decisions listeners may be behind. */
  private static final int LISTENERS_BEHIND = 256;

  private final Rollout rollout;
  private final RolloutFlag flag;
  private final JournalStore store;
  private final Runnable onClose;
  private final BooleanSupplier stopRequested;
  private final DecisionLog log;
  private final Object lock = new Object();
  private final List<CanaryListener> listeners = new CopyOnWriteArrayList<>();
  private final Map<Long, CommandAnswer> carriedOut = new HashMap<>();
  private final ThreadPoolExecutor teller;
  private final AtomicBoolean urgentAsked = new AtomicBoolean();
  private @Nullable ScheduledExecutorService loop;
  private volatile boolean monitoring;
  private volatile CanaryStatus status;
  private volatile long lastUrgentNanos;

  /** What a controller is made of. */
  record Parts(
      Rollout rollout,
      RolloutFlag flag,
      JournalStore store,
      BooleanSupplier stopRequested,
      Runnable onClose) {
    String key() {
      return rollout.plan().metadata().key();
    }
  }

  CanaryController(Parts parts) {
    this.rollout = parts.rollout();
    this.flag = parts.flag();
    this.store = parts.store();
    this.onClose = parts.onClose();
    this.stopRequested = parts.stopRequested();
    this.teller = DaemonThread.executor("belay-listeners-" + parts.key(), LISTENERS_BEHIND);
    this.log = new DecisionLog(LOG, rollout.plan().metadata().key());
    this.lastUrgentNanos = flag.monotone().getAsLong() - URGENT_NANOS;
    this.status = StatusView.of(rollout, Optional.empty(), OptionalLong.empty());
    flag.onAlarm(this::alarm);
  }

  /**
   * Takes a service's flag over: its plan with the controller's configuration on top of it.
   *
   * @param config how the controller works, and where its journal is kept
   * @param controlled the flag
   * @param tripwires the guard around calls; its limits are judged per window
   * @param drift the health monitor; its thresholds are the plan's
   * @throws dev.belay.engine.journal.JournalException if the journal cannot be opened or read, is
   *     damaged, or is in use by another process
   */
  public CanaryController(
      CanaryControllerConfig config,
      ControlledFlag controlled,
      SlaTripwires tripwires,
      DriftMonitor drift) {
    this(
        CanaryControllerBuilder.of(config, controlled, tripwires.limits(), drift.thresholds())
            .parts());
    controlled.controlledBy(this);
  }

  /** Begins a controller of a plan. */
  public static CanaryControllerBuilder builder(RolloutPlan plan) {
    return new CanaryControllerBuilder(plan);
  }

  /** Adds a listener, for good. */
  public void addListener(CanaryListener listener) {
    listeners.add(listener);
  }

  /** What the service calls. */
  public RolloutFlag flag() {
    return flag;
  }

  // --- Monitoring ---

  /** Begins to tick: at once, and then every {@code evaluation.tick}. Does nothing if it does. */
  public void startMonitoring() {
    synchronized (lock) {
      if (loop != null) {
        return;
      }
      ScheduledExecutorService executor =
          Executors.newSingleThreadScheduledExecutor(
              task -> {
                Thread thread = new Thread(task, "belay-" + rollout.plan().metadata().key());
                thread.setDaemon(true);
                return thread;
              });
      long tickNanos = rollout.plan().evaluation().tick().toNanos();
      ScheduledFuture<?> unusedTicks =
          executor.scheduleAtFixedRate(
              () -> guarded("tick", this::evaluateStage), 0, tickNanos, TimeUnit.NANOSECONDS);
      ScheduledFuture<?> unusedCommands =
          executor.scheduleWithFixedDelay(
              () -> guarded("commands", this::answerCommands),
              COMMAND_POLL_MILLIS,
              COMMAND_POLL_MILLIS,
              TimeUnit.MILLISECONDS);
      loop = executor;
      monitoring = true;
    }
  }

  /**
   * Stops to tick, after the tick that runs. Treatment is served for the dead man's time still; to
   * take it back at once, force an emergency stop first.
   */
  public void stopMonitoring() {
    ScheduledExecutorService executor;
    synchronized (lock) {
      executor = loop;
      loop = null;
      monitoring = false;
    }
    if (executor != null) {
      executor.shutdown();
      awaitEnd(executor);
    }
  }

  private static void awaitEnd(ScheduledExecutorService executor) {
    try {
      if (!executor.awaitTermination(10, TimeUnit.SECONDS)) {
        LOG.log(Level.WARNING, "event=loop a tick is still running after 10 s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whatever fails in the loop is said loudly; the loop goes on. */
  private void guarded(String what, Runnable task) {
    try {
      task.run();
    } catch (Throwable e) {
      // An Error too: a scheduled task that throws is never run again.
      LOG.log(Level.ERROR, "event=loop task=" + what + " failed; the next one comes", e);
    }
  }

  /** Called by a recording thread: a tick should come at once, but at most one a second. */
  private void alarm() {
    ScheduledExecutorService executor = loop;
    if (executor == null || !urgentAsked.compareAndSet(false, true)) {
      return;
    }
    long since = flag.monotone().getAsLong() - lastUrgentNanos;
    long wait = Math.max(0, Math.min(URGENT_NANOS, URGENT_NANOS - since));
    try {
      ScheduledFuture<?> unusedTick =
          executor.schedule(() -> guarded("tick", this::urgentTick), wait, TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException stopped) {
      // Monitoring was stopped at this moment: nobody ticks any more.
      urgentAsked.set(false);
    }
  }

  private void urgentTick() {
    lastUrgentNanos = flag.monotone().getAsLong();
    urgentAsked.set(false);
    evaluateStage();
  }

  // --- Deciding ---

  /** One tick now: drains what was recorded, decides, and puts the decision in force. */
  public CanaryDecision evaluateStage() {
    return tick(Optional.empty(), Rollout.CONTROLLER, OptionalLong.empty());
  }

  /**
   * Does what a person says, as far as it is legal, as {@link #forceDecision(CanaryDecisionType,
   * String, String)} by {@code operator}.
   */
  public CanaryDecision forceDecision(CanaryDecisionType type, String reason) {
    return forceDecision(type, reason, "operator");
  }

  /**
   * Does what a person says, as far as it is legal.
   *
   * @param type one rung up, one rung down, stop, hold (manual intervention) or go on (continue)
   * @param reason why, for the journal; not blank
   * @param actor who, for the journal; not blank
   * @return what came of it; its type is {@code CONTINUE} where it was refused, with the reason
   * @throws IllegalArgumentException if the reason or the actor is blank
   */
  public CanaryDecision forceDecision(CanaryDecisionType type, String reason, String actor) {
    return force(type, reason, actor, OptionalLong.empty());
  }

  CanaryDecision force(CanaryDecisionType type, String reason, String actor, OptionalLong command) {
    Texts.requireUnicode("the reason", reason);
    return tick(Optional.of(new Forced(type, reason)), checkActor(actor), command);
  }

  CanaryDecision tick(Optional<Forced> forced, String actor, OptionalLong command) {
    TickResult result;
    CanaryStatus after;
    synchronized (lock) {
      RolloutState before = rollout.state();
      result = rollout.tick(forced, actor, command);
      after = refresh(Optional.of(result.decision()));
      log.decided(result, before, after, actor);
    }
    if (!listeners.isEmpty()) {
      for (CanaryDecision each : result.decisions()) {
        tell(each, after);
      }
    }
    return result.decision();
  }

  /** Listeners have a thread of their own, so that none of them holds up the rollout. */
  private void tell(CanaryDecision decision, CanaryStatus after) {
    try {
      teller.execute(() -> listeners.forEach(listener -> tell(listener, decision, after)));
    } catch (RejectedExecutionException e) {
      LOG.log(Level.ERROR, "event=listener listeners are too slow: a decision was not told", e);
    }
  }

  private static void tell(CanaryListener listener, CanaryDecision decision, CanaryStatus after) {
    try {
      listener.decided(decision, after);
    } catch (Throwable e) {
      LOG.log(Level.ERROR, "event=listener a listener failed; the rollout goes on", e);
    }
  }

  private CanaryStatus refresh(Optional<CanaryDecision> decision) {
    status = StatusView.of(rollout, decision, OptionalLong.of(rollout.nowNanos()));
    return status.withLive(monitoring, flag.counts());
  }

  // --- A person's word ---

  /**
   * Closes the breaker and releases the daily latch; the rollout starts again on the first rung
   * with the next tick.
   *
   * @param reason why, for the journal; not blank
   * @param actor who, for the journal; not blank
   * @throws IllegalStateException if there is nothing to reset
   * @throws JournalException if it cannot be made durable; nothing has changed
   */
  public void reset(String reason, String actor) {
    reset(reason, actor, OptionalLong.empty());
  }

  /** As {@link #reset}, but does nothing where there is nothing to reset. */
  public void resetIfStopped(String reason, String actor) {
    synchronized (lock) {
      RolloutState state = rollout.state();
      if (state.breaker() == Breaker.OPEN || state.latched()) {
        reset(reason, actor);
      }
    }
  }

  CommandAnswer reset(String reason, String actor, OptionalLong command) {
    checkActor(actor);
    Texts.requireUnicode("the reason", reason);
    CommandAnswer done =
        new CommandAnswer(
            true, "the breaker is closed; the rollout starts on its first rung with the next tick");
    synchronized (lock) {
      rollout.act(rollout.policy().reset(rollout.state(), reason), actor, true, command, done);
      refresh(status.decision());
    }
    return done;
  }

  /**
   * Fixes what a targeting key is served, or lets it go.
   *
   * @param variant empty to let it go
   * @throws IllegalArgumentException if the key is empty or too many are fixed
   * @throws JournalException if it has to be durable first and cannot be; nothing has changed
   */
  public void override(String key, Optional<Variant> variant, String reason, String actor) {
    override(key, variant, reason, actor, OptionalLong.empty());
  }

  CommandAnswer override(
      String key, Optional<Variant> variant, String reason, String actor, OptionalLong command) {
    checkActor(actor);
    Texts.requireUnicode("the reason", reason);
    Texts.requireUnicode("the targeting key", key);
    boolean durableFirst = !variant.equals(Optional.of(Variant.CONTROL));
    String served = variant.map(fixed -> "is served " + fixed.text()).orElse("is let go");
    CommandAnswer done = new CommandAnswer(true, key + " " + served);
    synchronized (lock) {
      rollout.act(
          rollout.policy().overridden(rollout.state(), key, variant, reason),
          actor,
          durableFirst,
          command,
          done);
      refresh(status.decision());
    }
    return done;
  }

  private static String checkActor(String actor) {
    Texts.requireUnicode("the actor", actor);
    if (actor.isBlank()) {
      throw new IllegalArgumentException("the actor is blank; name who does this");
    }
    return actor;
  }

  /** Answers what other processes asked for through the store. */
  void answerCommands() {
    if (stopRequested.getAsBoolean()) {
      forceDecision(
          CanaryDecisionType.EMERGENCY_STOP,
          "a stop was asked for past the journal, which could not be written",
          "unknown");
    }
    String key = rollout.plan().metadata().key();
    List<Command> asked = store.asked(key, COMMANDS_AT_ONCE);
    carriedOut.keySet().retainAll(asked.stream().map(Command::id).toList());
    for (Command command : asked) {
      // Once only, even if its answer cannot be written at the first try.
      if (!carriedOut.containsKey(command.id())) {
        carriedOut.put(command.id(), carryOut(command));
      }
    }
    try {
      for (Command command : asked) {
        // What changed the journal is answered with it, in one commit, which may still wait.
        CommandAnswer answer = carriedOut.get(command.id());
        if (answer != null
            && getStatus().journalWaiting() == 0
            && store.answered(key, command.id()).isEmpty()) {
          store.answer(key, command.id(), answer);
        }
      }
    } catch (JournalBusyException locked) {
      LOG.log(Level.DEBUG, "event=commands the answers wait for the journal", locked);
    }
  }

  /** Does what a command says; an answer that is no is one sentence. */
  public CommandAnswer carryOut(Command command) {
    try {
      return CommandVerb.of(command.verb()).carryOut(this, command);
    } catch (IllegalArgumentException | IllegalStateException | JournalException refused) {
      return new CommandAnswer(false, String.valueOf(refused.getMessage()));
    }
  }

  /** Where the rollout stands. Does not wait for a tick. */
  public CanaryStatus getStatus() {
    return status.withLive(monitoring, flag.counts());
  }

  /**
   * The health report on the week that runs; empty before its first window, or without a data
   * directory. Takes about 0.1 s a slice and holds up the ticks meanwhile.
   */
  public Optional<WeeklyReport> weeklyReport() {
    synchronized (lock) {
      return rollout.weekSoFar();
    }
  }

  /** Writes what waits for the journal; false if some of it still does. */
  boolean flush() {
    synchronized (lock) {
      boolean written = rollout.flush();
      refresh(status.decision());
      return written;
    }
  }

  /** As nobody is treated any more and nothing else is to be done, a lock can be waited for. */
  private boolean flushPatiently() {
    long end = System.nanoTime() + RolloutDirectory.PATIENCE.toNanos();
    boolean written = flush();
    while (!written && rollout.writer().isLockedOut() && System.nanoTime() - end < 0) {
      written = flush();
    }
    return written;
  }

  /** Stops to tick, serves control to everybody, writes what waits, and gives the journal back. */
  @Override
  public void close() {
    stopMonitoring();
    flag.release();
    if (!flushPatiently()) {
      LOG.log(
          Level.ERROR,
          "event=journal rollout="
              + rollout.plan().metadata().key()
              + " "
              + getStatus().journalWaiting()
              + " entries are lost: the journal cannot be written; "
              + getStatus().journalError().orElse(""));
    }
    teller.shutdown();
    onClose.run();
  }
}
