package dev.belay.canary;

import dev.belay.drift.DriftMonitor;
import dev.belay.flag.Assignment;
import dev.belay.flag.Decision;
import dev.belay.flag.Fallback;
import dev.belay.flag.Reason;
import dev.belay.flag.Variant;
import dev.belay.gate.GateSet;
import dev.belay.gate.SummaryLayouts;
import dev.belay.plan.RolloutPlan;
import dev.belay.telemetry.Observation;
import dev.belay.telemetry.Summary;
import java.time.Instant;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A whole decision cycle of the default plan: a tick's summary of 30 observations a slice is added
 * to the open window and to the stage, every gate and the health judge the stage, and the policy
 * decides; a tick that ends a window judges that as well. Each starts from the same state, each
 * iteration from an empty stage.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class CycleBenchmark {
  private static final long TICK_NANOS = 30_000_000_000L;
  private static final int GRACE_TICKS = 10;
  private static final int WINDOW_TICKS = 30;
  private static final int PER_SLICE = 30;
  private static final int TREATED_PART = 4;

  /** The number of slices. */
  @Param({"1", "16", "64"})
  public int slices;

  private final RolloutPlan plan = RolloutPlan.calibV22();
  private final GateSet gates = GateSet.of(plan);
  private final CanaryPolicy policy = new CanaryPolicy(plan, gates::requiredToPass);
  private final Summary recorded = new Summary(SummaryLayouts.of(plan));
  private CanaryCycle cycle = newCycle();
  private RolloutState judged = RolloutState.INITIAL;
  private RolloutState windowEnds = RolloutState.INITIAL;
  private Instant now = Instant.EPOCH;

  /** Records what every tick brings, and puts the plan in force. */
  @Setup
  public void fill() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < slices * PER_SLICE; i++) {
      double score = 0.1 + 0.8 * random.nextDouble();
      recorded.add(
          decision(i % TREATED_PART == 0, random.nextLong()),
          Observation.of("slice-" + i % slices, 100_000L + random.nextInt(100_000), score, true)
              .label(random.nextDouble() < score)
              .recall50(1.0)
              .build());
    }
    judged = after(policy.apply(RolloutState.INITIAL, policy.configure("r1", "{}")), GRACE_TICKS);
    windowEnds = after(judged, WINDOW_TICKS - 1);
  }

  /** Begins a stage, so that one iteration judges as much as another. */
  @Setup(Level.Iteration)
  public void begin() {
    cycle = newCycle();
    now = Instant.EPOCH;
  }

  private CanaryCycle newCycle() {
    return new CanaryCycle(
        policy, gates, new DriftMonitor(plan), SummaryLayouts.of(plan), Optional.empty(), true);
  }

  private RolloutState after(RolloutState state, int ticks) {
    RolloutState next = state;
    for (int i = 0; i < ticks; i++) {
      next = policy.apply(next, policy.observe(next, tick(i + 1)));
    }
    return next;
  }

  private Tick tick(long number) {
    long treated = (long) slices * PER_SLICE / TREATED_PART;
    return new Tick(number, TICK_NANOS, treated, treated, 0, 0);
  }

  private static Decision decision(boolean treated, long bucket) {
    return new Decision(
        treated ? Variant.TREATMENT : Variant.CONTROL,
        Reason.SPLIT,
        null,
        Assignment.BUCKET,
        bucket,
        "Canary",
        Fallback.LAST_GOOD,
        "calib_v22_r1_000000000000",
        0);
  }

  /** A tick inside of a window. */
  @Benchmark
  public Step tick() {
    return step(judged);
  }

  /** A tick that ends a window. */
  @Benchmark
  public Step tickThatEndsAWindow() {
    return step(windowEnds);
  }

  private Step step(RolloutState state) {
    now = now.plusNanos(TICK_NANOS);
    return cycle.tick(state, tick(1), TickSummaries.of(() -> recorded), Optional.empty(), now);
  }
}
