package dev.belay.engine.canary;

import dev.belay.canary.CanaryCycle;
import dev.belay.canary.CanaryDecision;
import dev.belay.canary.CanaryDecisionType;
import dev.belay.canary.CanaryPolicy;
import dev.belay.canary.Forced;
import dev.belay.canary.RolloutEvent;
import dev.belay.canary.RolloutState;
import dev.belay.canary.Step;
import dev.belay.drift.DriftMonitor;
import dev.belay.drift.HealthReport;
import dev.belay.drift.WeeklyReport;
import dev.belay.engine.attest.PlanFingerprint;
import dev.belay.engine.attest.PlanText;
import dev.belay.engine.canary.JournalWriter.EndedWindow;
import dev.belay.engine.canary.JournalWriter.Entry;
import dev.belay.engine.journal.AttemptRow;
import dev.belay.engine.journal.CommandAnswer;
import dev.belay.engine.journal.JournalStore;
import dev.belay.engine.journal.TickRow;
import dev.belay.flag.FlagSnapshot;
import dev.belay.gate.GateSet;
import dev.belay.gate.Severity;
import dev.belay.gate.SummaryLayouts;
import dev.belay.plan.RolloutPlan;
import dev.belay.telemetry.Summary;
import dev.belay.telemetry.SummaryLayout;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One rollout: its state, its evidence, its journal and its flag, and the order in which a tick
 * changes them. Not thread-safe; {@link CanaryController} is.
 */
final class Rollout {
  /** Who writes what nobody asked for. */
  static final String CONTROLLER = "controller";

  /** The week that runs and the one before it, in days. */
  private static final int TWO_WEEKS = 14;

  private static final long NANOS_PER_DAY = Duration.ofDays(1).toNanos();

  private final RolloutPlan plan;
  private final String fingerprint;
  private final CanaryPolicy policy;
  private final CanaryCycle cycle;
  private final RolloutFlag flag;
  private final JournalWriter writer;
  private final RolloutHistory history;
  private final Recorded recorded;
  private final long tickNanos;
  private final long deadMansNanos;

  private final @Nullable RolloutReports reports;

  private RolloutState state;
  private RolloutEvent.@Nullable Observed untold;
  private @Nullable FlagSnapshot inForce;
  private long lastTick;
  private long lastMonotoneNanos;
  private boolean ticked;
  private boolean durable;

  private Rollout(
      RolloutPlan plan,
      String fingerprint,
      CanaryPolicy policy,
      CanaryCycle cycle,
      RolloutFlag flag,
      JournalWriter writer,
      RolloutHistory history,
      Recorded recorded,
      @Nullable RolloutReports reports,
      RolloutState state) {
    this.plan = plan;
    this.reports = reports;
    this.fingerprint = fingerprint;
    this.policy = policy;
    this.cycle = cycle;
    this.flag = flag;
    this.writer = writer;
    this.history = history;
    this.recorded = recorded;
    this.state = state;
    this.tickNanos = plan.evaluation().tick().toNanos();
    this.deadMansNanos = plan.deadMansSwitch().toNanos();
  }

