package dev.belay.canary;

import dev.belay.drift.DriftMonitor;
import dev.belay.drift.GreenBaseline;
import dev.belay.drift.HealthReport;
import dev.belay.drift.HealthStatus;
import dev.belay.gate.GateKey;
import dev.belay.gate.GateResult;
import dev.belay.gate.GateSet;
import dev.belay.gate.OpenWindows;
import dev.belay.gate.Verdict;
import dev.belay.telemetry.SliceSummary;
import dev.belay.telemetry.Summary;
import dev.belay.telemetry.SummaryLayout;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The way from what one tick recorded to a decision: holds the evidence of the open window, of the
 * stage and of the green baseline, and asks gates, health and policy. Deterministic: the same ticks
 * after the same state give the same decisions. Not thread-safe.
 */
public final class CanaryCycle {
  /*
   * How. Summaries are the only thing here that changes. All of them can be made again from what
   * was kept: the windows of the stage and of the baseline (restore…), and the ticks of the open
   * window (restoreTick). The stage's summary holds whole windows and the open one.
   *
   * Where nobody reads what the gates say of a stage (everyTick is false), one open condition is
   * enough to wait: the one that was found last is asked first (StageObstacle), and everything else
   * only where it is gone.
   */
  private final CanaryPolicy policy;
  private final GateSet gates;
  private final DriftMonitor drift;
  private final Optional<SmokeTest> smokeTest;
  private final SummaryLayout layout;
  private final boolean everyTick;
  private final OpenWindows windows;
  private final GreenBaseline baseline;
  private final StageSummaries stage;
  private final StageObstacle obstacle;
  private final AttemptEvidence attempt;

  private Summary window;

  private List<GateResult> stageResults = List.of();
  private @Nullable HealthReport stageHealth;

  /** Whether there is evidence that the stage was not judged on. */
  private boolean stale = true;

  /** Says whether the candidate passes the smoke probes; asked before each promotion only. */
  @FunctionalInterface
  public interface SmokeTest {
    /** The first probe that fails, with what it did; empty where all pass. */
    Optional<String> firstFailure();
  }

  /**
   * A cycle without evidence.
   *
   * @param gates the gates of the policy's plan
   * @param drift the health monitor of the policy's plan
   * @param layout of every summary
   * @param smokeTest of the candidate; empty where there is none at hand
   * @param everyTick whether what was recorded is asked for and the stage judged at every tick, so
   *     that a status is up to date, and summaries of windows are handed out; if not, at the end of
   *     windows and of the grace period, the stage only when a promotion depends on it, and they
   *     are not. Decisions are the same
   */
  public CanaryCycle(
      CanaryPolicy policy,
      GateSet gates,
      DriftMonitor drift,
      SummaryLayout layout,
      Optional<SmokeTest> smokeTest,
      boolean everyTick) {
    this.policy = policy;
    this.gates = gates;
    this.drift = drift;
    this.layout = layout;
    this.smokeTest = smokeTest;
    this.everyTick = everyTick;
    this.windows = new OpenWindows(layout);
    this.baseline = new GreenBaseline(layout, policy.plan().drift().baselineDays());
    this.stage = new StageSummaries(layout);
    this.obstacle = new StageObstacle(policy, gates);
    this.window = new Summary(layout);
    this.attempt = new AttemptEvidence(policy.plan(), layout);
  }

  /**
   * One tick.
   *
   * @param state the state before it
   * @param tick its numbers
   * @param summaries what was recorded
   * @param forced what a person asks for
   * @param now the time by the wall clock
   */
  public Step tick(
      RolloutState state,
      Tick tick,
      TickSummaries summaries,
      Optional<Forced> forced,
      Instant now) {
    RolloutEvent.Observed observed = policy.observe(state, tick);
    RolloutState seen = policy.apply(state, observed);
    boolean asked = everyTick || policy.asksForStage(seen);
    boolean judged = !policy.inGrace(state);
    if (state.breaker() != Breaker.OPEN) {
      attempt.tick(tick.nanos(), judged, summaries);
    }
    boolean begins = policy.inGrace(state) != policy.inGrace(seen);
    // What sequential gates were given is drained: it must not be lost for the stage.
    if (asked || attempt.isGathered() || policy.windowDue(seen) || begins) {
      restoreTick(judged, summaries.recorded());
    }
    Optional<RolloutEvent.WindowCompleted> completed = Optional.empty();
    Summary summary = null;
    boolean green = false;
    if (policy.windowDue(seen)) {
      RolloutEvent.WindowCompleted ended = judge(seen, now);
      green = isGreen(ended);
      completed = Optional.of(ended);
      summary = endWindow(now, green, state.completed());
      seen = policy.apply(seen, ended);
    }
    if (asked && stale) {
      asked = mayStep(completed, forced, now);
    }
    boolean inFull = asked || forced.isPresent();
    Evidence evidence = evidence(tick, completed, forced, resultsOfAttempt(inFull));
    CanaryDecision decision = decide(seen, evidence, inFull, now);
    if (attempt.isGathered() && !decision.events().isEmpty()) {
      // What is written down is written with its intervals.
      evidence = evidence(tick, completed, forced, attempt.measured());
      decision = decide(seen, evidence, inFull, now);
    }
    if (promotes(decision) && smokeTest.isPresent()) {
      decision = decideAfterProbes(seen, tick, completed, forced, now, decision);
    }
    return new Step(observed, completed, summary, green, seen, decision);
  }

