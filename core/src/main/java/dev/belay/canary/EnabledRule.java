package dev.belay.canary;

import dev.belay.plan.RolloutPlan;
import java.util.Optional;

/** Nothing happens while the plan is disabled: everybody is on control anyway. Immutable. */
final class EnabledRule implements Rule {
  private final boolean enabled;
  private final Decisions decisions;

  EnabledRule(RolloutPlan plan, Decisions decisions) {
    this.enabled = plan.enabled();
    this.decisions = decisions;
  }

  @Override
  public Optional<CanaryDecision> decide(RolloutState state, Evidence evidence) {
    return enabled
        ? Optional.empty()
        : Optional.of(decisions.stay(state, "enabled is false: everybody is on control"));
  }
}
