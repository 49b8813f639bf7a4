package dev.belay.engine.canary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.flag.Assignment;
import dev.belay.flag.Decision;
import dev.belay.flag.Fallback;
import dev.belay.flag.Reason;
import dev.belay.flag.Variant;
import dev.belay.gate.SummaryLayouts;
import dev.belay.plan.Gates;
import dev.belay.plan.Mode;
import dev.belay.plan.RolloutPlan;
import dev.belay.plan.Unlabelled;
import dev.belay.telemetry.LabelCells;
import dev.belay.telemetry.LabelGrid;
import dev.belay.telemetry.MatureLabels;
import dev.belay.telemetry.Observation;
import dev.belay.telemetry.Population;
import dev.belay.telemetry.Summary;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Which labels the sequential gates see, and when. */
class LabelCohortsTest {
  private static final Duration TICK = Duration.ofSeconds(30);
  private static final Duration HOUR = Duration.ofHours(1);

  /** A serving time is an eighth of the maturity long. */
  private static final int TICKS_OF_COHORT = 15;

  private static final int TICKS_OF_HOUR = 120;
  private static final long SEED = 20261122;

  private final VirtualTime time = new VirtualTime();
  private RolloutPlan plan = plan(HOUR, Unlabelled.EXCLUDE);
  private LabelCohorts cohorts = cohorts();

  private static RolloutPlan plan(Duration maturity, Unlabelled unlabelled) {
    RolloutPlan mission = RolloutPlan.calibV22();
    Gates gates = mission.gates();
    return mission.toBuilder()
        .evaluation(mission.evaluation().toBuilder().mode(Mode.SEQUENTIAL).build())
        .gates(
            new Gates(
                gates.p99Latency(),
                gates
                    .aeceMinusTau()
                    .map(
                        gate ->
                            gate.toBuilder()
                                .labelMaturity(maturity)
                                .unlabelled(unlabelled)
                                .build()),
                gates.confidenceShift(),
                gates.slaRecall50(),
                gates.failureRate()))
        .build();
  }

  private LabelCohorts cohorts() {
    return new LabelCohorts(plan, SummaryLayouts.of(plan), time, time);
  }

  private void given(Duration maturity, Unlabelled unlabelled) {
    plan = plan(maturity, unlabelled);
    cohorts = cohorts();
  }

  /** A decision for treatment now. */
  private Decision treated() {
    Instant now = time.instant();
    return new Decision(
        Variant.TREATMENT,
        Reason.SPLIT,
        null,
        Assignment.BUCKET,
        7,
        "Canary",
        Fallback.LAST_GOOD,
        "r1",
        now.getEpochSecond() * 1_000_000_000L + now.getNano());
  }

  private void label(Decision of) {
    cohorts.add(of, "go", 0.7, true);
  }

  /** A tick's summary: so many served in it, the first of them with their label. */
  private Summary recorded(int served, int labelled) {
    Summary summary = new Summary(SummaryLayouts.of(plan));
    for (int i = 0; i < served; i++) {
      Observation.Builder one = Observation.of("go", 100_000, 0.7, true);
      summary.add(treated(), i < labelled ? one.label(i % 2 == 0).build() : one.build());
    }
    return summary;
  }

  /** Half a minute passes, and a tick. */
  private Optional<MatureLabels> pass(boolean judged, int served, int labelled) {
    time.pass(TICK);
    return cohorts.tick(judged, recorded(served, labelled));
  }

  private static long count(Optional<MatureLabels> mature, boolean label) {
    long count = 0;
    if (mature.isPresent()) {
      for (String name : mature.get().names()) {
        LabelGrid grid = mature.get().arm(name, Variant.TREATMENT).orElseThrow();
        for (int cell = 0; cell < LabelCells.COUNT; cell++) {
          count += grid.labelled(cell, label);
        }
      }
    }
    return count;
  }

