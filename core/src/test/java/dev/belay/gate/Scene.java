package dev.belay.gate;

import dev.belay.flag.Assignment;
import dev.belay.flag.Decision;
import dev.belay.flag.Fallback;
import dev.belay.flag.Reason;
import dev.belay.flag.Variant;
import dev.belay.plan.RolloutPlan;
import dev.belay.telemetry.ArmOutcome;
import dev.belay.telemetry.Observation;
import dev.belay.telemetry.SliceSummary;
import dev.belay.telemetry.Summary;
import dev.belay.telemetry.SummaryLayout;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;

/** Gathers what gates judge. */
public final class Scene {
  /** The layout of the default plan: latencies against 1 ms, no query SLA. */
  public static final SummaryLayout LAYOUT = SummaryLayouts.of(RolloutPlan.calibV22());

  private static final String[] SLICES = {"nav:java", "nav:go", "text:java", Summary.OTHER};

  private final Summary summary;

  /** Nothing yet. */
  public Scene() {
    this(LAYOUT);
  }

  Scene(SummaryLayout layout) {
    summary = new Summary(layout);
  }

  /** A decision for a variant that is evidence. */
  public static Decision decision(Variant variant) {
    return new Decision(
        variant,
        Reason.SPLIT,
        null,
        Assignment.BUCKET,
        variant == Variant.TREATMENT ? 1 : -1,
        "Canary",
        Fallback.LAST_GOOD,
        "f",
        0);
  }

  /** Observations that are all alike: half a millisecond, score 0.5, a success, and more. */
  public Scene serve(Variant variant, int times, UnaryOperator<Observation.Builder> more) {
    for (int i = 0; i < times; i++) {
      add(variant, more.apply(Observation.of("s", 500_000, 0.5, true)).build());
    }
    return this;
  }

  Scene serve(Variant variant, int times, long latencyNanos, double score, boolean success) {
    for (int i = 0; i < times; i++) {
      add(variant, Observation.of("s", latencyNanos, score, success).build());
    }
    return this;
  }

  Scene label(Variant variant, String slice, int times, double score, boolean label) {
    for (int i = 0; i < times; i++) {
      add(variant, Observation.of(slice, 500_000, score, true).label(label).build());
    }
    return this;
  }

  Scene recall(Variant variant, int times, double recall) {
    return serve(variant, times, o -> o.recall50(recall));
  }

  /** Queries that the treatment served and both arms evaluated. */
  Scene pairs(int times, ArmOutcome control, ArmOutcome treatment) {
    for (int i = 0; i < times; i++) {
      add(
          Variant.TREATMENT,
          new Observation("s", treatment, null, null, OptionalLong.empty(), control));
    }
    return this;
  }

  static ArmOutcome recalled(double recall) {
    return new ArmOutcome(
        500_000, 0.5, true, OptionalDouble.of(recall), OptionalLong.of(1_000_000));
  }

  Scene add(Variant variant, Observation observation) {
    summary.add(decision(variant), observation);
    return this;
  }

  /** Good observations with all that can be measured, so many in each arm. */
  public Scene everything(int times) {
    for (int i = 0; i < times; i++) {
      boolean label = i % 2 == 0;
      for (Variant variant : Variant.values()) {
        serve(
            variant,
            1,
            o -> o.label(label).clamped(false).recall50(1).queryLatencyNanos(7).allocatedBytes(0));
      }
    }
    return this;
  }

  /** Random observations of all kinds, extreme ones among them. */
  public Scene random(SplittableRandom random, int times) {
    for (int i = 0; i < times; i++) {
      Observation.Builder next =
          Observation.of(
              SLICES[random.nextInt(SLICES.length)],
              latency(random),
              score(random),
              random.nextInt(20) > 0);
      if (random.nextInt(3) > 0) {
        next.label(random.nextBoolean());
      }
      if (random.nextBoolean()) {
        next.recall50(random.nextInt(51) / 50.0).clamped(random.nextInt(9) == 0);
      }
      if (random.nextBoolean()) {
        next.allocatedBytes(random.nextInt(10) == 0 ? Long.MAX_VALUE : random.nextInt(100));
      }
      if (random.nextBoolean()) {
        next.paired(
            new ArmOutcome(
                latency(random),
                score(random),
                random.nextInt(20) > 0,
                OptionalDouble.of(random.nextInt(51) / 50.0),
                OptionalLong.empty()));
      }
      add(random.nextBoolean() ? Variant.TREATMENT : Variant.CONTROL, next.build());
    }
    return this;
  }

  private static long latency(SplittableRandom random) {
    return random.nextInt(50) == 0
        ? Long.MAX_VALUE - random.nextInt(2)
        : (long) Math.exp(27 * random.nextDouble());
  }

  private static double score(SplittableRandom random) {
    double t = 0.01 * Math.exp(-8 * random.nextDouble());
    return switch (random.nextInt(20)) {
      case 0 -> Double.NaN;
      case 1 -> Math.nextUp(1.0);
      case 2 -> random.nextInt(2);
      case 3 -> random.nextDouble();
      default -> random.nextBoolean() ? t : 1 - t;
    };
  }

  /** What was gathered. */
  public Summary summary() {
    return summary;
  }

  /** All slices together, without a baseline. */
  public GateEvidence evidence(long minSamples) {
    return evidence(minSamples, Optional.empty());
  }

  GateEvidence evidence(long minSamples, Scene baseline) {
    return evidence(minSamples, Optional.of(baseline));
  }

  /** All slices together. */
  public GateEvidence evidence(long minSamples, Optional<Scene> baseline) {
    return new GateEvidence(
        "",
        summary.total(),
        baseline.map(scene -> scene.summary.total()),
        summary.layout(),
        minSamples,
        1);
  }

  /** One slice as it is, which may hold nothing. */
  public GateEvidence slice(String name, long minSamples) {
    SliceSummary slice =
        summary.slice(name).orElseGet(() -> SliceSummary.emptyTotal(summary.layout()));
    return new GateEvidence(name, slice, Optional.empty(), summary.layout(), minSamples, 1);
  }
}
