package dev.belay.canary;

import static dev.belay.canary.Results.AECE;
import static dev.belay.canary.Results.P99;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.drift.HealthStatus;
import dev.belay.gate.GateKey;
import dev.belay.gate.GateNames;
import dev.belay.gate.GateResult;
import dev.belay.plan.Evaluation;
import dev.belay.plan.Mode;
import dev.belay.plan.RolloutPlan;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the policy does with windows that are judged by their own evidence. */
class GuardedTest {
  private static final RolloutPlan PLAN =
      RolloutPlan.calibV22().toBuilder()
          .evaluation(Evaluation.mission().toBuilder().mode(Mode.GUARDED).build())
          .build();
  private static final GateResult WELL = Results.pass(GateNames.HEALTH);
  private static final Traffic CLEAN = window(WELL);

  private static Traffic window(GateResult... others) {
    return Traffic.CLEAN.window(Results.but(others));
  }

  @Test
  void twoWindowsOfOneGateInARow_stop() {
    PolicyRun run = PolicyRun.of(PLAN);
    assertThat(run.window(window(WELL, Results.breach(P99))).stepsDown()).isFalse();
    CanaryDecision stop = run.window(window(WELL, Results.breach(P99)));
    assertThat(stop.cause()).contains(Cause.CONSECUTIVE_BREACHES);
    assertThat(stop.reason()).contains("2 breaching windows in a row").contains(P99);
  }

  @Test
  void gatesThatTakeTurns_doNotStop_butMayBeTooOften() {
    PolicyRun run = PolicyRun.of(PLAN);
    assertThat(run.window(window(WELL, Results.breach(P99))).stepsDown()).isFalse();
    assertThat(run.window(window(WELL, Results.breach(AECE))).stepsDown()).isFalse();
    assertThat(run.state.stage().consecutive()).isEqualTo(2);
    CanaryDecision down = run.window(window(WELL, Results.breach(P99)));
    assertThat(down.cause()).contains(Cause.BREACH_RATE);
  }

  @Test
  void oneGateInTwoSlices_isTwoTests() {
    PolicyRun run = PolicyRun.of(PLAN);
    run.window(window(WELL, Results.breach(AECE, "go")));
    CanaryDecision second =
        run.window(window(WELL, Results.pass(AECE, "go"), Results.breach(AECE, "java")));
    assertThat(second.stepsDown()).isFalse();
    assertThat(run.state.stage().rows()).isEqualTo(Map.of(new GateKey(AECE, "java"), 1));
  }

  @Test
  void aWindowWithoutAnAnswer_neitherEndsARowNorAddsToIt() {
    PolicyRun run = PolicyRun.of(PLAN);
    run.window(window(WELL, Results.breach(AECE)));
    assertThat(run.window(window(WELL, Results.insufficient(AECE))).stepsDown()).isFalse();
    assertThat(run.window(window(WELL, Results.breach(AECE))).cause())
        .contains(Cause.CONSECUTIVE_BREACHES);
  }

  @Test
  void redHealthOfATestedWindow_isNoBreach() {
    PolicyRun run = PolicyRun.of(PLAN);
    run.quietFor(CLEAN.windowHealth(HealthStatus.RED), Duration.ofMinutes(100));
    assertThat(run.state.stage().breaching()).isZero();
    assertThat(run.state.stage().windows()).isPositive();
  }

  @Test
  void criticalHealth_stopsWhereItsTestShowsIt() {
    PolicyRun run = PolicyRun.of(PLAN);
    Traffic critical = CLEAN.windowHealth(HealthStatus.CRITICAL);
    assertThat(run.window(critical).stepsDown()).isFalse();
    CanaryDecision stop =
        run.window(
            critical.window(Results.but(Results.breach(GateNames.HEALTH), Results.breach(AECE))));
    assertThat(stop.cause()).contains(Cause.HEALTH_CRITICAL);
  }

  @Test
  void onProbation_oneBreachIsEnough() {
    PolicyRun run = PolicyRun.of(PLAN);
    run.window(window(WELL, Results.breach(P99)));
    run.window(window(WELL, Results.breach(P99)));
    assertThat(run.state.breaker()).isEqualTo(Breaker.OPEN);
    for (int i = 0; i < 1_000 && run.state.breaker() == Breaker.OPEN; i++) {
      run.tick(CLEAN);
    }
    assertThat(run.state.breaker()).isEqualTo(Breaker.HALF_OPEN);
    assertThat(run.window(window(WELL, Results.breach(P99))).cause())
        .contains(Cause.PROBATION_BREACH);
  }

  @Test
  void aSequentialRejection_doesNotWaitForAWindow() {
    PolicyRun run = PolicyRun.of(PLAN);
    run.tick(CLEAN);
    assertThat(run.tick(CLEAN.sequential(List.of(Results.breach(P99)))).cause())
        .contains(Cause.SEQUENTIAL_REJECTION);
  }

  /** What is left of a window once the budget of windows is spent. */
  @Test
  void untestedHealth_takesNoStepDown() {
    PolicyRun run = PolicyRun.of(PLAN);
    Traffic spent = Traffic.CLEAN.window(List.of(Results.insufficient(GateNames.HEALTH)));
    run.quietFor(spent.windowHealth(HealthStatus.RED), Duration.ofMinutes(50));
    run.quietFor(spent.windowHealth(HealthStatus.CRITICAL), Duration.ofMinutes(50));
    assertThat(run.state.stage().windows()).isZero();
    assertThat(run.state.stage().breaching()).isZero();
  }

  /** Were they left out, three breaches in 140 windows would count as three of twenty. */
  @Test
  void windowsInWhichSomethingPassed_countForTheBreachRate_whateverTheStreak() {
    PolicyRun run = PolicyRun.of(PLAN);
    Traffic rare = window(WELL, Results.breach(AECE, "rare"));
    Traffic slow = window(WELL, Results.breach(P99));
    for (int window = 1; window <= 160; window++) {
      Traffic traffic = window == 1 ? rare : window == 70 || window == 140 ? slow : CLEAN;
      assertThat(run.window(traffic.stage(Results.NO_DATA)).stepsDown())
          .as("window %d", window)
          .isFalse();
    }
    assertThat(run.state.stage().breaching()).isEqualTo(3);
    assertThat(run.state.stage().windows()).isEqualTo(160);
    assertThat(run.state.stage().streak()).isNotEmpty();
  }

  @Test
  void aHealthTestAlone_isNoPassOfAWindow() {
    PolicyRun run = PolicyRun.of(PLAN);
    Traffic unlabelled =
        Traffic.CLEAN.window(List.of(WELL, Results.insufficient(P99), Results.insufficient(AECE)));
    run.quietFor(unlabelled, Duration.ofMinutes(60));
    assertThat(run.state.stage().windows()).isZero();
  }
}
