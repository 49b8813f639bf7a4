package dev.belay.sequential;

import dev.belay.flag.Assignment;
import dev.belay.flag.Decision;
import dev.belay.flag.Fallback;
import dev.belay.flag.Reason;
import dev.belay.flag.Variant;
import dev.belay.gate.GateResult;
import dev.belay.gate.SummaryLayouts;
import dev.belay.plan.FailureRateGate;
import dev.belay.plan.Gates;
import dev.belay.plan.RolloutPlan;
import dev.belay.telemetry.ArmOutcome;
import dev.belay.telemetry.Observation;
import dev.belay.telemetry.Summary;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
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
 * One tick of 30 observations a slice, half of them treated, all labelled, through all sequential
 * gates of the default plan and the failure rate, with and without shadow pairs; then what a status
 * and a store ask for. Each iteration begins an attempt.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SequentialBenchmark {
  private static final int PER_SLICE = 30;
  private static final double DISPERSION = 1.5;

  /** The number of slices. */
  @Param({"1", "16", "64"})
  public int slices;

  /** Whether every query is evaluated by both arms. */
  @Param({"false", "true"})
  public boolean paired;

  private final RolloutPlan plan = plan();
  private final Summary tick = new Summary(SummaryLayouts.of(plan));
  private SequentialGates gates = begun();

  private static RolloutPlan plan() {
    Gates on = Gates.mission();
    return RolloutPlan.builder()
        .gates(
            new Gates(
                on.p99Latency(),
                on.aeceMinusTau(),
                on.confidenceShift(),
                on.slaRecall50(),
                Optional.of(FailureRateGate.standard())))
        .build();
  }

  private SequentialGates begun() {
    SequentialGates begun = SequentialGates.of(plan, SummaryLayouts.of(plan), DISPERSION, 1);
    begun.beginRung(0);
    return begun;
  }

  /** Records what every tick brings. */
  @Setup
  public void fill() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < slices * PER_SLICE; i++) {
      double truth = random.nextDouble();
      Observation observation =
          new Observation(
              "slice-" + i % slices,
              outcome(random, truth),
              random.nextDouble() < truth,
              null,
              OptionalLong.empty(),
              paired ? outcome(random, truth) : null);
      tick.add(decision(random.nextBoolean(), random.nextLong()), observation);
    }
  }

  private static ArmOutcome outcome(SplittableRandom random, double score) {
    return new ArmOutcome(
        100_000L + random.nextInt(100_000),
        score,
        true,
        OptionalDouble.of(1),
        OptionalLong.empty());
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

  /** Begins an attempt, so that one iteration judges as much as another. */
  @Setup(Level.Iteration)
  public void begin() {
    gates = begun();
    gates.add(tick);
    gates.addLabels(tick);
  }

  /** What every tick costs. */
  @Benchmark
  public boolean tick() {
    gates.add(tick);
    gates.addLabels(tick);
    return gates.hasRejected();
  }

  /** What a status costs. */
  @Benchmark
  public List<GateResult> results() {
    return gates.results();
  }

  /** What a stored state costs. */
  @Benchmark
  public byte[] encode() {
    return gates.encode();
  }
}