  /**
   * The rollout as its store tells it, under a plan.
   *
   * @param running counts what is recorded, so that a tick need not look at it; null where
   *     summaries are stored, so that a restart finds them
   * @param reports writes what people read later; null where there is no directory for it
   * @param firstRung where a ladder that starts begins; where the plan says if empty
   * @throws JournalException if the store cannot be read or is damaged
   */
  static Rollout open(
      RolloutPlan plan,
      RolloutFlag flag,
      JournalStore store,
      @Nullable RunningNumbers running,
      Optional<CanaryCycle.SmokeTest> smokeTest,
      @Nullable RolloutReports reports,
      OptionalInt firstRung) {
    String key = plan.metadata().key();
    GateSet gates = GateSet.of(plan);
    CanaryPolicy policy = new CanaryPolicy(plan, gates::requiredToPass, Severity::of);
    SummaryLayout layout = SummaryLayouts.of(plan);
    CanaryCycle cycle =
        new CanaryCycle(policy, gates, new DriftMonitor(plan), layout, smokeTest, running == null);
    Past past = Past.read(store, key);
    long keepWindows = Math.max(plan.drift().baselineDays() + 1, TWO_WEEKS) * NANOS_PER_DAY;
    JournalWriter writer = new JournalWriter(store, past, keepWindows);
    String planText = PlanText.of(plan);
    boolean unchanged =
        past.configuration().map(before -> before.plan().equals(planText)).orElse(false);
    String fingerprint =
        unchanged
            ? past.state().fingerprint()
            : PlanFingerprint.of(plan, past.revisions() + 1).toString();
    EvidenceRestore restored =
        EvidenceRestore.into(
            cycle, policy, store, key, past, unchanged, Optional.ofNullable(reports));
    Rollout rollout =
        new Rollout(
            plan,
            fingerprint,
            policy,
            cycle,
            flag,
            writer,
            past.history(),
            new Recorded(flag, layout, running),
            reports,
            restored.state());
    flag.recordUnder(plan, layout);
    rollout.lastTick = restored.lastTick();
    rollout.untold = restored.untold().orElse(null);
    if (!unchanged) {
      rollout.act(
          configured(policy.configure(fingerprint, planText), firstRung),
          CONTROLLER,
          false,
          OptionalLong.empty(),
          new CommandAnswer(true, fingerprint));
    }
    return rollout;
  }

  private static RolloutEvent.Configured configured(
      RolloutEvent.Configured configured, OptionalInt firstRung) {
    return new RolloutEvent.Configured(
        configured.fingerprint(),
        configured.shape(),
        configured.plan(),
        firstRung.orElse(configured.firstRung()));
  }

  // --- Ticks ---

  /**
   * One tick.
   *
   * @param forced what a person asks for
   * @param actor who
   * @param command the command that this carries out
   * @return the decision as it was put in force: a step up that could not be made durable is none
   */
  TickResult tick(Optional<Forced> forced, String actor, OptionalLong command) {
    if (writer.isFull() && !writer.flush()) {
      // Nothing more can be remembered: control until it can.
      flag.release();
      return new TickResult(
          Optional.empty(),
          writer.refusal(
              forced.map(Forced::type).orElse(CanaryDecisionType.CONTINUE),
              stageName(),
              forced.isPresent()),
          Optional.empty(),
          state.stage());
    }
    long passedNanos = passedNanos();
    Optional<CanaryDecision> lost = afterLoss(passedNanos);
    if (lost.isPresent() && forced.isEmpty()) {
      flag.completedTick(deadMansNanos, state.stage().windowInvalid());
      return new TickResult(Optional.empty(), lost.get(), Optional.empty(), state.stage());
    }
    Instant now = flag.clock().instant();
    TickRow row =
        new TickRow(
            recorded.tick(++lastTick, Math.min(passedNanos, 2 * tickNanos)),
            nanos(now),
            !policy.inGrace(state),
            recorded.last());
    Step step = cycle.tick(state, row.tick(), recorded, forced, now);
    fold(step.observed(), CONTROLLER, row.timeNanos());
    untold = untold == null ? step.observed() : untold.plus(step.observed());
    CanaryDecision decision = step.decision();
    if (step.window().isPresent() || !decision.events().isEmpty()) {
      decision = change(step, row, actor, command);
    } else if (recorded.isStored()) {
      Entry numbers = entry(List.of(), CONTROLLER, row.timeNanos()).withTick(row);
      durable |= writer.write(numbers.withAttempt(attempt()));
    } else {
      durable = true;
    }
    putInForce();
    flag.completedTick(deadMansNanos, state.stage().windowInvalid());
    report(step, now);
    return new TickResult(lost, decision, step.window(), step.state().stage());
  }

  private void report(Step step, Instant now) {
    if (reports == null) {
      return;
    }
    Summary window = step.windowSummary();
    if (window != null) {
      reports.windowEnded(nanos(now), fingerprint, window, cycle.baseline(now));
    }
    if (state.completed() && (window != null || !step.state().completed())) {
      HealthReport health = cycle.stageHealth().orElse(HealthReport.NONE);
      reports.completed(fingerprint, now, cycle.stageResults(), health, cycle.baseline(now));
    }
  }

