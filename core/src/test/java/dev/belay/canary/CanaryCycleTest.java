package dev.belay.canary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.drift.DriftMonitor;
import dev.belay.flag.Assignment;
import dev.belay.flag.Decision;
import dev.belay.flag.Fallback;
import dev.belay.flag.Reason;
import dev.belay.flag.Variant;
import dev.belay.gate.GateSet;
import dev.belay.gate.SummaryLayouts;
import dev.belay.plan.RolloutPlan;
import dev.belay.telemetry.Observation;
import dev.belay.telemetry.Summary;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The evidence that a cycle keeps is what the gates see of it. */
class CanaryCycleTest {
  private static final long TICK_NANOS = 30_000_000_000L;
  private static final long SEED = 20261122;

  private final RolloutPlan plan = RolloutPlan.calibV22();
  private final GateSet gates = GateSet.of(plan);
  private final CanaryPolicy policy = new CanaryPolicy(plan, gates::requiredToPass);
  private final CanaryCycle cycle =
      new CanaryCycle(
          policy, gates, new DriftMonitor(plan), SummaryLayouts.of(plan), Optional.empty(), true);
  private final SplittableRandom random = new SplittableRandom(SEED);

  @Test
  void theStage_isJudgedAsIfItsSlicesWereSummedUpAnew() {
    RolloutState state = policy.apply(RolloutState.INITIAL, policy.configure("r1", "{}"));
    Instant now = Instant.EPOCH;
    for (int i = 1; i <= 100; i++) {
      now = now.plusNanos(TICK_NANOS);
      Summary recorded = recorded();
      Tick tick = new Tick(i, TICK_NANOS, 40, 40, 0, 0);
      Step step = cycle.tick(state, tick, TickSummaries.of(() -> recorded), Optional.empty(), now);
      state = step.state();
      if (i == 60) {
        RolloutEvent promoted =
            new RolloutEvent.Promoted(0, 1, Cause.CONDITIONS_MET, "as a test asks");
        state = policy.apply(state, promoted);
        cycle.folded(promoted, state);
      }
    }
    Optional<Summary> baseline = cycle.baseline(now);
    assertThat(baseline).isPresent();
    assertThat(cycle.stageResults())
        .isEqualTo(GateSet.of(plan).evaluate(cycle.stage(), baseline))
        .hasSizeGreaterThan(8);
    assertThat(cycle.stageHealth())
        .contains(
            new DriftMonitor(plan)
                .assess(cycle.stage(), baseline, plan.evaluation().minWindowSamples()));
  }

  @Test
  void timeAtZeroPercent_isWhatAChangeIsComparedWith() {
    CanaryPolicy waits =
        new CanaryPolicy(
            plan.toBuilder().baseline(Duration.ofHours(1)).build(), gates::requiredToPass);
    RolloutState state = waits.apply(RolloutState.INITIAL, waits.configure("r1", "{}"));
    Instant now = Instant.EPOCH;
    int judged = 0;
    for (int i = 1; i <= 80; i++) {
      now = now.plusNanos(TICK_NANOS);
      Summary recorded = recorded(false);
      Step step =
          cycle.tick(
              state,
              new Tick(i, TICK_NANOS, 0, 0, 0, 0),
              TickSummaries.of(() -> recorded),
              Optional.empty(),
              now);
      state = step.state();
      judged += step.window().isPresent() ? 1 : 0;
    }
    assertThat(state.rung()).isEqualTo(RolloutState.DISABLED);
    assertThat(state.stage().windows()).as("windows with a verdict").isZero();
    assertThat(judged).as("5 min of grace and 15 min each are in 40 min").isEqualTo(2);
    Optional<Summary> baseline = cycle.baseline(now);
    assertThat(baseline.map(Summary::observations)).contains(2L * 30 * 160);
  }

  private Summary recorded() {
    return recorded(true);
  }

  private Summary recorded(boolean treats) {
    Summary summary = new Summary(SummaryLayouts.of(plan));
    for (int i = 0; i < 160; i++) {
      double score = 0.65 + 0.1 * random.nextDouble();
      summary.add(
          decision(treats && i % 4 == 0),
          Observation.of("slice-" + i % 3, 100_000L + random.nextInt(100_000), score, true)
              .label(random.nextDouble() < score)
              .recall50(1.0)
              .build());
    }
    return summary;
  }

  private Decision decision(boolean treated) {
    return new Decision(
        treated ? Variant.TREATMENT : Variant.CONTROL,
        Reason.SPLIT,
        null,
        Assignment.BUCKET,
        random.nextLong(),
        "Canary",
        Fallback.LAST_GOOD,
        "r1",
        0);
  }
}
