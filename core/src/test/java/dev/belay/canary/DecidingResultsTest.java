package dev.belay.canary;

import static dev.belay.canary.Results.AECE;
import static dev.belay.canary.Results.P99;
import static dev.belay.canary.Results.RECALL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.gate.GateResult;
import dev.belay.plan.Evaluation;
import dev.belay.plan.Mode;
import dev.belay.plan.RolloutPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The evidence that the events of decisions carry. */
class DecidingResultsTest {
  private static final RolloutPlan SEQUENTIAL =
      RolloutPlan.calibV22().toBuilder()
          .evaluation(Evaluation.mission().toBuilder().mode(Mode.SEQUENTIAL).build())
          .build();
  private static final RolloutPlan WINDOWS =
      RolloutPlan.calibV22().toBuilder().evaluation(TestPlans.windows().build()).build();

  @Test
  void whatBreachedComesFirst_overallBeforeSlices_andARowIsBounded() {
    List<GateResult> results = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      results.add(Results.pass(AECE, "slice" + i));
    }
    results.add(Results.breach(AECE, "slice64"));
    results.add(Results.pass(RECALL));
    results.add(Results.breach(P99));
    List<GateResult> kept = DecidingResults.of(results);
    assertThat(kept).hasSize(DecidingResults.MOST);
    assertThat(kept.subList(0, 5))
        .containsExactly(
            Results.breach(P99),
            Results.breach(AECE, "slice64"),
            Results.pass(RECALL),
            Results.pass(AECE, "slice0"),
            Results.pass(AECE, "slice1"));
    assertThat(DecidingResults.of(List.of())).isEmpty();
  }

  @Test
  void aRejection_isInTheRowOfItsStop() {
    PolicyRun run = PolicyRun.of(SEQUENTIAL);
    run.tick(Traffic.CLEAN);
    List<GateResult> said = List.of(Results.breach(P99), Results.insufficient(AECE));
    CanaryDecision stop = run.tick(Traffic.CLEAN.sequential(said));
    RolloutEvent.Stopped row = (RolloutEvent.Stopped) stop.events().get(0);
    assertThat(row.evidence()).containsExactly(Results.breach(P99));
  }

  @Test
  void windowsInARow_areInTheRowOfTheirStop() {
    PolicyRun run = PolicyRun.of(WINDOWS);
    Traffic breaching = Traffic.CLEAN.window(Results.but(Results.breach(P99)));
    CanaryDecision stop = run.until(breaching, 300);
    assertThat(stop.cause()).contains(Cause.CONSECUTIVE_BREACHES);
    RolloutEvent.Stopped row = (RolloutEvent.Stopped) stop.events().get(0);
    assertThat(row.evidence()).containsExactly(Results.breach(P99));
  }

  @Test
  void aPromotion_andTheCompletion_carryWhatTheGatesSaid() {
    PolicyRun run = PolicyRun.of(WINDOWS);
    CanaryDecision promotion = run.until(Traffic.CLEAN, 300);
    RolloutEvent.Promoted row = (RolloutEvent.Promoted) promotion.events().get(0);
    assertThat(row.evidence()).containsExactlyElementsOf(promotion.gates()).isNotEmpty();
    for (int i = 0; i < 10_000 && !run.state.completed(); i++) {
      run.tick(Traffic.CLEAN);
    }
    RolloutEvent last = run.journal.get(run.journal.size() - 1);
    assertThat(last).isInstanceOf(RolloutEvent.Completed.class);
    assertThat(((RolloutEvent.Completed) last).evidence()).containsAll(Results.ALL_PASS);
  }

  @Test
  void aPersonsWord_andTheFirstRung_restOnNoGate() {
    PolicyRun run = PolicyRun.of(WINDOWS);
    CanaryDecision stop =
        run.tick(
            Traffic.CLEAN,
            Duration.ofSeconds(30),
            Optional.of(new Forced(CanaryDecisionType.EMERGENCY_STOP, "fire drill")));
    assertThat(((RolloutEvent.Stopped) stop.events().get(0)).evidence()).isEmpty();
    run.apply(run.policy.reset(run.state, "over"));
    CanaryDecision first = run.until(Traffic.CLEAN, 3);
    assertThat(((RolloutEvent.Promoted) first.events().get(0)).evidence()).isEmpty();
  }

  @Test
  void theState_isTheSameWithoutTheEvidence() {
    PolicyRun run = PolicyRun.of(SEQUENTIAL);
    run.until(Traffic.CLEAN, 300);
    run.tick(Traffic.CLEAN.sequential(List.of(Results.breach(P99))));
    RolloutState bare = RolloutState.INITIAL;
    for (RolloutEvent event : run.journal) {
      bare = run.policy.apply(bare, withoutEvidence(event));
    }
    assertThat(bare).isEqualTo(run.state);
  }

  private static RolloutEvent withoutEvidence(RolloutEvent event) {
    if (event instanceof RolloutEvent.Promoted up) {
      return new RolloutEvent.Promoted(up.from(), up.to(), up.cause(), up.reason());
    }
    if (event instanceof RolloutEvent.Stopped stop) {
      return new RolloutEvent.Stopped(
          stop.from(),
          stop.cause(),
          stop.reason(),
          stop.cooldownNanos(),
          stop.latched(),
          stop.personNeeded(),
          stop.fallback());
    }
    return event;
  }
}
