package dev.belay.canary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.drift.HealthStatus;
import dev.belay.flag.Percentage;
import dev.belay.gate.GateResult;
import dev.belay.gate.OpenWindows;
import dev.belay.plan.Automation;
import dev.belay.plan.Completion;
import dev.belay.plan.Gates;
import dev.belay.plan.PromotionRule;
import dev.belay.plan.RequiredHealth;
import dev.belay.plan.RolloutPlan;
import dev.belay.plan.Stage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Steps up: by the clock, by the evidence, and what keeps them from happening. */
class PromotionTest {
  private static final RolloutPlan PLAN = TestPlans.mission().build();

  private final PolicyRun run = PolicyRun.of(PLAN);

  @Test
  void cleanTraffic_climbsTheMissionsLadderByTheClock() {
    assertThat(run.stage()).isEqualTo("Canary");
    run.quietFor(Traffic.CLEAN, Duration.ofHours(2).minusSeconds(30));
    assertPromotes(run.tick(Traffic.CLEAN), "Canary", "Limited");
    run.quietFor(Traffic.CLEAN, Duration.ofHours(4).minusSeconds(30));
    assertPromotes(run.tick(Traffic.CLEAN), "Limited", "Major");
    run.quietFor(Traffic.CLEAN, Duration.ofHours(6).minusSeconds(30));
    assertPromotes(run.tick(Traffic.CLEAN), "Major", "Full");
    run.quietFor(Traffic.CLEAN, Duration.ofHours(36).minusSeconds(30));
    CanaryDecision completed = run.tick(Traffic.CLEAN);
    assertThat(completed.decisionType()).isEqualTo(CanaryDecisionType.CONTINUE);
    assertThat(completed.events()).hasOnlyElementsOfType(RolloutEvent.Completed.class).hasSize(1);
    assertThat(completed.targetStage()).isEmpty();
    assertThat(run.state.completed()).isTrue();
    run.quietFor(Traffic.CLEAN, Duration.ofHours(1));
    assertThat(run.state.epoch().value()).isZero();
  }

  private static void assertPromotes(CanaryDecision decision, String from, String to) {
    assertThat(decision.decisionType()).isEqualTo(CanaryDecisionType.PROMOTE);
    assertThat(decision.from()).isEqualTo(from);
    assertThat(decision.targetStage()).contains(to);
    assertThat(decision.cause()).contains(Cause.CONDITIONS_MET);
    assertThat(decision.gates()).isEqualTo(Results.ALL_PASS);
    assertThat(decision.open()).isEmpty();
    assertThat(decision.reason()).startsWith("every condition of " + from + " holds: ");
  }

  @Test
  void openConditions_sayByHowMuch() {
    run.quietFor(Traffic.NIGHT, Duration.ofMinutes(75));
    run.tick(Traffic.CLEAN.counts(320, 320, 0).failed(3));
    CanaryDecision decision =
        run.tick(
            Traffic.NIGHT
                .stage(Results.but(Results.insufficient(Results.AECE)))
                .stageHealth(HealthStatus.YELLOW));
    assertThat(decision.decisionType()).isEqualTo(CanaryDecisionType.CONTINUE);
    assertThat(decision.open())
        .extracting(Condition::name)
        .containsExactly(
            "minObservation", "minSamples", "minSuccessRate", "requiredHealth", "aeceMinusTau");
    assertThat(decision.reason())
        .startsWith(
            "Canary stays; minObservation: 1 h 16 min of 2 h; minSamples: 320 of 500 treated"
                + " observations; minSuccessRate: 0.990625 of at least 0.995; requiredHealth:"
                + " health is YELLOW, it must be GREEN; aeceMinusTau: ");
  }

  @Test
  void nothingIsPromoted_withoutData() {
    for (Traffic traffic :
        List.of(
            Traffic.CLEAN.stageHealth(null),
            Traffic.CLEAN.stageHealth(HealthStatus.YELLOW),
            Traffic.CLEAN.stageHealth(HealthStatus.RED),
            Traffic.CLEAN.failed(1),
            Traffic.CLEAN.counts(4, 1, 0),
            Traffic.NIGHT,
            Traffic.CLEAN.stage(List.of()),
            Traffic.CLEAN.stage(Results.NO_DATA),
            Traffic.CLEAN.stage(Results.but(Results.insufficient(Results.RECALL))),
            Traffic.CLEAN.stage(Results.but(Results.breach(Results.P99))),
            Traffic.CLEAN.stage(Results.but(Results.breach(Results.AECE, "go"))),
            Traffic.CLEAN.stage(Results.but(Results.breach("tripwires.mean"))))) {
      PolicyRun without = PolicyRun.of(PLAN);
      without.quietFor(traffic, Duration.ofHours(3));
      assertThat(without.stage()).as("%s", traffic).isEqualTo("Canary");
    }
  }

