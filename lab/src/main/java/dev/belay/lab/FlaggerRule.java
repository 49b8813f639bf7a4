package dev.belay.lab;

import dev.belay.flag.Variant;
import dev.belay.plan.RolloutPlan;
import dev.belay.telemetry.Summary;
import java.time.Duration;

/** Flagger's canary analysis as its documents set it up. Immutable. */
final class FlaggerRule extends PeerRule {
  private static final Duration INTERVAL = Duration.ofMinutes(1);
  private static final int THRESHOLD = 10;
  private static final int STEP_WEIGHT = 5;
  private static final int MAX_WEIGHT = 50;
  private static final double LEAST_SUCCESS = 0.99;

  private final long limitNanos;

  FlaggerRule(RolloutPlan plan) {
    super(
        "Flagger",
        "a success rate of at least 99 % and a p99 within the plan's limit (its documents: 500 ms),"
            + " checked every minute; stepWeight 5 to maxWeight 50, then everybody; a failed check"
            + " halts, the tenth rolls back. Source: flagger, docs/gitbook/usage/how-it-works.md"
            + " and metrics.md.",
        plan);
    this.limitNanos = Peers.p99LimitNanos(plan);
  }

  @Override
  public Run start() {
    return new SteppedRun(Peers.weights(STEP_WEIGHT, MAX_WEIGHT, INTERVAL), INTERVAL) {
      private int failedChecks;

      @Override
      Verdict judge(Summary interval, boolean stepEnds) {
        ArmNumbers treatment = ArmNumbers.of(interval, Variant.TREATMENT);
        // Negated, so that no traffic, which has no numbers, is no success.
        boolean passed =
            1 - treatment.failureRate() >= LEAST_SUCCESS && treatment.p99Nanos() <= limitNanos;
        failedChecks += passed ? 0 : 1;
        if (failedChecks >= THRESHOLD) {
          return Verdict.REVERT;
        }
        return passed ? Verdict.GO_ON : Verdict.HOLD;
      }
    };
  }
}