  /** Puts the state in force before the first tick, where nothing has to be durable for it. */
  void start() {
    durable = true;
    putInForce();
    passedNanos();
    flag.completedTick(deadMansNanos, state.stage().windowInvalid());
  }

  /** Time since the last tick of this process, in ns; 0 at the first. */
  private long passedNanos() {
    long monotone = flag.monotone().getAsLong();
    long passed = ticked ? Math.max(0, monotone - lastMonotoneNanos) : 0;
    lastMonotoneNanos = monotone;
    ticked = true;
    return passed;
  }

  /** The dead man's switch: nobody evaluated for so long while treatment may have been served. */
  private Optional<CanaryDecision> afterLoss(long passedNanos) {
    CanaryDecision decision = policy.decideUnevaluated(state, Duration.ofNanos(passedNanos));
    if (decision.events().isEmpty()) {
      return Optional.empty();
    }
    long now = nowNanos();
    List<RolloutEvent> events = new ArrayList<>();
    if (untold != null) {
      events.add(takeUntold());
    }
    events.addAll(decision.events());
    decision.events().forEach(event -> fold(event, CONTROLLER, now));
    putInForce();
    durable |= writer.writeOrKeep(entry(events, CONTROLLER, now));
    return Optional.of(decision);
  }

  /**
   * Folds and writes what a tick brought besides numbers: a window, a step, or both. What the rules
   * did is not written under the name of a person who spoke at the same tick.
   */
  private CanaryDecision change(Step step, TickRow row, String actor, OptionalLong command) {
    CanaryDecision decision = step.decision();
    RolloutEvent.Observed total = takeUntold();
    List<RolloutEvent> rows = new ArrayList<>();
    rows.add(total);
    step.window().ifPresent(rows::add);
    step.window().ifPresent(window -> fold(window, CONTROLLER, row.timeNanos()));
    Entry facts = withEvidence(entry(rows, CONTROLLER, row.timeNanos()), step, row);
    List<RolloutEvent> persons = decision.personEvents();
    Entry words =
        entry(persons, actor, row.timeNanos()).withAnswer(command, CommandVerb.answer(decision));
    boolean raises = raises(decision.events());
    if (!raises) {
      // Before anything is written: a disk that is slow must not hold up a step down.
      for (RolloutEvent event : decision.events()) {
        boolean person = persons.contains(event);
        fold(event, person ? actor : CONTROLLER, row.timeNanos());
        if (!person) {
          rows.add(event);
        }
      }
      putInForce();
    }
    if (!raises || !persons.isEmpty()) {
      durable |= writer.writeOrKeep(facts.withEvents(rows).withAttempt(attempt()));
    }
    if (!raises) {
      if (!persons.isEmpty()) {
        durable |= writer.writeOrKeep(words);
      }
      return decision;
    }
    rows.addAll(decision.events());
    if (writer.write(persons.isEmpty() ? facts.withEvents(rows).withAttempt(attempt()) : words)) {
      durable = true;
      String who = persons.isEmpty() ? CONTROLLER : actor;
      decision.events().forEach(event -> fold(event, who, row.timeNanos()));
      return decision;
    }
    if (persons.isEmpty() && step.window().isPresent()) {
      writer.writeOrKeep(facts);
    } else if (persons.isEmpty()) {
      untold = total;
    }
    return writer.refusal(decision.decisionType(), stageName(), !persons.isEmpty());
  }

  private Entry withEvidence(Entry entry, Step step, TickRow row) {
    if (!recorded.isStored()) {
      return entry;
    }
    Summary window = step.windowSummary();
    return window == null
        ? entry.withTick(row)
        : entry.withWindow(new EndedWindow(step.green(), step.state().completed(), window));
  }

  /** Whether events let more keys be treated than now. */
  private boolean raises(List<RolloutEvent> events) {
    RolloutState after = state;
    for (RolloutEvent event : events) {
      after = policy.apply(after, event);
    }
    return Snapshots.raises(policy.snapshot(state), policy.snapshot(after));
  }

