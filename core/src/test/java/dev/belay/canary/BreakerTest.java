package dev.belay.canary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.flag.Percentage;
import dev.belay.plan.AutoRevert;
import dev.belay.plan.Automation;
import dev.belay.plan.Completion;
import dev.belay.plan.PromotionRule;
import dev.belay.plan.Recovery;
import dev.belay.plan.RequiredHealth;
import dev.belay.plan.RolloutPlan;
import dev.belay.plan.Stage;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The open breaker: cooldown, probation, the daily limit, and what only a person undoes. */
class BreakerTest {
  private static final RolloutPlan PLAN = TestPlans.mission().build();
  private static final Traffic BREACH =
      Traffic.CLEAN.window(Results.but(Results.breach(Results.P99)));

  private final PolicyRun run = PolicyRun.of(PLAN);

  @Test
  void afterTheCooldown_aFullFirstStageOnProbationClosesTheBreaker() {
    stop(run);
    run.quietFor(Traffic.CLEAN, Duration.ofHours(1).minusSeconds(60));
    assertThat(run.tick(Traffic.CLEAN).reason())
        .isEqualTo("Disabled stays; autoRevert.cooldown: 30 s are left");
    CanaryDecision recovery = run.tick(Traffic.CLEAN);
    assertThat(recovery.decisionType()).isEqualTo(CanaryDecisionType.PROMOTE);
    assertThat(recovery.cause()).contains(Cause.RECOVERY);
    assertThat(recovery.from()).isEqualTo("Disabled");
    assertThat(recovery.targetStage()).contains("Canary");
    assertThat(run.state.breaker()).isEqualTo(Breaker.HALF_OPEN);
    assertThat(run.state.trips()).isEqualTo(1);
    run.quietFor(Traffic.CLEAN, Duration.ofHours(2).minusSeconds(30));
    assertThat(run.tick(Traffic.CLEAN).targetStage()).contains("Limited");
    assertThat(run.state.breaker()).isEqualTo(Breaker.CLOSED);
    assertThat(run.state.trips()).isZero();
  }

  private static void stop(PolicyRun run) {
    run.window(BREACH);
    CanaryDecision stop = run.window(BREACH);
    assertThat(stop.decisionType()).isEqualTo(CanaryDecisionType.EMERGENCY_STOP);
  }

  @Test
  void oneBreachOnProbation_opensAgainForTwiceAsLong() {
    stop(run);
    for (int hours = 2; hours <= 4; hours *= 2) {
      run.until(Traffic.CLEAN, 500);
      CanaryDecision again = run.window(BREACH);
      assertThat(again.cause()).contains(Cause.PROBATION_BREACH);
      assertThat(run.state.cooldownNanos()).isEqualTo(Duration.ofHours(hours).toNanos());
      assertThat(run.state.breaker()).isEqualTo(Breaker.OPEN);
    }
    run.until(Traffic.CLEAN, 500);
    CanaryDecision recall =
        run.window(Traffic.CLEAN.window(Results.but(Results.breach(Results.RECALL))));
    assertThat(recall.cause()).contains(Cause.RECALL_LOSS);
  }

  @Test
  void theCooldown_neverPassesADay() {
    Cooldown cooldown = new Cooldown(PLAN.autoRevert());
    assertThat(cooldown.nanos(0)).isEqualTo(Duration.ofHours(1).toNanos());
    assertThat(cooldown.nanos(4)).isEqualTo(Duration.ofHours(16).toNanos());
    for (int trips : new int[] {5, 46, 62, 63, 64, 1000}) {
      assertThat(cooldown.nanos(trips)).as("%d trips", trips).isEqualTo(DailyLimit.DAY_NANOS);
    }
  }