  private static long labels(Optional<MatureLabels> mature) {
    return count(mature, false) + count(mature, true);
  }

  /** All labels that become mature in a time in which nothing is served. */
  private long labelsIn(int ticks) {
    long sum = 0;
    for (int i = 0; i < ticks; i++) {
      sum += labels(pass(true, 0, 0));
    }
    return sum;
  }

  private static long labels(Summary summary) {
    return summary
        .total(Population.SERVED, Variant.TREATMENT)
        .map(arm -> arm.scores().labelled())
        .orElse(0L);
  }

  @Test
  void aServingTime_comesOnceAndWhole_whenItsLabelsHadTheirTime() {
    Decision first = treated();
    for (int tick = 0; tick < TICKS_OF_HOUR; tick++) {
      assertThat(pass(true, 2, 1)).as("tick %d", tick).isEmpty();
    }
    for (int i = 0; i < 5; i++) {
      label(first);
    }
    Summary late = new Summary(SummaryLayouts.of(plan));
    cohorts.drainLate(late);
    assertThat(labels(late)).as("windows see them as they come").isEqualTo(5);
    cohorts.drainLate(late);
    assertThat(labels(late)).as("once").isEqualTo(5);

    assertThat(labelsIn(TICKS_OF_COHORT - 1)).isZero();
    assertThat(labels(pass(true, 0, 0))).isEqualTo(TICKS_OF_COHORT + 5);
    assertThat(labels(pass(true, 0, 0))).isZero();
    assertThat(cohorts.tooLate()).isZero();
    label(first);
    assertThat(cohorts.tooLate()).isEqualTo(1);
    assertThat(labelsIn(TICKS_OF_COHORT - 1)).as("the second").isEqualTo(TICKS_OF_COHORT);
    assertThat(labelsIn(3 * TICKS_OF_HOUR))
        .as("the rest, once")
        .isEqualTo(TICKS_OF_HOUR - 2 * TICKS_OF_COHORT);
  }

  @Test
  void withoutMaturity_nothingWaits_andLaterLabelsAreTooLate() {
    given(Duration.ZERO, Unlabelled.EXCLUDE);
    assertThat(cohorts.isImmediate()).isTrue();
    label(treated());
    assertThat(cohorts.tooLate()).isEqualTo(1);
    Summary late = new Summary(SummaryLayouts.of(plan));
    cohorts.drainLate(late);
    assertThat(labels(late)).isEqualTo(1);
  }

  @Test
  void whatWasServedInGrace_isNoEvidence_howeverLateItsLabels() {
    pass(false, 4, 4);
    time.pass(Duration.ofSeconds(5));
    Decision inGrace = treated();
    pass(false, 4, 4);
    label(inGrace);
    time.pass(Duration.ofSeconds(5));
    Decision judged = treated();
    pass(true, 1, 1);
    label(judged);
    assertThat(labelsIn(3 * TICKS_OF_HOUR)).isEqualTo(2);
    assertThat(cohorts.tooLate()).as("grace is not late").isZero();
  }

  @Test
  void anAttempt_beginsWithoutWhatWaited() {
    Decision before = treated();
    pass(true, 10, 10);
    cohorts.begin();
    label(before);
    Summary late = new Summary(SummaryLayouts.of(plan));
    cohorts.drainLate(late);
    assertThat(labels(late)).as("of another attempt").isZero();
    assertThat(labelsIn(3 * TICKS_OF_HOUR)).isZero();
    assertThat(cohorts.tooLate()).isEqualTo(1);
  }

