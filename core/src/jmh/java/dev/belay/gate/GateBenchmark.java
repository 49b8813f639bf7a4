package dev.belay.gate;

import dev.belay.flag.Assignment;
import dev.belay.flag.Decision;
import dev.belay.flag.Fallback;
import dev.belay.flag.Reason;
import dev.belay.flag.Variant;
import dev.belay.plan.RolloutPlan;
import dev.belay.telemetry.Observation;
import dev.belay.telemetry.SliceSummary;
import dev.belay.telemetry.Summary;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * All gates of the default plan, over all slices and in each: on a whole stage, on windows, and the
 * adding of a window. Every slice has 1 000 observations, all labelled, skewed to both ends, a
 * quarter of them treated.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(3)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class GateBenchmark {
  private static final int OBSERVATIONS_PER_SLICE = 1_000;
  private static final int TREATED_PART = 4;

  /** The number of slices. */
  @Param({"1", "16", "64"})
  public int slices;

  private final RolloutPlan plan = RolloutPlan.calibV22();
  private final GateSet gates = GateSet.of(plan);
  private final Summary stage = new Summary(SummaryLayouts.of(plan));
  private final SliceSummary total = SliceSummary.emptyTotal(SummaryLayouts.of(plan));
  private final OpenWindows windows = new OpenWindows(SummaryLayouts.of(plan));

  /** Fills a stage, which serves as a window too. */
  @Setup
  public void fill() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < slices * OBSERVATIONS_PER_SLICE; i++) {
      double t = 0.01 * Math.exp(-6 * random.nextDouble());
      double score = random.nextBoolean() ? t : 1 - t;
      long latency = (long) (200_000 * Math.exp(random.nextDouble()));
      stage.add(
          decision(random),
          Observation.of("slice-" + i % slices, latency, score, true)
              .label(random.nextDouble() < score)
              .recall50(1)
              .build());
    }
    stage.totalInto(total);
    for (int i = 0; i < OpenWindows.MOST; i++) {
      windows.add(stage);
    }
  }

  private static Decision decision(SplittableRandom random) {
    return new Decision(
        random.nextInt(TREATED_PART) == 0 ? Variant.TREATMENT : Variant.CONTROL,
        Reason.SPLIT,
        null,
        Assignment.BUCKET,
        random.nextLong(),
        "Limited",
        Fallback.LAST_GOOD,
        "calib_v22_r1_000000000000",
        0);
  }

  /** Judges a stage whose slices are summed up already, as a cycle does. */
  @Benchmark
  public List<GateResult> evaluateStage() {
    return gates.evaluate(stage, total, Optional.empty(), Optional.empty());
  }

  /** Sums up the slices of a stage and judges it. */
  @Benchmark
  public List<GateResult> totalAndEvaluateStage() {
    return gates.evaluate(stage, Optional.empty());
  }

  /** Judges a stage that has a baseline too. */
  @Benchmark
  public List<GateResult> evaluateStageWithBaseline() {
    return gates.evaluate(stage, Optional.of(stage));
  }

  /** Judges a window. */
  @Benchmark
  public List<GateResult> evaluateWindow() {
    return gates.evaluate(windows, Map.of(), Optional.empty());
  }

  /** Adds a window to the five that are open. */
  @Benchmark
  public OpenWindows addWindow() {
    windows.add(stage);
    return windows;
  }
}