  // --- A person's or a configuration's word ---

  /**
   * Puts an event in force that no decision brought.
   *
   * @param durableFirst whether it lets more keys be treated, and so has to be durable first
   * @param command the command that this carries out
   * @throws JournalException if it has to be durable and cannot be written; nothing has changed
   */
  void act(
      RolloutEvent asked,
      String actor,
      boolean durableFirst,
      OptionalLong command,
      CommandAnswer answer) {
    RolloutEvent event = cycle.attempt().withBudget(asked);
    long now = nowNanos();
    List<RolloutEvent> events = new ArrayList<>();
    if (untold != null) {
      events.add(untold);
    }
    events.add(event);
    Entry entry = entry(events, actor, now).withAnswer(command, answer);
    if (durableFirst) {
      if (!writer.write(entry)) {
        throw writer.failure().orElseThrow();
      }
      durable = true;
      untold = null;
      fold(event, actor, now);
      putInForce();
    } else {
      untold = null;
      fold(event, actor, now);
      putInForce();
      durable |= writer.writeOrKeep(entry);
    }
  }

  // --- State ---

  private RolloutEvent.Observed takeUntold() {
    RolloutEvent.Observed taken = Objects.requireNonNull(untold, "every tick observes");
    untold = null;
    return taken;
  }

  private void fold(RolloutEvent event, String actor, long timeNanos) {
    RolloutState before = state;
    state = policy.apply(before, event);
    history.add(plan, timeNanos, actor, before, event, state);
    if (CanaryCycle.beginsStage(event)) {
      recorded.giveUp();
    }
    cycle.folded(event, state);
    if (state.attempt() != before.attempt() || !state.epoch().equals(before.epoch())) {
      // Labels of what was served before are left out from now on: half of them would be a choice.
      flag.labels().ifPresent(LabelCohorts::begin);
    }
  }

  private Optional<AttemptRow> attempt() {
    return recorded.isStored()
        ? cycle.attempt().encode().map(seen -> new AttemptRow(state.attempt(), lastTick, seen))
        : Optional.empty();
  }

  /** Lets the flag decide from the state, once anything of this process is durable. */
  private void putInForce() {
    if (!durable) {
      return;
    }
    FlagSnapshot next = policy.snapshot(state);
    if (inForce == null || !Snapshots.decideAlike(inForce, next)) {
      if (!flag.apply(next) && !Snapshots.decideAlike(flag.snapshot(), next)) {
        flag.release();
        throw new IllegalStateException(
            "the flag decides from a newer state than the journal of "
                + plan.metadata().key()
                + " holds, so everybody is on control; restart the process, or give it the journal"
                + " that belongs to it");
      }
      inForce = next;
    }
  }

  private Entry entry(List<RolloutEvent> events, String actor, long timeNanos) {
    return Entry.of(events, timeNanos, actor, fingerprint);
  }

  long nowNanos() {
    return nanos(flag.clock().instant());
  }

  static long nanos(Instant instant) {
    return instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
  }

  RolloutPlan plan() {
    return plan;
  }

  CanaryPolicy policy() {
    return policy;
  }

  CanaryCycle cycle() {
    return cycle;
  }

  RolloutState state() {
    return state;
  }

  RolloutHistory history() {
    return history;
  }

  /** What the policy would decide now, if nothing else came: for a status, it changes nothing. */
  CanaryDecision outlook() {
    return cycle.outlook(state, flag.clock().instant());
  }

  Optional<WeeklyReport> weekSoFar() {
    return reports == null
        ? Optional.empty()
        : reports.soFar(fingerprint, cycle.baseline(flag.clock().instant()));
  }

  /** Writes what waits; false if some of it still does. */
  boolean flush() {
    return writer.flush();
  }

  JournalWriter writer() {
    return writer;
  }

  String stageName() {
    return RolloutHistory.stageName(plan, state.rung());
  }

  String fingerprint() {
    return fingerprint;
  }
}
