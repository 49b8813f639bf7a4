package dev.belay.canary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.drift.HealthStatus;
import dev.belay.flag.Fallback;
import dev.belay.gate.GateResult;
import dev.belay.plan.AutoRevert;
import dev.belay.plan.Automation;
import dev.belay.plan.OnPreExisting;
import dev.belay.plan.PromotionRule;
import dev.belay.plan.Recovery;
import dev.belay.plan.RequiredHealth;
import dev.belay.plan.RolloutPlan;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Stops and rollbacks, and what leaves them to people. */
class StepDownTest {
  private static final RolloutPlan PLAN = TestPlans.mission().build();
  private static final List<GateResult> SLOW = Results.but(Results.breach(Results.P99));
  private static final Traffic BREACH = Traffic.CLEAN.window(SLOW);

  private final PolicyRun run = PolicyRun.of(PLAN);

  @Test
  void twoBreachingWindowsInARow_stopAtTheEndOfTheSecond() {
    assertThat(run.window(BREACH).events()).isEmpty();
    CanaryDecision stop = run.window(BREACH);
    assertStop(stop, Cause.CONSECUTIVE_BREACHES);
    assertThat(stop.from()).isEqualTo("Canary");
    assertThat(stop.gates()).containsExactly(Results.breach(Results.P99));
    assertThat(stop.reason()).isEqualTo("2 breaching windows in a row, the last by p99Latency");
    assertThat(run.state.clockNanos()).isEqualTo(Duration.ofMinutes(35).toNanos());
    assertThat(run.state.cooldownNanos()).isEqualTo(Duration.ofHours(1).toNanos());
    assertThat(run.state.epoch().value()).isEqualTo(1);
    assertThat(run.policy.snapshot(run.state).breakerOpen()).isTrue();
    assertThat(run.stage()).isEqualTo("Disabled");
  }

  private static void assertStop(CanaryDecision decision, Cause cause) {
    assertThat(decision.decisionType()).isEqualTo(CanaryDecisionType.EMERGENCY_STOP);
    assertThat(decision.targetStage()).contains("Disabled");
    assertThat(decision.cause()).contains(cause);
    assertThat(decision.open()).isEmpty();
    assertThat(decision.events()).hasSize(1);
    assertThat(decision.events().get(0)).isInstanceOf(RolloutEvent.Stopped.class);
  }

  @Test
  void oneBreachingWindow_revertsNothing() {
    run.window(BREACH);
    for (int i = 0; i < 6; i++) {
      assertThat(run.window(Traffic.CLEAN).events()).isEmpty();
    }
    assertThat(run.state.stage().consecutive()).isZero();
  }

  @Test
  void anInsufficientWindowBetweenTwoBreaches_changesNothing() {
    run.window(BREACH);
    assertThat(run.window(Traffic.NIGHT).events()).isEmpty();
    assertStop(run.window(BREACH), Cause.CONSECUTIVE_BREACHES);
  }

  @Test
  void aBreachOfAnyGateOrSlice_counts() {
    run.window(Traffic.CLEAN.window(Results.but(Results.breach("tripwires.mean"))));
    assertStop(
        run.window(Traffic.CLEAN.window(Results.but(Results.breach(Results.AECE, "go")))),
        Cause.CONSECUTIVE_BREACHES);
  }

  @Test
  void aBreachOfHealth_counts() {
    run.window(Traffic.CLEAN.windowHealth(HealthStatus.RED));
    CanaryDecision stop = run.window(Traffic.CLEAN.windowHealth(HealthStatus.RED));
    assertStop(stop, Cause.CONSECUTIVE_BREACHES);
    assertThat(stop.reason()).endsWith("the last by health");
  }

  @Test
  void criticalHealth_stopsAtOnce() {
    assertStop(
        run.window(Traffic.CLEAN.windowHealth(HealthStatus.CRITICAL)), Cause.HEALTH_CRITICAL);
  }

  @Test
  void breachesInThreeOfTwentyWindows_rollBackOneRung() {
    run.person(CanaryDecisionType.PROMOTE);
    run.person(CanaryDecisionType.PROMOTE);
    Traffic bad = BREACH.stage(SLOW);
    Traffic good = Traffic.CLEAN.stage(SLOW);
    for (int window = 1; window <= 17; window++) {
      boolean breaches = window == 5 || window == 11;
      assertThat(run.window(breaches ? bad : good).events()).isEmpty();
    }
    CanaryDecision rollback = run.window(bad);
    assertThat(rollback.decisionType()).isEqualTo(CanaryDecisionType.ROLLBACK);
    assertThat(rollback.from()).isEqualTo("Major");
    assertThat(rollback.targetStage()).contains("Limited");
    assertThat(rollback.cause()).contains(Cause.BREACH_RATE);
    assertThat(rollback.gates()).containsExactly(Results.breach(Results.P99));
    assertThat(run.state.breaker()).isEqualTo(Breaker.CLOSED);
    assertThat(run.state.stage()).isEqualTo(StageProgress.NEW);
    assertThat(run.state.epoch().value()).isEqualTo(1);
    assertThat(run.state.reverts()).hasSize(1);
  }