  @Test
  void aBreachOfTheStage_thatNoWindowsTogetherCanJudge_asksAPersonOnce() {
    Traffic breach = Traffic.CLEAN.stage(Results.but(Results.breach(Results.AECE)));
    Traffic soon = breach.window(List.of(Results.insufficient(Results.AECE, OpenWindows.MOST - 1)));
    Traffic thin = breach.window(List.of(Results.insufficient(Results.AECE, OpenWindows.MOST)));
    run.quietFor(soon, Duration.ofHours(3));
    CanaryDecision asked = run.until(thin, 30);
    assertThat(asked.decisionType()).isEqualTo(CanaryDecisionType.MANUAL_INTERVENTION);
    assertThat(asked.cause()).contains(Cause.UNJUDGED_BREACH);
    assertThat(asked.gates()).extracting(GateResult::breached).containsExactly(true);
    assertThat(asked.reason()).contains("the last 5 windows", "nothing steps down", Results.AECE);
    run.quietFor(thin, Duration.ofHours(12));
    assertThat(run.tick(thin).open()).extracting(Condition::name).containsExactly(Results.AECE);
    run.person(CanaryDecisionType.PROMOTE);
    assertThat(run.until(thin, 1_000).cause()).contains(Cause.UNJUDGED_BREACH);
    assertThat(run.stage()).isEqualTo("Limited");
  }

  @Test
  void aBreachOfTheStage_isLeftToWindows_whereTheyAreJudged_andToAPersonWhoHolds() {
    Traffic breach = Traffic.CLEAN.stage(Results.but(Results.breach(Results.AECE)));
    run.quietFor(breach, Duration.ofHours(5));
    run.quietFor(
        breach.window(Results.but(Results.insufficient(Results.P99, OpenWindows.MOST))),
        Duration.ofHours(5));
    PolicyRun held = PolicyRun.of(PLAN);
    held.person(CanaryDecisionType.MANUAL_INTERVENTION);
    Traffic thin = breach.window(List.of(Results.insufficient(Results.AECE, OpenWindows.MOST)));
    held.quietFor(thin, Duration.ofHours(5));
    assertThat(held.tick(thin).open())
        .extracting(Condition::name)
        .containsExactly("held", Results.AECE);
  }

  @Test
  void theLeastSuccessRate_isEnough() {
    assertThat(run.until(Traffic.CLEAN.counts(200, 200, 0).failed(1), 300).targetStage())
        .contains("Limited");
  }

  @Test
  void aSliceOrATripwireWithoutData_blocksNothing() {
    Traffic thin =
        Traffic.CLEAN.stage(
            Results.but(
                Results.insufficient(Results.AECE, "go"),
                Results.insufficient("tripwires.allocatedBytes")));
    assertThat(run.until(thin, 300).decisionType()).isEqualTo(CanaryDecisionType.PROMOTE);
  }

  @Test
  void aRequiredSlice_mustPass() {
    Gates gates = PLAN.gates();
    RolloutPlan plan =
        PLAN.toBuilder()
            .gates(
                new Gates(
                    gates.p99Latency(),
                    gates
                        .aeceMinusTau()
                        .map(gate -> gate.toBuilder().requiredSlices(List.of("go")).build()),
                    gates.confidenceShift(),
                    gates.slaRecall50(),
                    gates.failureRate()))
            .build();
    PolicyRun sliced = PolicyRun.of(plan);
    sliced.quietFor(Traffic.CLEAN, Duration.ofHours(3));
    Traffic thin = Traffic.CLEAN.stage(Results.but(Results.insufficient(Results.AECE, "go")));
    sliced.quietFor(thin, Duration.ofHours(1));
    assertThat(sliced.tick(thin).open())
        .extracting(Condition::name)
        .containsExactly("aeceMinusTau[go]");
    sliced.tick(Traffic.CLEAN.stage(Results.but(Results.pass(Results.AECE, "go"))));
    assertThat(sliced.stage()).isEqualTo("Limited");
  }

  @Test
  void aGateThatIsOff_isNotWaitedFor() {
    Gates gates = PLAN.gates();
    RolloutPlan plan =
        PLAN.toBuilder()
            .gates(
                new Gates(
                    gates.p99Latency(),
                    Optional.empty(),
                    gates.confidenceShift(),
                    gates.slaRecall50(),
                    gates.failureRate()))
            .build();
    Traffic unlabelled =
        Traffic.CLEAN.stage(
            List.of(
                Results.pass(Results.P99),
                Results.pass(Results.SHIFT),
                Results.pass(Results.RECALL)));
    assertThat(PolicyRun.of(plan).until(unlabelled, 300).targetStage()).contains("Limited");
    run.quietFor(unlabelled, Duration.ofHours(3));
    assertThat(run.tick(unlabelled).reason()).endsWith("aeceMinusTau: it has not been judged");
  }

  @Test
  void recallThatIsOnlyNotRefuted_promotesAndSaysSo() {
    CanaryDecision decision =
        run.until(Traffic.CLEAN.stage(Results.but(Results.unconfirmed(Results.RECALL))), 300);
    assertThat(decision.decisionType()).isEqualTo(CanaryDecisionType.PROMOTE);
    assertThat(decision.reason()).endsWith(", slaRecall50 passes (unconfirmed)");
  }

