package dev.belay.cli;

import dev.belay.canary.CanaryDecision;
import dev.belay.canary.CanaryDecisionType;
import dev.belay.canary.Cause;
import dev.belay.canary.RolloutEvent;
import dev.belay.canary.RolloutState;
import dev.belay.canary.StageProgress;
import dev.belay.engine.canary.TickResult;
import dev.belay.flag.Decision;
import dev.belay.flag.FeatureFlag;
import dev.belay.flag.FlagSnapshot;
import dev.belay.flag.Percentage;
import dev.belay.gate.Verdict;
import dev.belay.plan.RolloutPlan;
import dev.belay.plan.Stage;
import dev.belay.telemetry.ArmRecorder;
import dev.belay.telemetry.Observation;
import dev.belay.telemetry.Summary;
import dev.belay.telemetry.SummaryLayout;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A controller without a mind of its own: it notes what it was given in each tick and takes the
 * steps that the test has written down for it. Not thread-safe.
 */
final class FakeController implements ReplayTarget {
  /** What one tick was given. */
  record Noted(long timeMillis, Summary summary, long decided, long invalid) {}

  private final RolloutPlan plan;
  private final InstantSource clock;
  private final Map<Integer, CanaryDecisionType> script;
  private final FeatureFlag flag;
  private final ArmRecorder recorder;
  private final List<Noted> ticks = new ArrayList<>();
  private final long startMillis;
  private int rung;
  private long version;
  private long decided;
  private long invalid;

  private FakeController(
      RolloutPlan plan, int rung, InstantSource clock, Map<Integer, CanaryDecisionType> script) {
    this.plan = plan;
    this.clock = clock;
    this.script = script;
    this.rung = rung;
    this.startMillis = clock.millis();
    this.flag = new FeatureFlag(snapshot(), clock);
    this.recorder = ArmRecorder.builder(SummaryLayout.ofLimit(1_000_000)).stripes(1).build();
  }

  /** Makes controllers and remembers the last. */
  static final class Maker implements ReplayTarget.Factory {
    private final Map<Integer, CanaryDecisionType> script = new HashMap<>();
    private FakeController made;

    /** At the tick of this number, from 1, this is decided. */
    Maker at(int tick, CanaryDecisionType type) {
      script.put(tick, type);
      return this;
    }

    @Override
    public ReplayTarget start(RolloutPlan plan, OptionalInt rung, InstantSource clock) {
      made = new FakeController(plan, rung.orElse(0), clock, script);
      return made;
    }

    FakeController made() {
      return made;
    }
  }

  List<Noted> ticks() {
    return ticks;
  }

  long startMillis() {
    return startMillis;
  }

  @Override
  public String stage() {
    return rung < 0 ? RolloutState.DISABLED_STAGE : plan.ladder().get(rung).name();
  }

  private FlagSnapshot snapshot() {
    List<Stage> ladder = plan.ladder();
    return FlagSnapshot.builder(plan.metadata().key(), plan.bucketing())
        .enabled(plan.enabled())
        .breakerOpen(rung < 0)
        .stage(stage(), rung < 0 ? Percentage.ZERO : ladder.get(rung).percent())
        .version(version++)
        .build();
  }

  @Override
  public Decision decide(KnownText key) {
    Decision decision = flag.decide(key.text());
    decided += decision.treatment() ? 1 : 0;
    return decision;
  }

  @Override
  public void record(
      Decision decision, String slice, long latencyNanos, double score, boolean success) {
    recorder.record(decision, slice, latencyNanos, score, success);
    watch(decision, score);
  }

  @Override
  public void record(
      Decision decision,
      String slice,
      long latencyNanos,
      double score,
      boolean success,
      boolean label) {
    recorder.record(decision, slice, latencyNanos, score, success, label);
    watch(decision, score);
  }

  @Override
  public void record(Decision decision, Observation observation) {
    recorder.record(decision, observation);
    watch(decision, observation.served().score());
  }

  private void watch(Decision decision, double score) {
    invalid += decision.treatment() && !(score >= 0 && score <= 1) ? 1 : 0;
  }

  @Override
  public void recordLabel(Decision decision, String slice, double score, boolean label) {
    recorder.recordLabel(decision, slice, score, label);
  }

  @Override
  public void recordPairedLabel(
      Decision decision, String slice, double score, double otherScore, boolean label) {
    recorder.recordPairedLabel(decision, slice, score, otherScore, label);
  }

  @Override
  public boolean urgent() {
    return invalid > 0;
  }

  @Override
  public TickResult tick() {
    Summary summary = new Summary(recorder.layout());
    recorder.drain(summary);
    ticks.add(new Noted(clock.millis(), summary, decided, invalid));
    decided = 0;
    invalid = 0;
    CanaryDecisionType type = script.getOrDefault(ticks.size(), CanaryDecisionType.CONTINUE);
    String from = stage();
    rung =
        switch (type) {
          case PROMOTE -> rung + 1;
          case ROLLBACK -> rung - 1;
          case EMERGENCY_STOP -> RolloutState.DISABLED;
          default -> rung;
        };
    flag.apply(snapshot());
    boolean moved = !stage().equals(from);
    boolean down = type == CanaryDecisionType.ROLLBACK || type == CanaryDecisionType.EMERGENCY_STOP;
    Optional<Cause> cause =
        moved ? Optional.of(down ? Cause.BREACH_RATE : Cause.CONDITIONS_MET) : Optional.empty();
    CanaryDecision decision =
        new CanaryDecision(
            type,
            from,
            moved ? Optional.of(stage()) : Optional.empty(),
            cause,
            "tick " + ticks.size(),
            List.of(),
            List.of(),
            List.of());
    Verdict verdict = down ? Verdict.BREACH : Verdict.PASS;
    Optional<RolloutEvent.WindowCompleted> window =
        moved
            ? Optional.of(new RolloutEvent.WindowCompleted(verdict, List.of(), Optional.empty()))
            : Optional.empty();
    return new TickResult(Optional.empty(), decision, window, StageProgress.NEW);
  }

  @Override
  public boolean completed() {
    return false;
  }
}
