package dev.belay.lab;

import dev.belay.flag.Variant;
import dev.belay.plan.RolloutPlan;
import dev.belay.sequential.SequentialGates;
import dev.belay.stats.ConditionalBinomial;
import dev.belay.stats.LateChange;
import dev.belay.stats.LateChangeWeights;
import dev.belay.telemetry.ArmCounter;
import dev.belay.telemetry.ArmSummary;
import dev.belay.telemetry.Population;
import dev.belay.telemetry.SliceSummary;
import dev.belay.telemetry.Summary;
import java.time.Duration;
import java.util.List;

/**
 * Two arms of different repositories compared as if they were samples of one population: what our
 * plan does not do. Immutable.
 */
final class ConditionalRule extends PeerRule {
  private static final double ALPHA = 0.002;

  private final List<SteppedRun.Step> steps;
  private final Duration tick;
  private final LateChangeWeights weights;
  private final ArmCounter bad;
  private final ArmCounter measured;

  private ConditionalRule(
      String name, String what, RolloutPlan plan, ArmCounter bad, ArmCounter measured) {
    super(
        name,
        "what our plan would do without shards: an anytime-valid conditional binomial test of "
            + what
            + " between the arms at every tick, at 0.002, as if repositories were alike. Source:"
            + " Lindon & Malek 2022.",
        plan);
    this.steps = Peers.ladder(plan);
    this.tick = plan.evaluation().tick();
    this.weights = new LateChangeWeights(SequentialGates.plannedTicks(plan));
    this.bad = bad;
    this.measured = measured;
  }

  /** By failures, and by queries with recall@50 below 1. */
  static List<ConditionalRule> of(RolloutPlan plan) {
    return List.of(
        new ConditionalRule(
            "failures without shards",
            "failures",
            plan,
            ArmCounter.FAILURES,
            ArmCounter.OBSERVATIONS),
        new ConditionalRule(
            "recall without shards",
            "recall misses",
            plan,
            ArmCounter.RECALL_MISSES,
            ArmCounter.RECALL_MEASURED));
  }

  @Override
  public Run start() {
    return new SteppedRun(steps, tick) {
      private final LateChange process = new LateChange(weights, ConditionalBinomial.points());
      private final double[] logE = new double[ConditionalBinomial.points()];

      @Override
      Verdict judge(Summary interval, boolean stepEnds) {
        SliceSummary total = interval.total();
        long treated = get(total, Variant.TREATMENT, measured);
        long controlled = get(total, Variant.CONTROL, measured);
        if (treated > 0 && controlled > 0) {
          long treatedBad = get(total, Variant.TREATMENT, bad);
          long controlledBad = get(total, Variant.CONTROL, bad);
          ConditionalBinomial.logE(treatedBad, treated, controlledBad, controlled, 1, logE);
          process.advance(logE);
        }
        return process.ticks() > 0 && process.rejects(ALPHA) ? Verdict.REVERT : Verdict.GO_ON;
      }
    };
  }

  private static long get(SliceSummary total, Variant variant, ArmCounter counter) {
    ArmSummary arm = total.arm(Population.SERVED, variant).orElse(null);
    return arm == null ? 0 : arm.get(counter);
  }
}
