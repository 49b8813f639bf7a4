package dev.belay.canary;

import dev.belay.gate.GateKey;
import dev.belay.gate.GateNames;
import dev.belay.gate.GateResult;
import dev.belay.gate.Verdict;
import dev.belay.plan.Mode;
import dev.belay.plan.RolloutPlan;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * When everybody goes back to control at once: treatment that nobody sees, invalid scores, a
 * sequential gate's rejection, health Critical, a breach on probation, breaching windows in a row.
 *
 * <p>The first two are facts that need no judgement, so they stop even where the plan leaves
 * automatic steps down to people; the others ask a person there. Immutable.
 */
final class StopRules implements Rule {
  private final long deadMansSwitchNanos;
  private final int consecutiveBreaches;
  private final boolean sameTest;
  private final StepDown stepDown;
  private final JudgedStepDown judgedStepDown;

  StopRules(RolloutPlan plan, StepDown stepDown, JudgedStepDown judgedStepDown) {
    this.deadMansSwitchNanos = plan.deadMansSwitch().toNanos();
    this.consecutiveBreaches = plan.evaluation().consecutiveBreaches();
    this.sameTest = plan.evaluation().mode() == Mode.GUARDED;
    this.stepDown = stepDown;
    this.judgedStepDown = judgedStepDown;
  }

  @Override
  public Optional<CanaryDecision> decide(RolloutState state, Evidence evidence) {
    if (state.rung() == RolloutState.DISABLED) {
      return Optional.empty();
    }
    if (evidence.treatedWithoutObservation() && state.silentNanos() >= deadMansSwitchNanos) {
      return Optional.of(
          deadMansSwitch(
              state,
              "treatment has been served for "
                  + TimeText.of(state.silentNanos())
                  + " and nothing was observed of it"));
    }
    if (state.stage().invalidScores()) {
      return Optional.of(invalidScores(state));
    }
    Optional<CanaryDecision> rejected = rejected(state, evidence.sequential());
    return rejected.isPresent()
        ? rejected
        : evidence
            .window()
            .filter(window -> window.verdict() == Verdict.BREACH)
            .flatMap(window -> window(state, window));
  }

  private Optional<CanaryDecision> rejected(RolloutState state, List<GateResult> sequential) {
    List<GateResult> rejected = sequential.stream().filter(GateResult::breached).toList();
    if (rejected.isEmpty()) {
      return Optional.empty();
    }
    String others =
        rejected.stream()
            .skip(1)
            .map(result -> result.key().toString())
            .collect(Collectors.joining(", "));
    String reason = rejected.get(0).sentence() + (others.isEmpty() ? "" : "; and by " + others);
    // The gates look again: once the control keeps the limit and the treatment does not, it is not.
    boolean preExisting = rejected.stream().allMatch(GateResult::preExisting);
    Breach breach = new Breach(rejected, preExisting);
    return judgedStepDown.stop(state, breach, Cause.SEQUENTIAL_REJECTION, reason);
  }

  /** The stop for lost sight of the treatment. */
  CanaryDecision deadMansSwitch(RolloutState state, String reason) {
    return stepDown.stop(state, Cause.DEAD_MANS_SWITCH, reason, List.of());
  }

  private CanaryDecision invalidScores(RolloutState state) {
    StageProgress stage = state.stage();
    String reason =
        stage.windowInvalid()
            + " of "
            + stage.windowTreated()
            + " treated observations of the window have an invalid score, over 1 %";
    return stepDown.stop(state, Cause.INVALID_SCORES, reason, List.of());
  }

  private Optional<CanaryDecision> window(RolloutState state, RolloutEvent.WindowCompleted window) {
    Breach breach = WindowJudge.breach(window);
    Set<GateKey> breaching = new TreeSet<>(WindowJudge.breachingKeys(window));
    String names = breaching.stream().map(GateKey::toString).collect(Collectors.joining(", "));
    if (WindowJudge.isCritical(window)) {
      return judgedStepDown.stop(
          state, breach, Cause.HEALTH_CRITICAL, "health is Critical: the change does not work");
    }
    boolean recall = breaching.stream().anyMatch(key -> key.gate().equals(GateNames.SLA_RECALL_50));
    if (state.breaker() == Breaker.HALF_OPEN) {
      return judgedStepDown.stop(
          state,
          breach,
          recall ? Cause.RECALL_LOSS : Cause.PROBATION_BREACH,
          "a window breached on probation: " + names);
    }
    int row = inRow(state.stage(), breaching);
    if (row >= consecutiveBreaches) {
      return judgedStepDown.stop(
          state,
          breach,
          recall ? Cause.RECALL_LOSS : Cause.CONSECUTIVE_BREACHES,
          row + " breaching windows in a row, the last by " + names);
    }
    return Optional.empty();
  }

  /** How many windows in a row breached: by any gate, or in mode guarded by one and the same. */
  private int inRow(StageProgress stage, Set<GateKey> breaching) {
    return sameTest
        ? breaching.stream().mapToInt(key -> stage.rows().getOrDefault(key, 0)).max().orElse(0)
        : stage.consecutive();
  }
}
