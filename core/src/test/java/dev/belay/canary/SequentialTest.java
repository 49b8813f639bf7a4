package dev.belay.canary;

import static dev.belay.canary.Results.AECE;
import static dev.belay.canary.Results.P99;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.gate.GateResult;
import dev.belay.plan.Automation;
import dev.belay.plan.Evaluation;
import dev.belay.plan.Mode;
import dev.belay.plan.OnPreExisting;
import dev.belay.plan.PromotionRule;
import dev.belay.plan.RequiredHealth;
import dev.belay.plan.RolloutPlan;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the policy does with what sequential gates say. */
class SequentialTest {
  private static final RolloutPlan PLAN = plan(PromotionRule.ESTIMATE, OnPreExisting.REVERT);
  private static final List<GateResult> UNDECIDED =
      List.of(Results.insufficient(P99), Results.insufficient(AECE));
  private static final Traffic CLEAN = Traffic.CLEAN.sequential(UNDECIDED);

  private static RolloutPlan plan(PromotionRule promotion, OnPreExisting onPreExisting) {
    return RolloutPlan.calibV22().toBuilder()
        .evaluation(
            Evaluation.mission().toBuilder()
                .mode(Mode.SEQUENTIAL)
                .onPreExisting(onPreExisting)
                .build())
        .automation(new Automation(true, true, RequiredHealth.GREEN, promotion))
        .build();
  }

  @Test
  void aRejection_stopsAtItsTickAndOnlyAPersonStartsAgain() {
    PolicyRun run = PolicyRun.of(PLAN);
    run.tick(CLEAN);
    CanaryDecision stop =
        run.tick(CLEAN.sequential(List.of(Results.breach(P99), Results.insufficient(AECE))));
    assertThat(stop.decisionType()).isEqualTo(CanaryDecisionType.EMERGENCY_STOP);
    assertThat(stop.cause()).contains(Cause.SEQUENTIAL_REJECTION);
    assertThat(stop.gates()).containsExactly(Results.breach(P99));
    assertThat(run.state.breaker()).isEqualTo(Breaker.OPEN);
    assertThat(run.state.personNeeded()).isTrue();
    assertThat(run.state.reverts()).hasSize(1);

    run.tick(CLEAN);
    run.quietFor(CLEAN, Duration.ofHours(30));
    assertThat(run.stage()).isEqualTo("Disabled");
    run.apply(run.policy.reset(run.state, "it was the cache"));
    assertThat(run.until(CLEAN, 2).targetStage()).contains("Canary");
  }

  @Test
  void windows_areNotJudged() {
    PolicyRun run = PolicyRun.of(PLAN);
    Traffic breaching = CLEAN.window(Results.but(Results.breach(P99)));
    run.quietFor(breaching, Duration.ofMinutes(90));
    assertThat(run.state.stage().windows()).isZero();
    assertThat(run.state.stage().consecutive()).isZero();
    assertThat(run.journal).anyMatch(RolloutEvent.WindowCompleted.class::isInstance);
  }

  @Test
  void anEstimateOverItsLimit_isNoPromotionAndNoStop() {
    PolicyRun run = PolicyRun.of(PLAN);
    run.quietFor(CLEAN.stage(Results.but(Results.breach(P99))), Duration.ofHours(3));
    assertThat(run.tick(CLEAN).targetStage()).contains("Limited");
  }

  @Test
  void promotionByEvidence_waitsForThatOfTheLimits() {
    PolicyRun run = PolicyRun.of(plan(PromotionRule.EVIDENCE, OnPreExisting.REVERT));
    run.quietFor(CLEAN, Duration.ofHours(3));
    assertThat(run.tick(CLEAN).open())
        .extracting(Condition::name)
        .containsExactly("evidence." + P99, "evidence." + AECE);
    Traffic none = CLEAN.sequential(List.of());
    assertThat(run.tick(none).open())
        .extracting(Condition::name)
        .containsExactly("automation.promotion");
    Traffic shown = CLEAN.sequential(List.of(Results.pass(P99), Results.pass(AECE)));
    assertThat(run.tick(shown).targetStage()).contains("Limited");
  }

  @Test
  void whatBreachesWithoutTheChange_isHeldWhereThePlanHolds_untilItIsTheChangesOwn() {
    PolicyRun run = PolicyRun.of(plan(PromotionRule.ESTIMATE, OnPreExisting.HOLD));
    run.tick(CLEAN);
    Traffic anyway = CLEAN.sequential(List.of(Results.preExisting(P99)));
    CanaryDecision asked = run.tick(anyway);
    assertThat(asked.decisionType()).isEqualTo(CanaryDecisionType.MANUAL_INTERVENTION);
    assertThat(asked.reason()).contains("it breaches without the change too");
    run.quietFor(anyway, Duration.ofHours(4));
    assertThat(run.stage()).isEqualTo("Canary");
    List<GateResult> both = List.of(Results.preExisting(P99), Results.breach(AECE));
    CanaryDecision stop = run.tick(CLEAN.sequential(both));
    assertThat(stop.cause()).contains(Cause.SEQUENTIAL_REJECTION);
  }

  @Test
  void whatBreachesWithoutTheChange_isStoppedWhereThePlanReverts() {
    PolicyRun run = PolicyRun.of(PLAN);
    run.tick(CLEAN);
    assertThat(run.tick(CLEAN.sequential(List.of(Results.preExisting(P99)))).stepsDown()).isTrue();
  }

  @Test
  void whereThePlanLeavesStepsDownToPeople_oneIsAskedAndNothingIsPromoted() {
    RolloutPlan plan =
        PLAN.toBuilder()
            .automation(new Automation(true, false, RequiredHealth.GREEN, PromotionRule.ESTIMATE))
            .build();
    PolicyRun run = PolicyRun.of(plan);
    run.tick(CLEAN);
    Traffic rejected = CLEAN.sequential(List.of(Results.breach(P99)));
    CanaryDecision asked = run.tick(rejected);
    assertThat(asked.decisionType()).isEqualTo(CanaryDecisionType.MANUAL_INTERVENTION);
    assertThat(asked.cause()).contains(Cause.SEQUENTIAL_REJECTION);
    run.quietFor(rejected, Duration.ofHours(4));
    assertThat(run.stage()).isEqualTo("Canary");
    assertThat(run.tick(rejected).open()).extracting(Condition::name).contains("evidence." + P99);
  }

  @Test
  void aPromotion_carriesWhatBothKindsOfGatesSay() {
    PolicyRun run = PolicyRun.of(PLAN);
    assertThat(run.until(CLEAN, 300).gates()).containsAll(Results.ALL_PASS).containsAll(UNDECIDED);
  }

  @Test
  void evidenceThatWindowsCannotGive_isRefused() {
    RolloutPlan evidence =
        RolloutPlan.calibV22().toBuilder()
            .evaluation(TestPlans.windows().build())
            .automation(new Automation(true, true, RequiredHealth.GREEN, PromotionRule.EVIDENCE))
            .build();
    assertThatThrownBy(() -> PolicyRun.of(evidence))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("windows give estimates only");
  }
}
