package dev.belay.canary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.drift.HealthStatus;
import dev.belay.flag.FlagSnapshot;
import dev.belay.gate.GateResult;
import dev.belay.gate.Verdict;
import java.util.List;
import java.util.Optional;

/** A run that checks, at every event and every decision, what must hold always. */
final class CheckedRun extends PolicyRun {
  private static final List<String> REQUIRED =
      List.of(Results.P99, Results.AECE, Results.SHIFT, Results.RECALL);

  CheckedRun(CanaryPolicy policy) {
    super(policy);
  }

  @Override
  void apply(RolloutEvent event) {
    RolloutState before = state;
    FlagSnapshot servedBefore = policy.snapshot(before);
    super.apply(event);
    FlagSnapshot served = policy.snapshot(state);

    long counted = event instanceof RolloutEvent.Observed ? 0 : 1;
    check(state.version() == before.version() + counted, "the version counts", before, event);
    boolean takesBack =
        event instanceof RolloutEvent.RolledBack || event instanceof RolloutEvent.Stopped;
    int epoch = state.epoch().compareTo(before.epoch());
    check(epoch >= 0, "the epoch never falls", before, event);
    check(
        epoch > 0 || !(takesBack || state.rung() < before.rung()),
        "the epoch rises when treatment is taken back",
        before,
        event);
    if (state.breaker() == Breaker.OPEN) {
      check(
          served.breakerOpen()
              && served.percentage().value().signum() == 0
              && state.rung() == RolloutState.DISABLED,
          "nobody is treated while the breaker is open",
          before,
          event);
    }
    if (served.percentage().compareTo(servedBefore.percentage()) > 0) {
      boolean start = event instanceof RolloutEvent.Configured && before.attempt() == 0;
      boolean oneUp =
          event instanceof RolloutEvent.Promoted up
              && up.to() == up.from() + 1
              && state.rung() == before.rung() + 1;
      check(start || oneUp, "the percentage rises one rung by a promotion", before, event);
    }
    if (event instanceof RolloutEvent.InterventionAsked) {
      check(!before.interventionAsked(), "a person is asked once a stage", before, event);
    }
    if (before.latched() && !(event instanceof RolloutEvent.Reset)) {
      check(
          state.latched() && state.breaker() == Breaker.OPEN,
          "what is latched is off until a person resets it",
          before,
          event);
    }
    if (event instanceof RolloutEvent.Observed || event instanceof RolloutEvent.WindowCompleted) {
      check(switches(state).equals(switches(before)), "measuring switches nothing", before, event);
    }
  }

  private static List<Object> switches(RolloutState state) {
    return List.of(
        state.epoch(),
        state.attempt(),
        state.rung(),
        state.breaker(),
        state.latched(),
        state.personNeeded(),
        state.held(),
        state.interventionAsked(),
        state.completed(),
        state.fallback(),
        state.lastCause(),
        state.trips());
  }

  @Override
  CanaryDecision decide(Evidence evidence) {
    RolloutState before = state;
    CanaryDecision decision = super.decide(evidence);
    check(!decision.reason().isBlank(), "every decision has a reason", before, decision);
    check(
        decision.from().equals(policy.snapshot(before).stage()),
        "it is from where it was",
        before,
        decision);
    check(
        decision.open().isEmpty() || decision.events().isEmpty(),
        "what waits does nothing",
        before,
        decision);
    check(
        decision.events().size() <= (evidence.forced().isPresent() ? 2 : 1),
        "one event",
        before,
        decision);
    List<RolloutEvent> steps = decision.events().stream().filter(CheckedRun::isStep).toList();
    check(
        decision.targetStage().isPresent() == (steps.size() == 1) && steps.size() <= 1,
        "a step is one event",
        before,
        decision);
    check(
        decision.targetStage().isEmpty() || decision.targetStage().get().equals(stage()),
        "the target is reached",
        before,
        decision);
    check(
        decision.decisionType() == type(decision, steps),
        "its type is its event's",
        before,
        decision);
    check(
        evidence.forced().isPresent() || decision.personEvents().isEmpty(),
        "only a person's word is a person's",
        before,
        decision);
    if (!steps.isEmpty()) {
      checkStep(before, evidence, steps.get(0));
      check(decision.equals(policy.decide(before, evidence, NOW)), "pure", before, decision);
    }
    if (!policy.plan().enabled() && evidence.forced().isEmpty()) {
      check(decision.events().isEmpty(), "a disabled plan does nothing", before, decision);
    }
    return decision;
  }