  @Test
  void theFifthStepDownOfADay_latchesOffUntilAPersonResets() {
    RolloutPlan plan =
        PLAN.toBuilder()
            .autoRevert(new AutoRevert(true, Duration.ofMinutes(10), 5, Recovery.AUTO))
            .build();
    PolicyRun day = PolicyRun.of(plan);
    stop(day);
    for (int i = 2; i <= 5; i++) {
      assertThat(day.state.latched()).isFalse();
      day.until(Traffic.CLEAN, 500);
      day.window(BREACH);
      assertThat(day.state.reverts()).hasSize(i);
    }
    assertThat(day.state.latched()).isTrue();
    CanaryDecision asked = day.tick(Traffic.CLEAN);
    assertThat(asked.decisionType()).isEqualTo(CanaryDecisionType.MANUAL_INTERVENTION);
    assertThat(asked.cause()).contains(Cause.PERSON_NEEDED);
    day.quietFor(Traffic.CLEAN, Duration.ofHours(50));
    assertThat(day.state.reverts()).isEmpty();
    assertThat(day.person(CanaryDecisionType.PROMOTE).reason()).endsWith("reset the breaker first");
    day.configure(plan.toBuilder().deadMansSwitch(Duration.ofHours(2)).build());
    day.tick(Traffic.CLEAN);
    day.quietFor(Traffic.CLEAN, Duration.ofHours(50));
    assertThat(day.person(CanaryDecisionType.EMERGENCY_STOP).events()).hasSize(1);
    assertThat(day.state.latched()).isTrue();

    day.apply(day.policy.reset(day.state, "the slow regex is gone"));
    assertThat(day.state.breaker()).isEqualTo(Breaker.CLOSED);
    assertThat(day.stage()).isEqualTo("Disabled");
    assertThat(day.tick(Traffic.CLEAN).targetStage()).contains("Canary");
    assertThat(day.state.breaker()).isEqualTo(Breaker.CLOSED);
  }

  @Test
  void aRollbackThatIsTheLastOfTheDay_isAStopThatLatches() {
    RolloutPlan plan =
        PLAN.toBuilder()
            .autoRevert(new AutoRevert(true, Duration.ofHours(1), 1, Recovery.AUTO))
            .build();
    PolicyRun day = PolicyRun.of(plan);
    day.person(CanaryDecisionType.PROMOTE);
    Traffic open = Traffic.CLEAN.stage(Results.NO_DATA);
    for (int i = 0; i < 2; i++) {
      day.window(BREACH);
      day.window(open);
    }
    CanaryDecision last = day.window(BREACH);
    assertThat(last.decisionType()).isEqualTo(CanaryDecisionType.EMERGENCY_STOP);
    assertThat(last.cause()).contains(Cause.BREACH_RATE);
    assertThat(last.reason()).contains("autoRevert.maxPerDay (1 within 24 hours) is reached");
    assertThat(day.state.latched()).isTrue();
  }

  @Test
  void aReset_beginsTheDayAnew() {
    PolicyRun day =
        PolicyRun.of(
            PLAN.toBuilder()
                .autoRevert(new AutoRevert(true, Duration.ofHours(1), 2, Recovery.AUTO))
                .build());
    for (int i = 0; i < 2; i++) {
      stop(day);
      day.until(Traffic.CLEAN, 500);
      assertThat(day.window(BREACH).cause()).contains(Cause.PROBATION_BREACH);
      assertThat(day.state.latched()).isTrue();
      day.apply(day.policy.reset(day.state, "mended"));
      assertThat(day.state.reverts()).isEmpty();
      assertThat(day.state.trips()).isZero();
      day.tick(Traffic.CLEAN);
    }
  }

  @Test
  void aStepDown_countsForADayOfTheRolloutsClock() {
    long day = DailyLimit.DAY_NANOS;
    assertThat(DailyLimit.recent(List.of(5L, 6L, 7L), day + 6)).containsExactly(7L);
  }

  @Test
  void aPersonsStop_countsForNothing() {
    PolicyRun day =
        PolicyRun.of(
            PLAN.toBuilder()
                .autoRevert(new AutoRevert(true, Duration.ofHours(1), 1, Recovery.AUTO))
                .build());
    day.person(CanaryDecisionType.EMERGENCY_STOP);
    assertThat(day.state.latched()).isFalse();
    assertThat(day.state.reverts()).isEmpty();
  }

  @Test
  void whatAPersonStopped_onlyAPersonStarts() {
    run.person(CanaryDecisionType.EMERGENCY_STOP);
    assertThat(run.state.reverts()).isEmpty();
    assertThat(run.state.personNeeded()).isTrue();
    run.quietFor(Traffic.CLEAN, Duration.ofHours(30));
    run.configure(PLAN.toBuilder().deadMansSwitch(Duration.ofHours(2)).build());
    run.quietFor(Traffic.CLEAN, Duration.ofHours(30));
    assertThat(run.person(CanaryDecisionType.EMERGENCY_STOP).events()).isEmpty();
    run.apply(run.policy.reset(run.state, "go on"));
    assertThat(run.tick(Traffic.CLEAN).targetStage()).contains("Canary");
  }