  @Test
  void aBreachRateOnTheFirstRung_stops() {
    for (int i = 0; i < 2; i++) {
      run.window(BREACH.stage(SLOW));
      run.window(Traffic.CLEAN.stage(SLOW));
    }
    assertStop(run.window(BREACH.stage(SLOW)), Cause.BREACH_RATE);
  }

  @Test
  void aBreachInTheGracePeriod_doesNotCount() {
    run.quietFor(BREACH, Duration.ofMinutes(5));
    assertThat(run.state.stage().treated()).isZero();
    assertThat(run.state.stage().windowNanos()).isZero();
    assertThat(run.state.stage().windowTreated()).isEqualTo(1000);
    run.window(Traffic.CLEAN);
    assertThat(run.state.clockNanos()).isEqualTo(Duration.ofMinutes(20).toNanos());
    assertThat(run.state.stage().breaching()).isZero();
  }

  @Test
  void aNanStorm_stopsAtOnceEvenInGrace() {
    assertThat(run.tick(Traffic.CLEAN.counts(100, 100, 2)).events()).isEmpty();
    CanaryDecision stop = run.tick(Traffic.CLEAN.counts(100, 100, 1));
    assertStop(stop, Cause.INVALID_SCORES);
    assertThat(run.state.personNeeded()).isTrue();
    assertThat(stop.reason()).startsWith("3 of 200 treated observations");
  }

  @Test
  void fewInvalidScoresInALargeWindow_areNoStorm() {
    run.tick(Traffic.CLEAN.counts(300, 300, 3));
    assertThat(run.state.breaker()).isEqualTo(Breaker.CLOSED);
  }

  @Test
  void aNanStormInTheLastTickOfAWindow_isNotForgotten() {
    run.quietFor(Traffic.CLEAN, Duration.ofMinutes(20).minusSeconds(30));
    assertStop(run.tick(Traffic.CLEAN.counts(2000, 2000, 100)), Cause.INVALID_SCORES);
    assertThat(run.count(RolloutEvent.WindowCompleted.class)).isEqualTo(1);
  }

  @Test
  void treatmentThatNobodySees_stopsAfterTheDeadMansTime() {
    run.quietFor(Traffic.SILENT, Duration.ofHours(1).minusSeconds(30));
    assertStop(run.tick(Traffic.SILENT), Cause.DEAD_MANS_SWITCH);
    assertThat(run.state.personNeeded()).isFalse();
    assertThat(run.state.silentNanos()).isZero();
  }

  @Test
  void aNightWithoutTraffic_isNoAlarm() {
    run.tick(Traffic.CLEAN);
    run.quietFor(Traffic.NIGHT, Duration.ofHours(12));
    run.quietFor(Traffic.SILENT, Duration.ofMinutes(1));
    assertThat(run.state.silentNanos()).isEqualTo(Duration.ofMinutes(15).plusSeconds(30).toNanos());
    run.tick(Traffic.CLEAN);
    assertThat(run.state.silentNanos()).isZero();
  }

  @Test
  void silence_stopsOnlyAtATickThatServesUnseen() {
    run.quietFor(Traffic.SILENT, Duration.ofHours(1).minusSeconds(30));
    run.apply(run.policy.observe(run.state, new Tick(1, 30_000_000_000L, 1, 0, 0, 0)));
    assertThat(run.state.silentNanos()).isEqualTo(Duration.ofHours(1).toNanos());
    assertThat(run.decide(Evidence.NONE).events()).isEmpty();
  }

  @Test
  void rareQueriesThatNobodySees_countTheTimeBetweenThem() {
    run.tick(Traffic.CLEAN);
    for (int i = 0; i < 5; i++) {
      run.quietFor(Traffic.NIGHT, Duration.ofMinutes(10).minusSeconds(30));
      run.tick(Traffic.SILENT);
    }
    assertThat(run.state.silentNanos()).isEqualTo(Duration.ofMinutes(50).toNanos());
  }

  @Test
  void noTickForTheDeadMansTime_stops() {
    assertThat(run.policy.decideUnevaluated(run.state, Duration.ofMinutes(59)).events()).isEmpty();
    assertStop(
        run.policy.decideUnevaluated(run.state, Duration.ofHours(1)), Cause.DEAD_MANS_SWITCH);
    run.person(CanaryDecisionType.EMERGENCY_STOP);
    assertThat(run.policy.decideUnevaluated(run.state, Duration.ofHours(2)).events()).isEmpty();
  }

