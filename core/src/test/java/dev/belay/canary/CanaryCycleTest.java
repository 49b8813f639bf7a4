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
import dev.belay.plan.Mode;
import dev.belay.plan.RolloutPlan;
import dev.belay.sequential.DispersionChoice;
import dev.belay.telemetry.Observation;
import dev.belay.telemetry.Summary;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
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

  @Test
  void aDispersion_isMeasuredAtZeroPercent_andFixedWithTheFirstRung() {
    RolloutPlan auto =
        plan.toBuilder()
            .baseline(Duration.ofHours(60))
            .evaluation(plan.evaluation().toBuilder().mode(Mode.SEQUENTIAL).build())
            .build();
    CanaryPolicy waits = new CanaryPolicy(auto, gates::requiredToPass);
    CanaryCycle one = cycle(waits);
    CanaryCycle restarted = cycle(waits);
    RolloutEvent configured = waits.configure("r1", "{}");
    RolloutState state = waits.apply(RolloutState.INITIAL, configured);
    one.folded(configured, state);
    assertThat(one.attempt().dispersion()).contains(DispersionChoice.OPEN);
    Instant now = Instant.EPOCH;
    // Windows only, as what is measured is made of them: 15 min each, in bursts of 8.
    for (int i = 0; i < 4 * 60; i++) {
      now = now.plus(Duration.ofMinutes(15));
      Summary window = bursts(8, 3200, 0.01);
      long nanos = Duration.between(Instant.EPOCH, now).toNanos();
      one.restoreWindow(nanos, window, true, false, false);
      restarted.restoreWindow(nanos, window, true, false, false);
    }
    Summary tick = bursts(8, 400, 0.01);
    one.attempt().restoreTick(tick, 30_000_000_000L);
    restarted.attempt().restore(one.attempt().encode().orElseThrow(), state.rung(), false);
    assertThat(restarted.attempt().dispersion()).contains(DispersionChoice.OPEN);
    RolloutEvent promoted =
        new RolloutEvent.Promoted(-1, 0, Cause.CONDITIONS_MET, "as a test asks");
    state = waits.apply(state, promoted);
    one.folded(promoted, state);
    restarted.folded(promoted, state);
    DispersionChoice fixed = one.attempt().dispersion().orElseThrow();
    assertThat(fixed.origin()).isEqualTo(DispersionChoice.Origin.MEASURED);
    assertThat(fixed.hours()).isEqualTo(61);
    // Bursts of eight have a dispersion of 8; over 60 hours its standard deviation is 1.5.
    assertThat(fixed.value()).as("seed %d", SEED).isBetween(4.5, 12.5);
    assertThat(restarted.attempt().encode().orElseThrow())
        .isEqualTo(one.attempt().encode().orElseThrow());
    one.restoreWindow(0, bursts(100, 40_000, 0.1), true, false, false);
    RolloutEvent back = new RolloutEvent.Promoted(0, 1, Cause.CONDITIONS_MET, "as a test asks");
    state = waits.apply(state, back);
    one.folded(back, state);
    assertThat(one.attempt().dispersion()).as("for the whole attempt").contains(fixed);
  }

  @Test
  void aDispersionOfThePlan_isUsedAsItIs() {
    RolloutPlan number =
        plan.toBuilder()
            .evaluation(
                plan.evaluation().toBuilder()
                    .mode(Mode.SEQUENTIAL)
                    .dispersion(OptionalDouble.of(2.5))
                    .build())
            .build();
    CanaryPolicy policyOfNumber = new CanaryPolicy(number, gates::requiredToPass);
    CanaryCycle one = cycle(policyOfNumber);
    RolloutEvent configured = policyOfNumber.configure("r1", "{}");
    one.folded(configured, policyOfNumber.apply(RolloutState.INITIAL, configured));
    assertThat(one.attempt().dispersion()).contains(DispersionChoice.ofPlan(2.5));
    assertThat(cycle.attempt().dispersion()).as("windows ask for none").isEmpty();
  }

  private CanaryCycle cycle(CanaryPolicy of) {
    return new CanaryCycle(
        of,
        gates,
        new DriftMonitor(of.plan()),
        SummaryLayouts.of(of.plan()),
        Optional.empty(),
        true);
  }

  /** Control only, in bursts that are slow as one or not at all. */
  private Summary bursts(int size, int queries, double rate) {
    Summary summary = new Summary(SummaryLayouts.of(plan));
    boolean slow = false;
    for (int i = 0; i < queries; i++) {
      slow = i % size == 0 ? random.nextDouble() < rate : slow;
      summary.add(
          decision(false), Observation.of("go", slow ? 9_000_000 : 90_000, 0.5, true).build());
    }
    return summary;
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
