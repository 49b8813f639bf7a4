package dev.belay.canary;

import dev.belay.gate.Verdict;
import dev.belay.plan.RolloutPlan;
import dev.belay.stats.FalseRevertBudget;
import java.util.Optional;

/**
 * One rung down when too large a share of the stage's windows breached: breaching ÷ max(20,
 * windows), so that the first few breaches are not a rate yet. Immutable.
 */
final class RollbackRules implements Rule {
  private final double maxBreachRate;
  private final JudgedStepDown judgedStepDown;

  RollbackRules(RolloutPlan plan, JudgedStepDown judgedStepDown) {
    this.maxBreachRate = plan.evaluation().maxBreachRate();
    this.judgedStepDown = judgedStepDown;
  }

  @Override
  public Optional<CanaryDecision> decide(RolloutState state, Evidence evidence) {
    if (state.rung() == RolloutState.DISABLED) {
      return Optional.empty();
    }
    int breaching = state.stage().breaching();
    int of = Math.max(FalseRevertBudget.LEAST_WINDOWS, state.stage().windows());
    if (!FalseRevertBudget.isOver(breaching, of, maxBreachRate)) {
      return Optional.empty();
    }
    return evidence
        .window()
        .filter(window -> window.verdict() == Verdict.BREACH)
        .flatMap(
            window ->
                judgedStepDown.rollBack(
                    state, WindowJudge.breach(window), Cause.BREACH_RATE, reason(breaching, of)));
  }

  private String reason(int breaching, int of) {
    return breaching
        + " of "
        + of
        + " windows of the stage breached, over evaluation.maxBreachRate "
        + maxBreachRate;
  }
}
