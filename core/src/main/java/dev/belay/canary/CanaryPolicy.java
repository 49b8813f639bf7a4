package dev.belay.canary;

import dev.belay.drift.HealthStatus;
import dev.belay.flag.BucketStrategy;
import dev.belay.flag.Fallback;
import dev.belay.flag.FlagSnapshot;
import dev.belay.flag.Variant;
import dev.belay.gate.GateResult;
import dev.belay.gate.Verdict;
import dev.belay.plan.Mode;
import dev.belay.plan.PromotionRule;
import dev.belay.plan.RolloutPlan;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Decides what a rollout does next. Pure, immutable and thread-safe.
 *
 * <p>The state is the fold of events: {@link #apply} is the only way to change it, and every event
 * comes from {@link #configure}, {@link #observe}, {@link #judge}, {@link #decide} or a person
 * ({@link #reset}, {@link #held}, {@link #resumed}, {@link #overridden}).
 *
 * <p>A decision is that of the first rule that applies:
 *
 * <ol>
 *   <li>a person's word;
 *   <li>a plan that is not enabled does nothing;
 *   <li>an open breaker: off until a person resets it, or until the cooldown is over;
 *   <li>emergency stop;
 *   <li>rollback for the breach rate;
 *   <li>promotion, completion, or the conditions that are still open.
 * </ol>
 */
public final class CanaryPolicy {
  private static final String TRIPWIRES = "tripwires.";

  private final RolloutPlan plan;
  private final Rungs rungs;
  private final Fold fold;
  private final TickRules tickRules;
  private final PersonRules personRules;
  private final PersonEvents personEvents;
  private final StopRules stopRules;
  private final PromotionRules promotionRules;
  private final List<Rule> stepRules;
  private final List<Rule> automaticRules;
  private final Decisions decisions;

  /**
   * The policy of a plan whose gates must all pass before a promotion, but for those whose name
   * begins with {@code tripwires.}; a stop falls back to the last good calibrator.
   *
   * @throws IllegalArgumentException if the plan asks for a mode that this version does not have
   */
  public CanaryPolicy(RolloutPlan plan) {
    this(plan, gate -> !gate.startsWith(TRIPWIRES));
  }

  /**
   * The policy of a plan; a stop falls back to the last good calibrator.
   *
   * @param requiredToPass whether the gate of a name must pass before a promotion; against any
   *     other only a breach stands
   * @throws IllegalArgumentException if the plan asks for a mode that this version does not have
   */
  public CanaryPolicy(RolloutPlan plan, Predicate<String> requiredToPass) {
    this(plan, requiredToPass, breaching -> Fallback.LAST_GOOD);
  }

  /**
   * The policy of a plan.
   *
   * @param requiredToPass whether the gate of a name must pass before a promotion; against any
   *     other only a breach stands
   * @param severity what is served for control after a stop for these results, which are at least
   *     one and all breached
   * @throws IllegalArgumentException if the plan asks for a mode that this version does not have
   */
  public CanaryPolicy(
      RolloutPlan plan,
      Predicate<String> requiredToPass,
      Function<List<GateResult>, Fallback> severity) {
    requireJudgeable(plan);
    this.plan = plan;
    this.rungs = new Rungs(plan.ladder());
    this.fold = new Fold(plan.metadata().key());
    this.tickRules = new TickRules(plan);
    this.personEvents = new PersonEvents(plan.metadata().key(), plan.bucketing());
    this.decisions = new Decisions(rungs);
    StepUp stepUp = new StepUp(plan, decisions);
    StepDown stepDown = new StepDown(plan, decisions, severity);
    JudgedStepDown judgedStepDown = new JudgedStepDown(plan, stepDown, decisions);
    this.stopRules = new StopRules(plan, stepDown, judgedStepDown);
    this.personRules = new PersonRules(plan, rungs, stepDown, decisions);
    this.stepRules =
        List.of(
            new EnabledRule(plan, decisions),
            new BreakerRules(plan, stepUp, decisions),
            stopRules,
            new RollbackRules(plan, judgedStepDown));
    this.promotionRules =
        new PromotionRules(
            plan, rungs, new StageConditions(plan, requiredToPass), stepUp, decisions);
    List<Rule> all = new ArrayList<>(stepRules);
    all.add(promotionRules);
    this.automaticRules = List.copyOf(all);
  }

  /**
   * Looks whether this version can judge by a plan.
   *
   * @throws IllegalArgumentException if the plan asks for what this version does not have
   */
  public static void requireJudgeable(RolloutPlan plan) {
    Mode mode = plan.evaluation().mode();
    if (mode == Mode.WINDOWS && plan.automation().promotion() == PromotionRule.EVIDENCE) {
      throw new IllegalArgumentException(
          "automation.promotion is evidence, but windows give estimates only; set"
              + " automation.promotion to estimate, or evaluation.mode to guarded");
    }
  }

  /** The plan that it follows. */
  public RolloutPlan plan() {
    return plan;
  }

  /** What a tick means for a state: not folded yet. */
  public RolloutEvent.Observed observe(RolloutState state, Tick tick) {
    return tickRules.observe(state, tick);
  }

  /**
   * Whether the data of the next tick of this state are in the grace period, and so no evidence. A
   * tick that begins in grace is whole in grace.
   */
  public boolean inGrace(RolloutState state) {
    return tickRules.inGrace(state);
  }

  /** Whether the open window has reached its length. */
  public boolean windowDue(RolloutState state) {
    return tickRules.windowDue(state);
  }

  /**
   * Whether windows are judged: not where sequential gates judge instead of them, and not at
   * 0 %, where there is no change to judge and a window only says what production does.
   */
  public boolean judgesWindows(RolloutState state) {
    return state.rung() != RolloutState.DISABLED && plan.evaluation().mode() != Mode.SEQUENTIAL;
  }

  /**
   * Judges a window that is due from what its gates and its health say: not folded yet. One that is
   * not judged is insufficient.
   */
  public RolloutEvent.WindowCompleted judge(
      RolloutState state, List<GateResult> results, Optional<HealthStatus> health) {
    if (!judgesWindows(state)) {
      return new RolloutEvent.WindowCompleted(Verdict.INSUFFICIENT, List.of(), health);
    }
    return new RolloutEvent.WindowCompleted(
        WindowJudge.verdict(state.stage().streak(), results, health), results, health);
  }

  /**
   * What to do now. A person's step is all that is done at its tick. A person's hold or resumption,
   * and a step that is refused, change no rung, so that a step down that is due at the same tick
   * comes all the same.
   *
   * @param now the time; not used, as all times here are of the rollout's own clock
   * @throws IllegalArgumentException if a person gave no reason
   */
  public CanaryDecision decide(RolloutState state, Evidence evidence, Instant now) {
    if (evidence.forced().isEmpty()) {
      return automatic(state, evidence);
    }
    CanaryDecision answer =
        personRules.answer(state, evidence.forced().get(), evidence.failedProbe());
    if (answer.isStep()) {
      return answer;
    }
    CanaryDecision due = automatic(state, evidence);
    return due.stepsDown() ? due.with(answer) : answer;
  }

  /**
   * What to do at a tick without a person's word for which {@link #asksForStage} said no: the same
   * as {@link #decide}, but where nothing changes the open conditions are not written out.
   */
  CanaryDecision decideBriefly(RolloutState state, Evidence evidence) {
    if (state.rung() == RolloutState.DISABLED) {
      return automatic(state, evidence);
    }
    for (Rule rule : stepRules) {
      Optional<CanaryDecision> decision = rule.decide(state, evidence);
      if (decision.isPresent()) {
        return decision.get();
      }
    }
    return decisions.stay(state, "the conditions of the stage are not looked at yet");
  }

  private CanaryDecision automatic(RolloutState state, Evidence evidence) {
    for (Rule rule : automaticRules) {
      Optional<CanaryDecision> decision = rule.decide(state, evidence);
      if (decision.isPresent()) {
        return decision.get();
      }
    }
    throw new IllegalStateException("no rule applies to " + state);
  }

  /**
   * What to do when no tick was completed for a time while treatment may have been served: a stop
   * from the dead man's time on.
   */
  public CanaryDecision decideUnevaluated(RolloutState state, Duration sinceLastTick) {
    boolean treated = plan.enabled() && state.rung() != RolloutState.DISABLED;
    return treated && sinceLastTick.compareTo(plan.deadMansSwitch()) >= 0
        ? stopRules.deadMansSwitch(
            state, "nothing was evaluated for " + TimeText.of(sinceLastTick.toNanos()))
        : decisions.stay(state, "nothing was evaluated, and the dead man's switch is not due");
  }

  /**
   * Whether a promotion, or completion on the last rung, may depend on what the gates say of the
   * stage now: its time and its samples suffice. If not, it does not matter how old what they said
   * last is.
   */
  public boolean asksForStage(RolloutState state) {
    return promotionRules.isDue(state);
  }

  /** What a stage has to show. */
  StageConditions conditions() {
    return promotionRules.conditions();
  }

  /**
   * The event that puts this plan in force.
   *
   * @param fingerprint of the configuration
   * @param planText the plan as it can be read again
   */
  public RolloutEvent.Configured configure(String fingerprint, String planText) {
    return new RolloutEvent.Configured(
        fingerprint,
        Shape.of(plan),
        planText,
        plan.baseline().isZero() ? 0 : RolloutState.DISABLED);
  }

  /**
   * A person's reset of an open breaker.
   *
   * @throws IllegalStateException if there is nothing to reset
   * @throws IllegalArgumentException if the reason is blank
   */
  public RolloutEvent.Reset reset(RolloutState state, String reason) {
    return personEvents.reset(state, reason);
  }

  /**
   * A person's hold of the rung.
   *
   * @throws IllegalStateException if it is held already
   * @throws IllegalArgumentException if the reason is blank
   */
  public RolloutEvent.Held held(RolloutState state, String reason) {
    return personEvents.held(state, reason);
  }

  /**
   * The end of a person's hold.
   *
   * @throws IllegalStateException if it is not held
   * @throws IllegalArgumentException if the reason is blank
   */
  public RolloutEvent.Resumed resumed(RolloutState state, String reason) {
    return personEvents.resumed(state, reason);
  }

  /**
   * A person's override of what a targeting key is served.
   *
   * @param variant what it is served; empty to let it go
   * @throws IllegalStateException if there is none to let go, or there are 1 000 already
   * @throws IllegalArgumentException if the key cannot be one, or the reason is blank
   */
  public RolloutEvent.Overridden overridden(
      RolloutState state, String targetingKey, Optional<Variant> variant, String reason) {
    return personEvents.overridden(state, targetingKey, variant, reason);
  }

  /**
   * The state after an event. It depends on the two alone, not on the plan. Ticks may be folded one
   * by one or as their sum ({@link RolloutEvent.Observed#plus}); the state is the same.
   *
   * @throws IllegalStateException if the event is a step that may not follow this state, as a
   *     journal that was tampered with may hold; never for an event of this policy for this state
   */
  public RolloutState apply(RolloutState state, RolloutEvent event) {
    return fold.apply(state, event);
  }

  /**
   * What flags decide from in a state.
   *
   * @throws IllegalStateException if the state's rung is not on the plan's ladder
   */
  public FlagSnapshot snapshot(RolloutState state) {
    return FlagSnapshot.builder(plan.metadata().key(), bucketing(state))
        .enabled(plan.enabled())
        .breakerOpen(state.breaker() == Breaker.OPEN)
        .stage(rungs.name(state.rung()), rungs.percentage(state.rung()))
        .fallback(state.fallback())
        .fingerprint(state.fingerprint())
        .epoch(state.epoch())
        .version(state.version())
        .build();
  }

  private BucketStrategy bucketing(RolloutState state) {
    if (state.overrides().isEmpty()) {
      return plan.bucketing();
    }
    Map<String, Variant> overrides = new HashMap<>(plan.bucketing().overrides());
    overrides.putAll(state.overrides());
    return plan.bucketing().withOverrides(overrides);
  }
}