  /**
   * Whatever somebody does to the wall clock, every label counts once, and none before its time.
   * The labels come half an hour after their queries.
   */
  @Test
  void aClockThatIsSet_neitherLosesNorDoublesLabels_norMakesThemMatureEarly() {
    for (Duration jump :
        new Duration[] {
          Duration.ofMinutes(-10),
          HOUR.negated(),
          Duration.ofDays(-3),
          Duration.ofMinutes(10),
          HOUR,
          Duration.ofDays(3)
        }) {
      given(HOUR, Unlabelled.EXCLUDE);
      Decision[] waiting = new Decision[4 * TICKS_OF_HOUR];
      long mature = 0;
      for (int tick = 0; tick < waiting.length + 3 * TICKS_OF_HOUR; tick++) {
        if (tick == TICKS_OF_HOUR + 7) {
          // In the middle of a tick, between a decision and its record.
          time.setWallClockBy(jump);
        }
        time.pass(TICK.dividedBy(2));
        if (tick < waiting.length) {
          waiting[tick] = treated();
        }
        int labelled = tick - TICKS_OF_HOUR / 2;
        if (labelled >= 0 && labelled < waiting.length) {
          label(waiting[labelled]);
        }
        time.pass(TICK.dividedBy(2));
        mature += labels(cohorts.tick(true, recorded(0, 0)));
        int due = Math.max(0, tick + 1 - TICKS_OF_HOUR);
        assertThat(mature).as("%s, tick %d: none early", jump, tick).isLessThanOrEqualTo(due);
      }
      assertThat(mature + cohorts.tooLate()).as("%s: none lost", jump).isEqualTo(waiting.length);
      assertThat(cohorts.tooLate()).as("%s: all assigned", jump).isZero();
    }
  }

  @Test
  void aTimeThatNoClockShowed_isTooLate() {
    pass(true, 1, 1);
    time.setWallClockBy(Duration.ofHours(2));
    pass(true, 1, 1);
    time.setWallClockBy(HOUR.negated());
    Decision skipped = treated();
    time.setWallClockBy(HOUR);
    label(skipped);
    assertThat(cohorts.tooLate()).isEqualTo(1);
    assertThat(labelsIn(3 * TICKS_OF_HOUR)).isEqualTo(2);
  }

  @Test
  void whatHasNoLabel_isZero_andEveryScoreCountsOnce_atEveryBoundary() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (Duration maturity : new Duration[] {HOUR, Duration.ofMinutes(2)}) {
      given(maturity, Unlabelled.NEGATIVE);
      long served = 0;
      long positive = 0;
      long zeros = 0;
      long ones = 0;
      Summary drained = new Summary(SummaryLayouts.of(plan));
      for (int tick = 0; tick < 700; tick++) {
        Summary next = new Summary(SummaryLayouts.of(plan));
        for (int i = 0; tick < 400 && i < 20; i++) {
          time.pass(Duration.ofMillis(1400));
          Decision decision = treated();
          double score = 0.3 + 0.01 * random.nextInt(3);
          // A third is recorded after the tick that its decision lies in.
          Summary to = random.nextInt(3) == 0 ? next : drained;
          to.add(decision, Observation.of("go", 100_000, score, true).build());
          served++;
          if (random.nextInt(3) == 0) {
            cohorts.add(decision, "go", score, true);
            positive++;
          }
        }
        time.pass(Duration.ofSeconds(2));
        Optional<MatureLabels> mature = cohorts.tick(true, drained);
        zeros += count(mature, false);
        ones += count(mature, true);
        assertThat(zeros + ones).as("seed %d", SEED).isLessThanOrEqualTo(served);
        drained = next;
        if (tick >= 400) {
          time.pass(TICK);
        }
      }
      assertThat(ones).isEqualTo(positive);
      assertThat(zeros).as("seed %d, %s", SEED, maturity).isEqualTo(served - positive);
      assertThat(cohorts.tooLate()).isZero();
    }
  }

  @Test
  void whatWaits_isBounded() {
    for (int i = 0; i < 3 * TICKS_OF_HOUR; i++) {
      pass(true, 1, 1);
    }
    time.pass(Duration.ofDays(1));
    label(treated());
    assertThat(labels(pass(true, 1, 1))).isBetween(100L, 200L);
  }
}
