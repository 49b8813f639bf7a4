package dev.belay.engine.canary;

import dev.belay.canary.Breaker;
import dev.belay.canary.CanaryDecision;
import dev.belay.canary.RolloutState;
import dev.belay.flag.FlagSnapshot;
import dev.belay.flag.Variant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Makes a status of a rollout. Stateless. */
final class StatusView {
  private StatusView() {}

  static CanaryStatus of(
      Rollout rollout, Optional<CanaryDecision> decision, OptionalLong lastTickNanos) {
    RolloutState state = rollout.state();
    FlagSnapshot snapshot = rollout.policy().snapshot(state);
    return new CanaryStatus(
        rollout.plan(),
        rollout.fingerprint(),
        rollout.plan().enabled(),
        false,
        snapshot.stage(),
        snapshot.percentage(),
        state.breaker() == Breaker.OPEN,
        state,
        decision,
        rollout.cycle().stageResults(),
        rollout.cycle().attempt().measured(),
        rollout.cycle().attempt().budget(),
        rollout.cycle().attempt().dispersion(),
        rollout.cycle().stageHealth(),
        ArmTotals.of(rollout.cycle().stage(), Variant.TREATMENT),
        ArmTotals.of(rollout.cycle().stage(), Variant.CONTROL),
        0,
        0,
        List.of(),
        rollout.history().transitions(),
        rollout.history().windows(),
        rollout.history().evidence(),
        rollout.cycle().attempt().significance(),
        rollout.history().gateCounts(),
        rollout.history().breakerChanges(),
        rollout.history().automaticStepsDown(),
        rollout.history().promotions(),
        lastTickNanos,
        rollout.writer().failure().map(Throwable::getMessage),
        rollout.writer().waiting());
  }
}
