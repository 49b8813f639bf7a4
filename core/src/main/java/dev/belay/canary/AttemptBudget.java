package dev.belay.canary;

import dev.belay.plan.Mode;
import dev.belay.plan.RolloutPlan;
import dev.belay.sequential.BudgetSplit;
import dev.belay.sequential.DispersionChoice;
import dev.belay.sequential.SequentialGates;
import dev.belay.telemetry.SummaryLayout;
import java.util.Optional;
import java.util.OptionalDouble;

/** Tells with an event that begins an attempt how its budget is divided. Stateless. */
final class AttemptBudget {
  private AttemptBudget() {}

  /** The event, told with the budget of the attempt that it begins under a plan. */
  static RolloutEvent told(RolloutEvent event, RolloutPlan plan, SummaryLayout layout) {
    if (event instanceof RolloutEvent.Configured configured) {
      return new RolloutEvent.Configured(
          configured.fingerprint(),
          configured.shape(),
          configured.plan(),
          configured.firstRung(),
          split(plan, layout));
    }
    return event instanceof RolloutEvent.Reset reset
        ? new RolloutEvent.Reset(reset.reason(), split(plan, layout))
        : event;
  }

  private static Optional<BudgetSplit> split(RolloutPlan plan, SummaryLayout layout) {
    if (plan.evaluation().mode() == Mode.WINDOWS) {
      return Optional.empty();
    }
    OptionalDouble number = plan.evaluation().dispersion();
    DispersionChoice dispersion =
        number.isPresent() ? DispersionChoice.ofPlan(number.getAsDouble()) : DispersionChoice.OPEN;
    return Optional.of(SequentialGates.of(plan, layout, dispersion, 0).split());
  }
}