  private CanaryDecision decide(RolloutState seen, Evidence evidence, boolean inFull, Instant now) {
    return inFull ? policy.decide(seen, evidence, now) : policy.decideBriefly(seen, evidence);
  }

  /** Whether a stage begins with an event: nothing before it is evidence for what follows. */
  public static boolean beginsStage(RolloutEvent event) {
    return event instanceof RolloutEvent.Promoted
        || event instanceof RolloutEvent.RolledBack
        || event instanceof RolloutEvent.Stopped
        || event instanceof RolloutEvent.Configured
        || event instanceof RolloutEvent.Reset;
  }

  /**
   * An event was folded: what begins with it, begins without evidence. A configuration and a reset
   * begin an attempt too; steps between rungs go on with what sequential gates have seen.
   *
   * @param after the state after the event
   */
  public void folded(RolloutEvent event, RolloutState after) {
    if (beginsStage(event)) {
      newStage();
    }
    if (event instanceof RolloutEvent.Configured || event instanceof RolloutEvent.Reset) {
      attempt.begin(after);
    } else if (beginsStage(event)) {
      attempt.beginRung(after.rung());
    }
  }

  /** What is seen of the attempt. */
  public AttemptEvidence attempt() {
    return attempt;
  }

  private static boolean promotes(CanaryDecision decision) {
    return decision.decisionType() == CanaryDecisionType.PROMOTE;
  }

  /** Probes take a while: the candidate is asked only when nothing else stands against it. */
  private CanaryDecision decideAfterProbes(
      RolloutState seen,
      Tick tick,
      Optional<RolloutEvent.WindowCompleted> completed,
      Optional<Forced> forced,
      Instant now,
      CanaryDecision promotion) {
    Optional<String> failure = smokeTest.orElseThrow().firstFailure();
    if (failure.isEmpty()) {
      return promotion;
    }
    Evidence base = evidence(tick, completed, forced, attempt.measured());
    return policy.decide(seen, base.withFailedProbe(failure), now);
  }

  private Evidence evidence(
      Tick tick,
      Optional<RolloutEvent.WindowCompleted> completed,
      Optional<Forced> forced,
      List<GateResult> ofAttempt) {
    return new Evidence(
        completed,
        stageResults,
        ofAttempt,
        stageHealth().flatMap(HealthReport::status),
        tick.treatmentDecisions() > 0 && tick.treated() == 0,
        Optional.empty(),
        forced);
  }

  private List<GateResult> resultsOfAttempt(boolean inFull) {
    return inFull || attempt.hasRejected() ? attempt.results() : List.of();
  }

  private RolloutEvent.WindowCompleted judge(RolloutState seen, Instant now) {
    windows.add(window);
    if (seen.rung() == RolloutState.DISABLED) {
      return policy.judge(seen, List.of(), Optional.empty());
    }
    Optional<Summary> green = baseline.at(nanos(now));
    Optional<SliceSummary> greenTotal = baseline.totalAt(nanos(now));
    List<GateResult> results = List.of();
    if (policy.judgesWindows(seen)) {
      results =
          attempt.isGathered()
              ? attempt.window(window, windows.totalOver(1), isOnProbation(seen))
              : gates.evaluate(windows, seen.stage().open(), green, greenTotal);
    }
    Optional<HealthStatus> health = assess(windows.totalOver(1), greenTotal).status();
    RolloutEvent.WindowCompleted judged = policy.judge(seen, results, health);
    return everyTick ? attempt.told(judged) : judged;
  }

  private static boolean isOnProbation(RolloutState state) {
    return state.breaker() == Breaker.HALF_OPEN;
  }

  private static boolean isGreen(RolloutEvent.WindowCompleted judged) {
    return judged.verdict() != Verdict.BREACH
        && judged.health().map(health -> health == HealthStatus.GREEN).orElse(true);
  }

