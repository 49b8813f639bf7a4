package dev.belay.engine.simulate;

import dev.belay.canary.CanaryCycle;
import dev.belay.canary.CanaryPolicy;
import dev.belay.canary.Condition;
import dev.belay.canary.RolloutEvent;
import dev.belay.canary.RolloutState;
import dev.belay.canary.Step;
import dev.belay.canary.Tick;
import dev.belay.canary.TickSummaries;
import dev.belay.drift.DriftMonitor;
import dev.belay.flag.Percentage;
import dev.belay.gate.GateSet;
import dev.belay.gate.Severity;
import dev.belay.gate.SummaryLayouts;
import dev.belay.plan.AeceMinusTauGate;
import dev.belay.plan.Mode;
import dev.belay.plan.RolloutPlan;
import dev.belay.plan.Stage;
import dev.belay.telemetry.Summary;
import dev.belay.telemetry.SummaryLayout;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The controller of a plan: its own policy, gates and health, without journal and flag. Immutable
 * and thread-safe.
 */
public final class PlanRule implements Rule {
  /*
   * How. In mode windows nothing but a promotion can follow from a tick within a window (three
   * invalid scores bring a tick of their own). So ticks are as long as they can be, at most five
   * minutes, with window, grace period, baseline time and every stage's least time still ending at a
   * tick: steps down are those of the plan's own tick, and a promotion that waited for its gates
   * within a window comes one such tick later at most. The other modes decide at every tick.
   */
  private static final long COARSE_NANOS = 300_000_000_000L;

  private final String name;
  private final RolloutPlan plan;
  private final SummaryLayout layout;
  private final long tickNanos;
  private final Optional<Duration> labelMaturity;
  private final boolean labelsByArrival;

  /**
   * The rule of a plan, called by its mode; in mode {@code windows} with coarse ticks.
   *
   * @throws IllegalArgumentException if the plan asks for what this version does not have
   */
  public PlanRule(RolloutPlan plan) {
    this(plan.evaluation().mode().name().toLowerCase(Locale.ROOT), plan);
  }

  /**
   * The rule of a plan; in mode {@code windows} with coarse ticks.
   *
   * @throws IllegalArgumentException if the plan asks for what this version does not have, or is
   *     not enabled
   */
  public PlanRule(String name, RolloutPlan plan) {
    this(
        name,
        plan,
        plan.evaluation().mode() == Mode.WINDOWS ? coarseNanos(plan) : tickOf(plan),
        maturityOf(plan),
        false);
  }

  private PlanRule(
      String name,
      RolloutPlan plan,
      long tickNanos,
      Optional<Duration> labelMaturity,
      boolean labelsByArrival) {
    if (!plan.enabled()) {
      throw new IllegalArgumentException(
          "the plan is not enabled, so nobody is ever treated; set enabled to true");
    }
    this.name = name;
    this.plan = plan;
    this.layout = SummaryLayouts.of(plan);
    this.tickNanos = tickNanos;
    this.labelMaturity = labelMaturity;
    this.labelsByArrival = labelsByArrival;
    start();
  }

  /** The rule of a plan with every tick of its own. */
  public static PlanRule everyTick(String name, RolloutPlan plan) {
    return new PlanRule(name, plan, tickOf(plan), maturityOf(plan), false);
  }

  /**
   * The rule of a plan whose sequential gates take labels in the order of their arrival, which is
   * wrong: positive ones that come sooner make a perfect change look biased. It is here to show so,
   * and does not ask how many labels are missing.
   */
  public static PlanRule labelsByArrival(String name, RolloutPlan plan) {
    return new PlanRule(name, plan, tickOf(plan), Optional.empty(), true);
  }

  private static Optional<Duration> maturityOf(RolloutPlan plan) {
    return plan.evaluation().mode() == Mode.WINDOWS
        ? Optional.empty()
        : plan.gates().aeceMinusTau().map(AeceMinusTauGate::labelMaturity);
  }

  private static long tickOf(RolloutPlan plan) {
    return plan.evaluation().tick().toNanos();
  }

  /** The longest multiple of the plan's tick that every time of the plan is a multiple of. */
  private static long coarseNanos(RolloutPlan plan) {
    long common = plan.evaluation().window().toNanos();
    common = greatestCommonDivisor(common, plan.evaluation().gracePeriod().toNanos());
    common = greatestCommonDivisor(common, plan.baseline().toNanos());
    for (Stage stage : plan.ladder()) {
      common = greatestCommonDivisor(common, stage.minObservation().toNanos());
    }
    long tick = tickOf(plan);
    for (long times = Math.min(common, COARSE_NANOS) / tick; times > 1; times--) {
      if (common % (times * tick) == 0) {
        return times * tick;
      }
    }
    return tick;
  }

  private static long greatestCommonDivisor(long a, long b) {
    return b == 0 ? a : greatestCommonDivisor(b, a % b);
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
  public Optional<Duration> labelMaturity() {
    return labelMaturity;
  }

  @Override
  public boolean labelsByArrival() {
    return labelsByArrival;
  }

  @Override
  public Run start() {
    return new Ladder();
  }

  /** One ladder. */
  private final class Ladder implements Run {
    private final CanaryPolicy policy;
    private final CanaryCycle cycle;
    private final int last = plan.ladder().size() - 1;
    private final long lastNanos = plan.ladder().get(last).minObservation().toNanos();
    private RolloutState state = RolloutState.INITIAL;
    private Instant lastTick = Instant.EPOCH;
    private boolean reverted;

    Ladder() {
      GateSet gates = GateSet.of(plan);
      policy = new CanaryPolicy(plan, gates::requiredToPass, Severity::of);
      cycle =
          new CanaryCycle(policy, gates, new DriftMonitor(plan), layout, Optional.empty(), false);
      fold(policy.configure("simulated", ""));
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
    public void tick(Tick tick, TickSummaries summaries, Instant now) {
      lastTick = now;
      Step step = cycle.tick(state, tick, summaries, Optional.empty(), now);
      state = step.state();
      for (RolloutEvent event : step.decision().events()) {
        if (CanaryCycle.beginsStage(event)) {
          // What was recorded before is no evidence for the stage that begins.
          Summary unused = summaries.recorded();
        }
        fold(event);
        reverted |=
            event instanceof RolloutEvent.RolledBack || event instanceof RolloutEvent.Stopped;
      }
    }

    @Override
    public List<String> waitsFor() {
      return cycle.outlook(state, lastTick).open().stream().map(Condition::name).toList();
    }

    private void fold(RolloutEvent event) {
      state = policy.apply(state, event);
      cycle.folded(event, state);
    }
  }
}