  @Test
  void recallLoss_needsAPerson() {
    Traffic lost = Traffic.CLEAN.window(Results.but(Results.breach(Results.RECALL)));
    run.window(BREACH);
    assertStop(run.window(lost), Cause.RECALL_LOSS);
    assertThat(run.state.personNeeded()).isTrue();
  }

  @Test
  void theFallback_isThatOfTheSeverity() {
    PolicyRun severe =
        new PolicyRun(
            new CanaryPolicy(
                PLAN,
                gate -> true,
                results -> results.size() > 1 ? Fallback.UNCALIBRATED : Fallback.LAST_GOOD));
    Traffic both =
        Traffic.CLEAN.window(
            Results.but(Results.breach(Results.P99), Results.breach(Results.SHIFT)));
    severe.window(both);
    severe.window(both);
    assertThat(severe.policy.snapshot(severe.state).fallback()).isEqualTo(Fallback.UNCALIBRATED);
    RolloutState open = severe.state;
    severe.person(CanaryDecisionType.EMERGENCY_STOP);
    assertThat(severe.state.fallback()).isEqualTo(Fallback.UNCALIBRATED);
    severe.state = open;
    CanaryDecision recovery = severe.until(Traffic.CLEAN, 200);
    assertThat(recovery.cause()).contains(Cause.RECOVERY);
    assertThat(severe.state.fallback()).isEqualTo(Fallback.LAST_GOOD);
  }

  @Test
  void whereThePlanLeavesStepsDownToPeople_onePersonIsAskedOnceAndFactsStopAllTheSame() {
    for (RolloutPlan plan :
        List.of(
            PLAN.toBuilder()
                .automation(
                    new Automation(true, false, RequiredHealth.GREEN, PromotionRule.ESTIMATE))
                .build(),
            PLAN.toBuilder()
                .autoRevert(new AutoRevert(false, Duration.ofHours(1), 5, Recovery.AUTO))
                .build())) {
      PolicyRun manual = PolicyRun.of(plan);
      manual.window(BREACH);
      CanaryDecision asked = manual.window(BREACH);
      assertThat(asked.decisionType()).isEqualTo(CanaryDecisionType.MANUAL_INTERVENTION);
      assertThat(asked.cause()).contains(Cause.CONSECUTIVE_BREACHES);
      assertThat(asked.gates()).containsExactly(Results.breach(Results.P99));
      assertThat(manual.window(BREACH).events()).isEmpty();
      assertThat(manual.window(BREACH.windowHealth(HealthStatus.CRITICAL)).events()).isEmpty();
      assertThat(manual.stage()).isEqualTo("Canary");
      manual.person(CanaryDecisionType.MANUAL_INTERVENTION);
      assertThat(manual.window(BREACH).decisionType())
          .isEqualTo(CanaryDecisionType.MANUAL_INTERVENTION);
      assertStop(manual.tick(Traffic.NAN_STORM), Cause.INVALID_SCORES);
    }
  }

  @Test
  void whatBreachesWithoutTheChangeToo_asksAPersonWhereThePlanSaysHold() {
    Traffic old = Traffic.CLEAN.window(Results.but(Results.preExisting(Results.P99)));
    RolloutPlan plan =
        PLAN.toBuilder()
            .evaluation(TestPlans.windows().onPreExisting(OnPreExisting.HOLD).build())
            .build();
    PolicyRun held = PolicyRun.of(plan);
    held.window(old);
    assertThat(held.window(old).decisionType()).isEqualTo(CanaryDecisionType.MANUAL_INTERVENTION);
    assertThat(held.window(old).events()).isEmpty();
    assertThat(held.window(old.windowHealth(HealthStatus.RED)).events()).isEmpty();
    assertStop(held.window(old.windowHealth(HealthStatus.CRITICAL)), Cause.HEALTH_CRITICAL);

    run.window(old);
    assertStop(run.window(old), Cause.CONSECUTIVE_BREACHES);
  }

  @Test
  void aPersonsHold_doesNotHideAStopOfTheSameTick() {
    run.window(BREACH);
    run.quietFor(BREACH, Duration.ofMinutes(15).minusSeconds(30));
    CanaryDecision decision =
        run.tick(
            BREACH,
            Duration.ofSeconds(30),
            Optional.of(new Forced(CanaryDecisionType.MANUAL_INTERVENTION, "let me look")));
    assertThat(decision.decisionType()).isEqualTo(CanaryDecisionType.EMERGENCY_STOP);
    assertThat(decision.events())
        .hasExactlyElementsOfTypes(RolloutEvent.Stopped.class, RolloutEvent.Held.class);
    assertThat(decision.reason()).endsWith("p99Latency; let me look");
    assertThat(run.state.held()).isTrue();
  }
}