  @Test
  void aBreachingWindow_blocksUntilItsGatePasses() {
    run.quietFor(Traffic.CLEAN, Duration.ofMinutes(95));
    run.window(Traffic.CLEAN.window(Results.but(Results.breach(Results.P99))));
    Traffic unsure = Traffic.CLEAN.window(Results.but(Results.insufficient(Results.P99)));
    run.quietFor(unsure, Duration.ofHours(2));
    assertThat(run.state.stage().consecutive()).isEqualTo(1);
    assertThat(run.tick(unsure).reason())
        .isEqualTo(
            "Canary stays; consecutiveBreaches: [p99Latency] breached and has not passed in a"
                + " window since");
    assertThat(run.window(Traffic.CLEAN).targetStage()).contains("Limited");
  }

  @Test
  void aFailedSmokeProbe_asksAPersonOnceWhenAllElseHolds() {
    Traffic failing = Traffic.CLEAN.failedProbe("plateaus: not monotone");
    CanaryDecision asked = run.until(failing, 240);
    assertThat(run.state.stage().nanos()).isEqualTo(Duration.ofHours(2).toNanos());
    assertThat(asked.decisionType()).isEqualTo(CanaryDecisionType.MANUAL_INTERVENTION);
    assertThat(asked.cause()).contains(Cause.SMOKE_PROBE);
    run.quietFor(failing, Duration.ofHours(1));
    assertThat(run.tick(failing).open()).extracting(Condition::name).containsExactly("smokeProbe");
    assertThat(run.tick(Traffic.CLEAN).targetStage()).contains("Limited");
  }

  @Test
  void promoteFalse_leavesStepsUpToPeopleAndCompletes() {
    RolloutPlan plan =
        PLAN.toBuilder()
            .automation(new Automation(false, true, RequiredHealth.GREEN, PromotionRule.ESTIMATE))
            .ladder(List.of(PLAN.ladder().get(0), PLAN.ladder().get(1)))
            .completion(new Completion(Duration.ofHours(1)))
            .build();
    PolicyRun manual = PolicyRun.of(plan);
    manual.quietFor(Traffic.CLEAN, Duration.ofHours(3));
    assertThat(manual.tick(Traffic.CLEAN).reason())
        .isEqualTo("Canary stays; automation.promote: false, so a person has to promote");
    assertThat(manual.person(CanaryDecisionType.PROMOTE).targetStage()).contains("Limited");
    manual.quietFor(Traffic.CLEAN, Duration.ofHours(5).minusSeconds(30));
    manual.tick(Traffic.CLEAN);
    assertThat(manual.state.completed()).isTrue();
  }

  @Test
  void baseline_isWaitedForOnce() {
    RolloutPlan plan = PLAN.toBuilder().baseline(Duration.ofHours(24)).build();
    PolicyRun baseline = PolicyRun.of(plan);
    assertThat(baseline.stage()).isEqualTo("Disabled");
    baseline.quietFor(Traffic.CLEAN, Duration.ofHours(24).minusSeconds(60));
    assertThat(baseline.state.stage().windows()).as("windows with a verdict").isZero();
    assertThat(baseline.tick(Traffic.CLEAN).reason())
        .isEqualTo("Disabled stays; baseline: 23 h 59 min 30 s of 24 h");
    CanaryDecision first = baseline.tick(Traffic.CLEAN);
    assertThat(first.decisionType()).isEqualTo(CanaryDecisionType.PROMOTE);
    assertThat(first.targetStage()).contains("Canary");
    assertThat(baseline.state.breaker()).isEqualTo(Breaker.CLOSED);

    baseline.tick(Traffic.CLEAN);
    assertThat(baseline.state.controlNanos()).isEqualTo(Duration.ofHours(24).toNanos());
    baseline.person(CanaryDecisionType.EMERGENCY_STOP);
    baseline.apply(baseline.policy.reset(baseline.state, "understood"));
    assertThat(baseline.tick(Traffic.CLEAN).targetStage()).contains("Canary");
  }

  @Test
  void completion_waitsForAStableHold() {
    Stage only = new Stage("Only", Percentage.of(50), Duration.ofHours(1), 100, 0.9);
    PolicyRun one =
        PolicyRun.of(
            PLAN.toBuilder()
                .ladder(List.of(only))
                .completion(new Completion(Duration.ofHours(2)))
                .build());
    one.quietFor(Traffic.CLEAN, Duration.ofMinutes(140));
    one.window(Traffic.CLEAN.window(Results.but(Results.breach(Results.P99))));
    one.quietFor(Traffic.CLEAN, Duration.ofHours(2).minusSeconds(30));
    assertThat(one.state.stage().stableNanos())
        .isEqualTo(Duration.ofHours(2).minusSeconds(30).toNanos());
    RolloutState stable = one.state;
    one.apply(one.policy.held(one.state, "not yet"));
    assertThat(one.tick(Traffic.CLEAN).open()).extracting(Condition::name).containsExactly("held");
    one.state = stable;
    one.tick(Traffic.CLEAN);
    assertThat(one.state.completed()).isTrue();

    one.tick(Traffic.NAN_STORM);
    assertThat(one.state.completed()).isFalse();
    assertThat(one.state.breaker()).isEqualTo(Breaker.OPEN);
  }
}
