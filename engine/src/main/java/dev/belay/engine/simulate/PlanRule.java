package dev.belay.engine.simulate;

import dev.belay.canary.CanaryCycle;
import dev.belay.canary.CanaryDecision;
import dev.belay.canary.CanaryPolicy;
import dev.belay.canary.RolloutEvent;
import dev.belay.canary.RolloutState;
import dev.belay.canary.Step;
import dev.belay.canary.Tick;
import dev.belay.drift.DriftMonitor;
import dev.belay.flag.Percentage;
import dev.belay.gate.GateSet;
import dev.belay.gate.Severity;
import dev.belay.gate.SummaryLayouts;
import dev.belay.plan.RolloutPlan;
import dev.belay.telemetry.Summary;
import dev.belay.telemetry.SummaryLayout;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The controller of a plan: its own policy, gates and health, without journal and flag. Immutable
 * and thread-safe.
 */
public final class PlanRule implements Rule {
  private final String name;
  private final RolloutPlan plan;
  private final SummaryLayout layout;

  /**
   * The rule of a plan, called by its mode.
   *
   * @throws IllegalArgumentException if the plan asks for what this version does not have
   */
  public PlanRule(RolloutPlan plan) {
    this(plan.evaluation().mode().name().toLowerCase(Locale.ROOT), plan);
  }

  /**
   * The rule of a plan.
   *
   * @throws IllegalArgumentException if the plan asks for what this version does not have, or is
   *     not enabled
   */
  public PlanRule(String name, RolloutPlan plan) {
    if (!plan.enabled()) {
      throw new IllegalArgumentException(
          "the plan is not enabled, so nobody is ever treated; set enabled to true");
    }
    this.name = name;
    this.plan = plan;
    this.layout = SummaryLayouts.of(plan);
    start();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String sentence() {
    return "the controller of "
        + plan.metadata().key()
        + " in mode "
        + plan.evaluation().mode().name().toLowerCase(Locale.ROOT);
  }

  @Override
  public SummaryLayout layout() {
    return layout;
  }

  @Override
  public Run start() {
    return new Ladder();
  }

  /** One ladder. */
  private final class Ladder implements Run {
    private final CanaryPolicy policy;
    private final CanaryCycle cycle;
    private final long tickNanos = plan.evaluation().tick().toNanos();
    private final int last = plan.ladder().size() - 1;
    private final long lastNanos = plan.ladder().get(last).minObservation().toNanos();
    private RolloutState state = RolloutState.INITIAL;
    private boolean reverted;

    Ladder() {
      GateSet gates = GateSet.of(plan);
      policy = new CanaryPolicy(plan, gates::requiredToPass, Severity::of);
      cycle =
          new CanaryCycle(policy, gates, new DriftMonitor(plan), layout, Optional.empty(), false);
      state = policy.apply(state, policy.configure("simulated", ""));
    }

    @Override
    public long tickNanos() {
      return tickNanos;
    }

    @Override
    public Percentage percent() {
      return policy.snapshot(state).percentage();
    }

    @Override
    public Standing standing() {
      if (reverted) {
        return Standing.REVERTED;
      }
      if (state.rung() < last) {
        return Standing.CLIMBING;
      }
      return state.completed() || state.stage().nanos() >= lastNanos
          ? Standing.FINISHED
          : Standing.FULL;
    }

    @Override
    public void tick(Tick tick, Supplier<Summary> recorded, Instant now) {
      Step step = cycle.tick(state, tick, recorded, Optional.empty(), now);
      state = step.state();
      CanaryDecision decision = step.decision();
      for (RolloutEvent event : decision.events()) {
        state = policy.apply(state, event);
        boolean down =
            event instanceof RolloutEvent.RolledBack || event instanceof RolloutEvent.Stopped;
        reverted |= down;
        if (down || event instanceof RolloutEvent.Promoted) {
          // What was recorded before is no evidence for the stage that begins.
          recorded.get();
          cycle.newStage();
        }
      }
    }
  }
}
