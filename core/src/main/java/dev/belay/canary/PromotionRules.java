package dev.belay.canary;

import dev.belay.gate.GateKey;
import dev.belay.gate.GateResult;
import dev.belay.gate.OpenWindows;
import dev.belay.gate.Verdict;
import dev.belay.plan.RolloutPlan;
import dev.belay.plan.Stage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The next rung when the stage has shown what it must; completion on the last. Always decides, so
 * it is the last of the rules. Immutable.
 */
final class PromotionRules implements Rule {
  private final long baselineNanos;
  private final long holdNanos;
  private final Rungs rungs;
  private final StageConditions conditions;
  private final StepUp stepUp;
  private final Decisions decisions;

  PromotionRules(
      RolloutPlan plan,
      Rungs rungs,
      StageConditions conditions,
      StepUp stepUp,
      Decisions decisions) {
    this.baselineNanos = plan.baseline().toNanos();
    this.holdNanos = plan.completion().hold().toNanos();
    this.rungs = rungs;
    this.conditions = conditions;
    this.stepUp = stepUp;
    this.decisions = decisions;
  }

  /**
   * Whether a promotion, or completion on the last rung, may depend on the evidence: time and
   * samples suffice.
   */
  boolean isDue(RolloutState state) {
    if (state.rung() == RolloutState.DISABLED || state.completed()) {
      return false;
    }
    Stage stage = rungs.stage(state.rung());
    long nanos = stage.minObservation().toNanos();
    if (state.rung() == rungs.last()) {
      nanos += holdNanos;
    }
    return state.stage().nanos() >= nanos && state.stage().treated() >= stage.minSamples();
  }

  /** What has to hold at every rung. */
  StageConditions conditions() {
    return conditions;
  }

  @Override
  public Optional<CanaryDecision> decide(RolloutState state, Evidence evidence) {
    if (state.rung() == RolloutState.DISABLED) {
      return Optional.of(firstRung(state, evidence));
    }
    Stage stage = rungs.stage(state.rung());
    List<Condition> open = conditions.open(state, stage, evidence);
    List<GateResult> unjudged = unjudgedBreaches(state, evidence);
    if (!unjudged.isEmpty() && !state.interventionAsked() && !state.held()) {
      return Optional.of(decisions.ask(state, Cause.UNJUDGED_BREACH, sentence(unjudged), unjudged));
    }
    return Optional.of(
        state.rung() == rungs.last()
            ? lastRung(state, stage, evidence, open)
            : stepUp.decide(
                state, evidence, Cause.CONDITIONS_MET, open, () -> shown(state, stage, evidence)));
  }

  /**
   * What breaches over the whole stage takes no step down, which is for windows to do. Where the
   * traffic is too thin for that even over as many windows as evidence may span, nothing would ever
   * happen again without a person.
   */
  private List<GateResult> unjudgedBreaches(RolloutState state, Evidence evidence) {
    if (!isDue(state) || evidence.window().isEmpty()) {
      return List.of();
    }
    Set<GateKey> unjudged = new HashSet<>();
    for (GateResult result : evidence.window().get().results()) {
      if (result.verdict() == Verdict.INSUFFICIENT && result.windows() == OpenWindows.MOST) {
        unjudged.add(result.key());
      }
    }
    return evidence.stageResults().stream()
        .filter(result -> result.breached() && unjudged.contains(result.key()))
        .toList();
  }

  private static String sentence(List<GateResult> unjudged) {
    return "the last "
        + OpenWindows.MOST
        + " windows together had too little traffic to judge, so nothing steps down by itself; but"
        + " over the whole stage "
        + unjudged.stream().map(GateResult::sentence).collect(Collectors.joining("; "));
  }

  private CanaryDecision firstRung(RolloutState state, Evidence evidence) {
    List<Condition> open =
        state.controlNanos() < baselineNanos
            ? List.of(
                new Condition(
                    "baseline",
                    "baseline: "
                        + TimeText.of(state.controlNanos())
                        + " of "
                        + TimeText.of(baselineNanos)))
            : List.of();
    return stepUp.decide(
        state, evidence, Cause.CONDITIONS_MET, open, () -> "the first rung may be entered");
  }

  private CanaryDecision lastRung(
      RolloutState state, Stage stage, Evidence evidence, List<Condition> conditionsOpen) {
    if (state.completed()) {
      return decisions.stay(state, stage.name() + " is completed; it is watched on");
    }
    List<Condition> open = new ArrayList<>();
    StepUp.held(state).ifPresent(open::add);
    open.addAll(conditionsOpen);
    hold(state, stage).ifPresent(open::add);
    if (!open.isEmpty()) {
      return decisions.wait(state, open, evidence.stageResults());
    }
    String reason = shown(state, stage, evidence) + "; the change is the new normal";
    return decisions.complete(state, Cause.CONDITIONS_MET, reason, evidence.results());
  }

  /** The hold begins when the least time is over, and anew with every breaching window. */
  private Optional<Condition> hold(RolloutState state, Stage stage) {
    long sinceMinimum = state.stage().nanos() - stage.minObservation().toNanos();
    long heldNanos = Math.max(0, Math.min(sinceMinimum, state.stage().stableNanos()));
    return heldNanos < holdNanos
        ? Optional.of(
            new Condition(
                "completion.hold",
                "completion.hold: " + TimeText.of(heldNanos) + " of " + TimeText.of(holdNanos)))
        : Optional.empty();
  }

  private static String shown(RolloutState state, Stage stage, Evidence evidence) {
    StageProgress progress = state.stage();
    StringBuilder reason =
        new StringBuilder("every condition of ")
            .append(stage.name())
            .append(" holds: ")
            .append(TimeText.of(progress.nanos()))
            .append(", ")
            .append(progress.treated())
            .append(" treated observations, success rate ")
            .append(
                StageConditions.shareText(
                    progress.treated() - progress.failed(), progress.treated()));
    for (GateResult result : evidence.stageResults()) {
      if (result.verdict() == Verdict.PASS && !result.confirmed() && result.key().isOverall()) {
        reason.append(", ").append(result.key()).append(" passes (unconfirmed)");
      }
    }
    return reason.toString();
  }
}