  @Test
  void aPersonsStop_alsoEndsACooldown() {
    stop(run);
    CanaryDecision stop = run.person(CanaryDecisionType.EMERGENCY_STOP);
    assertThat(stop.events()).hasSize(1);
    run.quietFor(Traffic.CLEAN, Duration.ofHours(5));
    assertThat(run.state.trips()).isEqualTo(1);
    assertThat(run.stage()).isEqualTo("Disabled");
  }

  @Test
  void afterInvalidScores_aNewConfigurationMayStartAgain() {
    run.tick(Traffic.NAN_STORM);
    assertThat(run.tick(Traffic.CLEAN).cause()).contains(Cause.PERSON_NEEDED);
    run.apply(run.policy.configure("r1", ""));
    run.tick(Traffic.CLEAN);
    run.quietFor(Traffic.CLEAN, Duration.ofHours(3));
    run.configure(PLAN.toBuilder().deadMansSwitch(Duration.ofHours(2)).build());
    assertThat(run.tick(Traffic.CLEAN).cause()).contains(Cause.RECOVERY);
  }

  @Test
  void manualRecovery_asksAPerson() {
    PolicyRun manual =
        PolicyRun.of(
            PLAN.toBuilder()
                .autoRevert(new AutoRevert(true, Duration.ofHours(1), 5, Recovery.MANUAL))
                .build());
    stop(manual);
    assertThat(manual.tick(Traffic.CLEAN).cause()).contains(Cause.PERSON_NEEDED);
    manual.quietFor(Traffic.CLEAN, Duration.ofHours(3));
  }

  @Test
  void aHold_aFailedProbeOrPromoteFalse_keepTheRecoveryWaiting() {
    stop(run);
    run.person(CanaryDecisionType.MANUAL_INTERVENTION);
    run.quietFor(Traffic.CLEAN, Duration.ofHours(2));
    assertThat(run.tick(Traffic.CLEAN).open()).extracting(Condition::name).containsExactly("held");
    run.apply(run.policy.resumed(run.state, "understood"));
    Traffic failing = Traffic.CLEAN.failedProbe("plateaus");
    assertThat(run.tick(failing).cause()).contains(Cause.SMOKE_PROBE);
    assertThat(run.tick(failing).events()).isEmpty();
    assertThat(run.tick(Traffic.CLEAN).cause()).contains(Cause.RECOVERY);

    PolicyRun manual =
        PolicyRun.of(
            PLAN.toBuilder()
                .automation(
                    new Automation(false, true, RequiredHealth.GREEN, PromotionRule.ESTIMATE))
                .build());
    stop(manual);
    manual.quietFor(Traffic.CLEAN, Duration.ofHours(2));
  }

  @Test
  void probationOnALadderOfOneRung_endsWithItsCompletion() {
    Stage only = new Stage("Only", Percentage.of(50), Duration.ofHours(1), 100, 0.9);
    PolicyRun one =
        PolicyRun.of(
            PLAN.toBuilder()
                .ladder(List.of(only))
                .completion(new Completion(Duration.ofHours(1)))
                .build());
    stop(one);
    one.until(Traffic.CLEAN, 200);
    assertThat(one.state.breaker()).isEqualTo(Breaker.HALF_OPEN);
    one.quietFor(Traffic.CLEAN, Duration.ofHours(2).minusSeconds(30));
    one.tick(Traffic.CLEAN);
    assertThat(one.state.completed()).isTrue();
    assertThat(one.state.breaker()).isEqualTo(Breaker.CLOSED);
    assertThat(one.state.trips()).isZero();
  }

  @Test
  void whereNothingIsOpen_thereIsNothingToReset() {
    assertThatThrownBy(() -> run.policy.reset(run.state, "why not"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "rollout calib-v22 has nothing to reset: its breaker is CLOSED; only an open one is"
                + " reset");
  }

  @Test
  void breakersTable_namesWhatIsIllegal() {
    assertThatThrownBy(() -> Breaker.CLOSED.to(Breaker.HALF_OPEN, "r"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the breaker of rollout r cannot go from CLOSED to HALF_OPEN");
  }
}
