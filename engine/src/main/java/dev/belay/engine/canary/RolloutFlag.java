package dev.belay.engine.canary;

import dev.belay.flag.Decision;
import dev.belay.flag.FeatureFlag;
import dev.belay.flag.FlagSnapshot;
import dev.belay.flag.Reason;
import dev.belay.flag.Variant;
import dev.belay.plan.Mode;
import dev.belay.plan.RolloutPlan;
import dev.belay.telemetry.ArmRecorder;
import dev.belay.telemetry.Observation;
import dev.belay.telemetry.Summary;
import dev.belay.telemetry.SummaryLayout;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a service calls: says who is treated and records what was observed. Serves control to
 * everybody until a {@link CanaryController} has put a rollout's state in force, and again as soon
 * as that controller has not completed a tick for the plan's dead man's time.
 *
 * <p>Thread-safe; no call blocks, but for a late label in mode {@code sequential}, which may wait
 * for another one to be counted. Decisions made before a change of configuration may be recorded
 * after it.
 */
public final class RolloutFlag {
  /**
   * From so many invalid scores of treatment in a window on a tick is asked for before its time.
   */
  static final int INVALID_SCORES = 3;

  private final FeatureFlag flag;
  private final InstantSource clock;
  private final LongSupplier monotone;
  private final DecisionCounts counts = new DecisionCounts();
  private final AtomicInteger invalid = new AtomicInteger();
  private volatile long invalidInWindow;
  private final boolean oneThread;
  private volatile ArmRecorder recorder;
  private volatile @Nullable LabelCohorts labels;
  private volatile Runnable alarm = () -> {};

  /** On the monotone clock: from here on treatment needs another completed tick. */
  private volatile long deadlineNanos;

  private volatile boolean guarded;

  /** By the wall clock: labels of what was served before are left out. */
  private volatile long attemptSinceNanos = Long.MIN_VALUE;

  /**
   * A flag that nobody controls yet.
   *
   * @param plan the rollout
   * @param layout of what is recorded
   * @param clock tells when decisions are made
   * @param monotone ns of a clock that nobody sets, such as {@code System::nanoTime}
   */
  public RolloutFlag(
      RolloutPlan plan, SummaryLayout layout, InstantSource clock, LongSupplier monotone) {
    this(plan, layout, clock, monotone, false);
  }

  /**
   * A flag that nobody controls yet.
   *
   * @param oneThread whether one thread alone records, so that one stripe does
   */
  RolloutFlag(
      RolloutPlan plan,
      SummaryLayout layout,
      InstantSource clock,
      LongSupplier monotone,
      boolean oneThread) {
    this.oneThread = oneThread;
    FlagSnapshot off = FlagSnapshot.builder(plan.metadata().key(), plan.bucketing()).build();
    this.flag = new FeatureFlag(off, clock);
    this.clock = clock;
    this.monotone = monotone;
    this.recorder = recorder(plan, layout);
  }

  private ArmRecorder recorder(RolloutPlan plan, SummaryLayout layout) {
    List<String> required =
        plan.gates().aeceMinusTau().map(gate -> gate.requiredSlices()).orElse(List.of());
    ArmRecorder.Builder builder =
        ArmRecorder.builder(layout)
            .slices(required.subList(0, Math.min(required.size(), layout.maxSlices())));
    return oneThread ? builder.stripes(1).build() : builder.build();
  }

  /** What a targeting key is served, and why; see {@link FeatureFlag#decide(String)}. */
  public Decision decide(@Nullable String targetingKey) {
    return guard(targetingKey, flag.decide(targetingKey));
  }

  /** What a targeting key is served in a session, and why. */
  public Decision decide(@Nullable String targetingKey, @Nullable String sessionId) {
    return guard(targetingKey, flag.decide(targetingKey, sessionId));
  }

  /** The same decision, not counted: to record a result of a decision that was not kept. */
  public Decision decideUncounted(@Nullable String targetingKey) {
    Decision decided = flag.decide(targetingKey);
    return decided.treatment() && isUnguarded() ? asControl(decided) : decided;
  }

  private Decision guard(@Nullable String key, Decision decided) {
    Decision served = decided.treatment() && isUnguarded() ? asControl(decided) : decided;
    if (key != null) {
      counts.count(key, served.treatment(), served.treatment() && served.evidence());
    }
    return served;
  }

  private static Decision asControl(Decision decision) {
    return new Decision(
        Variant.CONTROL,
        Reason.DISABLED,
        null,
        decision.assignment(),
        decision.bucket(),
        decision.stage(),
        decision.fallback(),
        decision.fingerprint(),
        decision.timeNanos());
  }

