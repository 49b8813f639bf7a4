package dev.belay.engine.canary;

import dev.belay.canary.CanaryDecision;
import dev.belay.canary.RolloutState;
import dev.belay.drift.HealthReport;
import dev.belay.flag.Percentage;
import dev.belay.gate.GateResult;
import dev.belay.plan.RolloutPlan;
import dev.belay.sequential.BudgetShare;
import dev.belay.sequential.DispersionChoice;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Where a rollout stands. Immutable; every figure was measured, and what was not is empty.
 *
 * @param plan the plan in force
 * @param fingerprint its fingerprint
 * @param enabled whether the plan lets anybody be treated
 * @param monitoringActive whether ticks come by themselves in this process
 * @param currentStage the stage's name
 * @param rolloutPercentage the share of the bucket range that is treated
 * @param circuitBreakerOpen whether everybody is on control because of a stop
 * @param state all that is folded from the journal
 * @param decision the last decision and, where it continues, what a promotion waits for; empty
 *     before the first tick
 * @param gates what the gates say of the stage
 * @param sequential what the sequential gates say of the attempt; none in mode {@code windows}
 * @param budget how the budget of false reverts is divided among them
 * @param dispersion what the sequential gates take to depend on one another, and where that comes
 *     from; empty in mode {@code windows}
 * @param health of the stage; empty before anything was measured
 * @param treatment what treatment did in the stage
 * @param control what control did in the stage
 * @param treatmentDecisions decisions for treatment since the process started
 * @param controlDecisions decisions for control since the process started
 * @param decisionsByRepository of these for the repositories asked for most, at most 64
 * @param transitions the last steps, at most 64, oldest first
 * @param windows the last completed windows, at most 64, oldest first
 * @param evidenceHistory how the evidence of the attempt went, gate by gate; none in mode {@code
 *     windows}
 * @param significance the level of one window's test; empty where windows are not tested
 * @param gateCounts how often each gate passed, breached and lacked data, over all windows
 * @param circuitBreakerChanges how often the breaker changed
 * @param autoReverts how many steps down the controller took by itself
 * @param promotions how many steps up were taken
 * @param lastTickNanos when the last tick was completed, in ns since 1970-01-01T00:00:00Z; empty
 *     before the first
 * @param journalError why the journal cannot be written; empty where it can
 * @param journalWaiting what waits to be written
 */
public record CanaryStatus(
    RolloutPlan plan,
    String fingerprint,
    boolean enabled,
    boolean monitoringActive,
    String currentStage,
    Percentage rolloutPercentage,
    boolean circuitBreakerOpen,
    RolloutState state,
    Optional<CanaryDecision> decision,
    List<GateResult> gates,
    List<GateResult> sequential,
    List<BudgetShare> budget,
    Optional<DispersionChoice> dispersion,
    Optional<HealthReport> health,
    ArmTotals treatment,
    ArmTotals control,
    long treatmentDecisions,
    long controlDecisions,
    List<KeyDecisions> decisionsByRepository,
    List<StageTransition> transitions,
    List<WindowResult> windows,
    List<EvidenceHistory> evidenceHistory,
    OptionalDouble significance,
    List<GateCounts> gateCounts,
    long circuitBreakerChanges,
    long autoReverts,
    long promotions,
    OptionalLong lastTickNanos,
    Optional<String> journalError,
    int journalWaiting) {

  /** How many breaching windows came in a row. */
  public int consecutiveBreaches() {
    return state.stage().consecutive();
  }

  /** How long the stage lasts, in ns of the rollout's own clock. */
  public long stageNanos() {
    return state.stage().nanos();
  }

  /** The same with what changes between ticks. */
  CanaryStatus withLive(boolean monitoring, DecisionCounts counts) {
    return new CanaryStatus(
        plan,
        fingerprint,
        enabled,
        monitoring,
        currentStage,
        rolloutPercentage,
        circuitBreakerOpen,
        state,
        decision,
        gates,
        sequential,
        budget,
        dispersion,
        health,
        treatment,
        control,
        counts.treatment(),
        counts.control(),
        counts.top(),
        transitions,
        windows,
        evidenceHistory,
        significance,
        gateCounts,
        circuitBreakerChanges,
        autoReverts,
        promotions,
        lastTickNanos,
        journalError,
        journalWaiting);
  }
}
