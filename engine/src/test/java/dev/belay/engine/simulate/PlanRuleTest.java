package dev.belay.engine.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.canary.Tick;
import dev.belay.canary.TickSummaries;
import dev.belay.engine.canary.RolloutReplay;
import dev.belay.flag.Decision;
import dev.belay.flag.Percentage;
import dev.belay.gate.SummaryLayouts;
import dev.belay.plan.Evaluation;
import dev.belay.plan.Mode;
import dev.belay.plan.RolloutPlan;
import dev.belay.plan.Stage;
import dev.belay.telemetry.ArmOutcome;
import dev.belay.telemetry.Observation;
import dev.belay.telemetry.Summary;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A plan's rule does tick by tick what its controller does with the same observations. */
class PlanRuleTest {
  private static final int TICK_SECONDS = 30;
  private static final int QUERIES_PER_TICK = 60;
  private static final int TICKS = 500;

  private static final RolloutPlan PLAN =
      RolloutPlan.builder()
          .ladder(
              List.of(
                  new Stage("Canary", Percentage.of(20), Duration.ofMinutes(30), 100, 0.5),
                  new Stage("Half", Percentage.of(50), Duration.ofMinutes(40), 100, 0.5),
                  new Stage("Full", Percentage.of(100), Duration.ofMinutes(60), 100, 0.5)))
          .evaluation(
              Evaluation.builder()
                  .mode(Mode.WINDOWS)
                  .window(Duration.ofMinutes(10))
                  .tick(Duration.ofSeconds(TICK_SECONDS))
                  .minWindowSamples(50)
                  .build())
          .build();

  private Instant now = Instant.parse("2026-11-22T00:00:00Z");
  private final SplittableRandom random;

  PlanRuleTest() {
    this.random = new SplittableRandom(Long.getLong("belay.seed", 3));
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 80, 200, TICKS})
  void everyTick_itStandsWhereTheControllerStands(int faultFrom) {
    RolloutReplay replay = new RolloutReplay(PLAN, OptionalInt.empty(), () -> now);
    Rule.Run run = PlanRule.everyTick("test", PLAN).start();
    Summary summary = new Summary(SummaryLayouts.of(PLAN));
    List<Percentage> path = new ArrayList<>();
    for (int tick = 1; tick <= TICKS; tick++) {
      assertThat(run.percent()).as("tick %d", tick).isEqualTo(replay.snapshot().percentage());
      path.add(run.percent());
      long treated = serve(replay, summary, tick >= faultFrom);
      now = now.plusSeconds(TICK_SECONDS);
      replay.tick();
      Tick numbers = new Tick(tick, TICK_SECONDS * 1_000_000_000L, treated, treated, 0, 0);
      boolean[] asked = new boolean[1];
      run.tick(
          numbers,
          TickSummaries.of(
              () -> {
                asked[0] = true;
                return summary;
              }),
          now);
      if (asked[0]) {
        summary.clear();
      }
      if (run.standing() == Rule.Standing.REVERTED) {
        assertThat(replay.state().reverts()).isNotEmpty();
        assertThat(faultFrom).isLessThan(TICKS);
        return;
      }
      assertThat(replay.state().reverts()).isEmpty();
    }
    assertThat(faultFrom).isEqualTo(TICKS);
    assertThat(path).contains(Percentage.of(20), Percentage.of(50), Percentage.HUNDRED);
    assertThat(run.standing()).isEqualTo(Rule.Standing.FINISHED);
  }

  private long serve(RolloutReplay replay, Summary summary, boolean faulty) {
    long treated = 0;
    for (int i = 0; i < QUERIES_PER_TICK; i++) {
      Decision decision = replay.decide("repository-" + random.nextInt(400));
      double score = random.nextDouble();
      long latency = decision.treatment() && faulty ? 3_000_000 : 100_000;
      Observation observation =
          Observation.of("slice", latency, score, true)
              .label(random.nextDouble() < score)
              .recall50(1)
              .paired(ArmOutcome.of(latency, score, true))
              .build();
      replay.served(decision);
      replay.record(decision, observation);
      summary.add(decision, observation);
      treated += decision.treatment() ? 1 : 0;
    }
    return treated;
  }
}
