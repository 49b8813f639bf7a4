package dev.belay.lab;

import dev.belay.flag.Variant;
import dev.belay.plan.RolloutPlan;
import dev.belay.telemetry.Summary;
import java.time.Duration;
import java.util.List;

/** Argo Rollouts' background analysis with its defaults. Immutable. */
final class ArgoRule extends PeerRule {
  private static final Duration INTERVAL = Duration.ofMinutes(5);
  private static final double LEAST_SUCCESS = 0.95;

  private final List<SteppedRun.Step> steps;
  private final long limitNanos;

  ArgoRule(RolloutPlan plan) {
    super(
        "Argo Rollouts",
        "a success rate of at least 0.95 (the documents' example) and a p99 within the plan's"
            + " limit, measured every 5 minutes in the background of the plan's ladder;"
            + " failureLimit 0 (the default), so that the first failed measurement aborts. Source:"
            + " argo-rollouts, docs/features/analysis.md and the AnalysisTemplate's field"
            + " failureLimit.",
        plan);
    this.steps = Peers.ladder(plan);
    this.limitNanos = Peers.p99LimitNanos(plan);
  }

  @Override
  public Run start() {
    return new SteppedRun(steps, INTERVAL) {
      @Override
      Verdict judge(Summary interval, boolean stepEnds) {
        ArmNumbers treatment = ArmNumbers.of(interval, Variant.TREATMENT);
        // Without a query there is no number, and no measurement that could fail.
        boolean failed =
            1 - treatment.failureRate() < LEAST_SUCCESS || treatment.p99Nanos() > limitNanos;
        return failed ? Verdict.REVERT : Verdict.GO_ON;
      }
    };
  }
}