  private static boolean isStep(RolloutEvent event) {
    return event instanceof RolloutEvent.Promoted
        || event instanceof RolloutEvent.RolledBack
        || event instanceof RolloutEvent.Stopped;
  }

  private static CanaryDecisionType type(CanaryDecision decision, List<RolloutEvent> steps) {
    if (steps.isEmpty()) {
      boolean asks =
          decision.events().stream()
              .anyMatch(
                  event ->
                      event instanceof RolloutEvent.InterventionAsked
                          || event instanceof RolloutEvent.Held);
      return asks ? CanaryDecisionType.MANUAL_INTERVENTION : CanaryDecisionType.CONTINUE;
    }
    RolloutEvent step = steps.get(0);
    if (step instanceof RolloutEvent.Promoted) {
      return CanaryDecisionType.PROMOTE;
    }
    return step instanceof RolloutEvent.RolledBack
        ? CanaryDecisionType.ROLLBACK
        : CanaryDecisionType.EMERGENCY_STOP;
  }

  private void checkStep(RolloutState before, Evidence evidence, RolloutEvent step) {
    int most = policy.plan().autoRevert().maxPerDay();
    if (step instanceof RolloutEvent.Stopped stop) {
      boolean last = stop.cause().automaticStepDown() && before.reverts().size() + 1 >= most;
      check(stop.latched() == last, "the last step down of the day latches", before, step);
    } else if (step instanceof RolloutEvent.RolledBack down) {
      check(
          !down.cause().automaticStepDown() || before.reverts().size() + 1 < most,
          "the last step down of the day is no rollback",
          before,
          step);
    } else if (step instanceof RolloutEvent.Promoted up) {
      check(
          before.breaker() != Breaker.OPEN || up.cause() == Cause.RECOVERY,
          "reset first",
          before,
          step);
      if (up.cause() != Cause.PERSON) {
        checkAutomaticPromotion(before, evidence, up);
      }
    }
  }

  private void checkAutomaticPromotion(
      RolloutState before, Evidence evidence, RolloutEvent.Promoted up) {
    check(
        !before.held()
            && before.cooldownNanos() == 0
            && !before.latched()
            && !before.personNeeded()
            && evidence.failedProbe().isEmpty()
            && policy.plan().automation().promote(),
        "nothing climbs by itself against a hold, a latch, a cooldown or a probe",
        before,
        up);
    if (up.from() == RolloutState.DISABLED) {
      return;
    }
    var stage = policy.plan().ladder().get(up.from());
    boolean allPass =
        REQUIRED.stream()
            .allMatch(
                gate ->
                    evidence.stageResults().stream()
                        .anyMatch(
                            result ->
                                result.key().isOverall()
                                    && result.key().gate().equals(gate)
                                    && result.verdict() == Verdict.PASS));
    check(
        allPass
            && evidence.stageResults().stream().noneMatch(GateResult::breached)
            && evidence.stageHealth().equals(Optional.of(HealthStatus.GREEN))
            && before.stage().streak().isEmpty()
            && before.stage().treated() >= stage.minSamples()
            && before.stage().nanos() >= stage.minObservation().toNanos(),
        "nothing is promoted that did not show it",
        before,
        up);
  }

  private void check(boolean holds, String rule, RolloutState before, Object what) {
    if (!holds) {
      assertThat(holds).as("%s%nbefore %s%nby %s%nafter %s", rule, before, what, state).isTrue();
    }
  }
}