  /** Whether no tick was completed for the dead man's time: then everybody is on control. */
  public boolean isUnguarded() {
    return !guarded || monotone.getAsLong() - deadlineNanos > 0;
  }

  /**
   * Records an observation without a label; see {@link ArmRecorder#record(Decision, String, long,
   * double, boolean)}.
   */
  public void record(
      Decision decision, String slice, long latencyNanos, double score, boolean success) {
    recorder.record(decision, slice, latencyNanos, score, success);
    watch(decision, score);
  }

  /** Records an observation whose label is known at once. */
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

  /** Records an observation with all that is known of it. */
  public void record(Decision decision, Observation observation) {
    recorder.record(decision, observation);
    watch(decision, observation.served().score());
  }

  /**
   * Records the label of a score that was recorded without one; left out where treatment was taken
   * back, or the configuration changed, since it was served.
   */
  public void recordLabel(Decision decision, String slice, double score, boolean label) {
    LabelCohorts cohorts = labels;
    if (cohorts != null) {
      cohorts.add(decision, slice, score, label);
    } else if (isOfThisAttempt(decision)) {
      recorder.recordLabel(decision, slice, score, label);
    }
  }

  /** Records the label of a pair that was recorded without one. */
  public void recordPairedLabel(
      Decision decision, String slice, double score, double otherScore, boolean label) {
    LabelCohorts cohorts = labels;
    if (cohorts != null) {
      cohorts.addPaired(decision, slice, score, otherScore, label);
    } else if (isOfThisAttempt(decision)) {
      recorder.recordPairedLabel(decision, slice, score, otherScore, label);
    }
  }

  /** What was served before the last revert or configuration is no evidence for what came after. */
  private boolean isOfThisAttempt(Decision decision) {
    return decision.timeNanos() >= attemptSinceNanos;
  }

  private void watch(Decision decision, double score) {
    if (!(score >= 0 && score <= 1)
        && decision.treatment()
        && decision.evidence()
        && invalid.incrementAndGet() + invalidInWindow >= INVALID_SCORES) {
      alarm.run();
    }
  }

  /**
   * Whether so many invalid scores came since the last tick that the next should not be waited for.
   */
  public boolean isUrgent() {
    int now = invalid.get();
    return now > 0 && now + invalidInWindow >= INVALID_SCORES;
  }

  /** What decisions are made from. */
  public FlagSnapshot snapshot() {
    return flag.snapshot();
  }

  /** The clock of its decisions. */
  InstantSource clock() {
    return clock;
  }

  LongSupplier monotone() {
    return monotone;
  }

  DecisionCounts counts() {
    return counts;
  }

  /** What is called, on the recording thread, when a tick should come at once. Must not block. */
  void onAlarm(Runnable newAlarm) {
    alarm = newAlarm;
  }

  /** Records under a plan from now on; what was recorded under another layout is given up. */
  void recordUnder(RolloutPlan plan, SummaryLayout layout) {
    if (!recorder.layout().equals(layout)) {
      recorder = recorder(plan, layout);
    }
    labels =
        plan.evaluation().mode() == Mode.WINDOWS
            ? null
            : new LabelCohorts(plan, layout, clock, monotone);
  }

  /** Labels that came after their queries, where sequential gates judge. */
  Optional<LabelCohorts> labels() {
    return Optional.ofNullable(labels);
  }

  /** Moves what was recorded into a summary, late labels left out where they are kept apart. */
  void drain(Summary target) {
    recorder.drain(target);
  }

  /**
   * Decides from a snapshot from now on.
   *
   * @return false if the one in force is newer: then nothing has changed
   */
  boolean apply(FlagSnapshot snapshot) {
    FlagSnapshot before = flag.snapshot();
    boolean applied = flag.apply(snapshot);
    boolean newEvidence =
        !before.epoch().equals(snapshot.epoch())
            || !before.fingerprint().equals(snapshot.fingerprint());
    if (applied && newEvidence) {
      attemptSinceNanos = nanos(clock.instant());
    }
    return applied;
  }

  private static long nanos(Instant instant) {
    return instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
  }

  /** A tick looks at what was recorded: invalid scores are counted anew. */
  void beginTick() {
    invalid.set(0);
  }

  /**
   * A tick was completed: treatment may be served for another dead man's time.
   *
   * @param invalidScores those in the open window
   */
  void completedTick(long deadMansNanos, long invalidScores) {
    invalidInWindow = invalidScores;
    deadlineNanos = monotone.getAsLong() + deadMansNanos;
    guarded = true;
  }

  /** Nobody guards it any more: control. */
  void release() {
    guarded = false;
  }
}
