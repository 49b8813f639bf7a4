package dev.belay.canary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.drift.DriftMonitor;
import dev.belay.flag.Assignment;
import dev.belay.flag.Decision;
import dev.belay.flag.Fallback;
import dev.belay.flag.Percentage;
import dev.belay.flag.Reason;
import dev.belay.flag.Variant;
import dev.belay.gate.GateSet;
import dev.belay.gate.SummaryLayouts;
import dev.belay.plan.Automation;
import dev.belay.plan.Evaluation;
import dev.belay.plan.Mode;
import dev.belay.plan.PromotionRule;
import dev.belay.plan.RolloutPlan;
import dev.belay.plan.Stage;
import dev.belay.stats.Seed;
import dev.belay.telemetry.Observation;
import dev.belay.telemetry.Summary;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A cycle that judges a stage only where a promotion depends on it takes the same steps. */
class BriefCycleTest {
  private static final long TICK_NANOS = 30_000_000_000L;
  private static final int TICKS = 420;

  @ParameterizedTest
  @CsvSource({
    "SEQUENTIAL, ESTIMATE, 0, 71",
    "SEQUENTIAL, ESTIMATE, 0.03, 72",
    "SEQUENTIAL, EVIDENCE, 0, 73",
    "SEQUENTIAL, EVIDENCE, 0.03, 74",
    "GUARDED, ESTIMATE, 0, 77",
    "GUARDED, EVIDENCE, 0.03, 78",
    "WINDOWS, ESTIMATE, 0, 75",
    "WINDOWS, ESTIMATE, 0.03, 76"
  })
  void itsSteps_areThoseOfOneThatJudgesAtEveryTick(
      Mode mode, PromotionRule promotion, double shift, long seed) {
    RolloutPlan plan = plan(mode, promotion);
    List<String> everyTick = steps(plan, true, shift, seed);
    assertThat(steps(plan, false, shift, seed))
        .as("seed %d", Seed.value(seed))
        .isEqualTo(everyTick);
    assertThat(everyTick).anyMatch(step -> step.contains("Promoted"));
    if (shift > 0 || promotion == PromotionRule.EVIDENCE) {
      assertThat(everyTick.get(0)).as("something was in the way").doesNotStartWith("60 ");
    }
  }

  private static RolloutPlan plan(Mode mode, PromotionRule promotion) {
    Automation mission = Automation.mission();
    return RolloutPlan.builder()
        .evaluation(
            Evaluation.builder().mode(mode).maxSlices(3).gracePeriod(Duration.ofMinutes(1)).build())
        .automation(
            new Automation(
                mission.promote(), mission.rollback(), mission.requiredHealth(), promotion))
        .ladder(List.of(stage("A", 10, 30), stage("B", 25, 30), stage("C", 100, 30)))
        .build();
  }

  private static Stage stage(String name, int percent, int minutes) {
    return new Stage(name, Percentage.of(percent), Duration.ofMinutes(minutes), 500, 0.5);
  }

  /** The events of each tick; what was not healthy in the first hour is later. */
  private static List<String> steps(RolloutPlan plan, boolean everyTick, double shift, long seed) {
    SplittableRandom random = Seed.random(seed);
    GateSet gates = GateSet.of(plan);
    CanaryPolicy policy = new CanaryPolicy(plan, gates::requiredToPass);
    CanaryCycle cycle =
        new CanaryCycle(
            policy,
            gates,
            new DriftMonitor(plan),
            SummaryLayouts.of(plan),
            Optional.empty(),
            everyTick);
    RolloutState state = RolloutState.INITIAL;
    RolloutEvent configured = policy.configure("r1", "{}");
    state = policy.apply(state, configured);
    cycle.folded(configured, state);
    Summary recorded = new Summary(SummaryLayouts.of(plan));
    List<String> steps = new ArrayList<>();
    Instant now = Instant.EPOCH;
    for (int i = 1; i <= TICKS; i++) {
      now = now.plusNanos(TICK_NANOS);
      record(recorded, random, i < 120 ? shift : 0);
      Tick tick = new Tick(i, TICK_NANOS, 60, 60, 0, 0);
      Supplier<Summary> drained =
          () -> {
            Summary copy = new Summary(recorded.layout());
            copy.merge(recorded);
            recorded.clear();
            return copy;
          };
      Step step = cycle.tick(state, tick, TickSummaries.of(drained), Optional.empty(), now);
      state = step.state();
      for (RolloutEvent event : step.decision().events()) {
        if (CanaryCycle.beginsStage(event)) {
          recorded.clear();
        }
        steps.add(i + " " + event);
        state = policy.apply(state, event);
        cycle.folded(event, state);
      }
    }
    return steps;
  }

  private static void record(Summary summary, SplittableRandom random, double shift) {
    for (int i = 0; i < 120; i++) {
      boolean treated = i % 2 == 0;
      double score = 0.1 + 0.8 * random.nextDouble() + (treated ? shift : 0);
      summary.add(
          decision(treated, random.nextLong()),
          Observation.of("slice-" + i % 5, 100_000L + random.nextInt(200_000), score, true)
              .label(random.nextDouble() < score)
              .recall50(1.0)
              .build());
    }
  }

  private static Decision decision(boolean treated, long bucket) {
    return new Decision(
        treated ? Variant.TREATMENT : Variant.CONTROL,
        Reason.SPLIT,
        null,
        Assignment.BUCKET,
        bucket,
        "A",
        Fallback.LAST_GOOD,
        "r1",
        0);
  }
}