  private @Nullable Summary endWindow(Instant now, boolean green, boolean production) {
    stale = true;
    attempt.beginWindow();
    stage.windowEnds(window);
    if (green) {
      baseline.add(nanos(now), window, production);
    }
    attempt.addControl(nanos(now), window);
    if (!everyTick) {
      window.clear();
      return null;
    }
    Summary ended = window;
    window = new Summary(layout);
    return ended;
  }

  /**
   * Judges the stage, unless it is enough to know that what stood against a step still does: a
   * window's results and a person's word are answered in full.
   */
  private boolean mayStep(
      Optional<RolloutEvent.WindowCompleted> completed, Optional<Forced> forced, Instant now) {
    boolean inFull = everyTick || forced.isPresent();
    if (inFull || completed.filter(ended -> !ended.results().isEmpty()).isPresent()) {
      judgeStage(now);
      return true;
    }
    if (isStillInTheWay(now)) {
      return false;
    }
    judgeStage(now);
    obstacle.find(stageResults, stageHealth().flatMap(HealthReport::status));
    return true;
  }

  private boolean isStillInTheWay(Instant now) {
    if (obstacle.isHealth()) {
      return obstacle.stands(assess(total(), baseline.totalAt(nanos(now))).status());
    }
    Optional<GateKey> gate = obstacle.gate();
    if (gate.isEmpty()) {
      return obstacle.isEvidence() && obstacle.stands(attempt.results());
    }
    String slice = gate.get().slice();
    return gate.get().isOverall()
        ? obstacle.stands(total(), baseline.totalAt(nanos(now)))
        : stage()
            .slice(slice)
            .filter(of -> obstacle.stands(of, baseline.at(nanos(now)).flatMap(b -> b.slice(slice))))
            .isPresent();
  }

  private SliceSummary total() {
    return stage.total(window);
  }

  private void judgeStage(Instant now) {
    Optional<Summary> green = baseline.at(nanos(now));
    Optional<SliceSummary> greenTotal = baseline.totalAt(nanos(now));
    stageResults = gates.evaluate(stage(), total(), green, greenTotal);
    stageHealth = assess(total(), greenTotal);
    stale = false;
  }

  private HealthReport assess(SliceSummary total, Optional<SliceSummary> green) {
    return drift.assess(total, green, policy.plan().evaluation().minWindowSamples());
  }

  /**
   * What would be decided in a state on the evidence so far, if a tick came that saw nothing.
   *
   * @param now the time by the wall clock
   */
  public CanaryDecision outlook(RolloutState state, Instant now) {
    judgeStage(now);
    Evidence nothingNew =
        new Evidence(
            Optional.empty(),
            stageResults,
            attempt.results(),
            stageHealth().flatMap(HealthReport::status),
            false,
            Optional.empty(),
            Optional.empty());
    return policy.decide(state, nothingNew, now);
  }

  private void newStage() {
    window = new Summary(layout);
    stage.clear();
    obstacle.clear();
    windows.clear();
    attempt.beginWindow();
    stageResults = List.of();
    stageHealth = null;
    stale = true;
  }

  /** Takes back what a tick recorded. */
  public void restoreTick(boolean judged, Summary recorded) {
    if (judged && !recorded.slices().isEmpty()) {
      stale = true;
      stage.add(recorded, window);
      window.merge(recorded);
    }
  }

  /**
   * Takes back a window that was completed before.
   *
   * @param ofStage whether it belongs to the stage that is going on
   */
  public void restoreWindow(
      long timeNanos, Summary summary, boolean green, boolean production, boolean ofStage) {
    if (!summary.layout().equals(layout)) {
      // Recorded under other limits: its cells cannot be compared with those of today.
      return;
    }
    if (green) {
      baseline.add(timeNanos, summary, production);
    }
    attempt.addControl(timeNanos, summary);
    if (ofStage) {
      windows.add(summary);
      stage.addWindow(summary);
    }
  }

  /** The green baseline; empty where there is none that is recent enough. A view. */
  public Optional<Summary> baseline(Instant now) {
    return baseline.at(nanos(now));
  }

  /** What was recorded in the stage so far, grace period left out; a view. */
  public Summary stage() {
    return stage.bySlice(window);
  }

  /** What the gates said of the stage at the last tick. */
  public List<GateResult> stageResults() {
    return stageResults;
  }

  /** The health over the stage at the last tick; empty before the first. */
  public Optional<HealthReport> stageHealth() {
    return Optional.ofNullable(stageHealth);
  }

  private static long nanos(Instant instant) {
    return instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
  }
}
