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
import dev.belay.telemetry.Observation;
import dev.belay.telemetry.Population;
import dev.belay.telemetry.Summary;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Which labels the sequential gates see, and when. */
class LabelCohortsTest {
  private static final long TICK = Duration.ofSeconds(30).toNanos();
  private static final long HOUR = Duration.ofHours(1).toNanos();

  /** A serving time is at most a sixteenth of the maturity long. */
  private static final long COHORT = HOUR / 16;

  private RolloutPlan plan = plan(Duration.ofHours(1));
  private LabelCohorts cohorts = cohorts();

  private static RolloutPlan plan(Duration maturity) {
    RolloutPlan mission = RolloutPlan.calibV22();
    Gates gates = mission.gates();
    return mission.toBuilder()
        .evaluation(mission.evaluation().toBuilder().mode(Mode.SEQUENTIAL).build())
        .gates(
            new Gates(
                gates.p99Latency(),
                gates.aeceMinusTau().map(gate -> gate.toBuilder().labelMaturity(maturity).build()),
                gates.confidenceShift(),
                gates.slaRecall50(),
                gates.failureRate()))
        .build();
  }

  private LabelCohorts cohorts() {
    return new LabelCohorts(plan, SummaryLayouts.of(plan));
  }

  private static Decision treated(long servedNanos) {
    return new Decision(
        Variant.TREATMENT,
        Reason.SPLIT,
        null,
        Assignment.BUCKET,
        7,
        "Canary",
        Fallback.LAST_GOOD,
        "r1",
        servedNanos);
  }

  /** A tick's summary: so many served in it, the first of them with their label. */
  private Summary tick(long atNanos, int served, int labelled) {
    Summary summary = new Summary(SummaryLayouts.of(plan));
    for (int i = 0; i < served; i++) {
      Observation.Builder one = Observation.of("go", 100_000, 0.7, true);
      summary.add(treated(atNanos - 1), i < labelled ? one.label(i % 2 == 0).build() : one.build());
    }
    return summary;
  }

  private Summary pass(long toNanos, int served, int labelled) {
    return cohorts.tick(toNanos - TICK, toNanos, true, tick(toNanos, served, labelled));
  }

  private static long labels(Summary summary) {
    return summary
        .total(Population.SERVED, Variant.TREATMENT)
        .map(arm -> arm.scores().labelled())
        .orElse(0L);
  }

  @Test
  void aServingTime_comesOnceAndWhole_whenItsLabelsHadTheirTime() {
    long end = 0;
    for (long now = TICK; now <= HOUR; now += TICK) {
      assertThat(labels(pass(now, 2, 1))).as("%s s", now / 1e9).isZero();
      end = now;
    }
    for (int i = 0; i < 5; i++) {
      cohorts.add(treated(TICK / 2), "go", 0.7, true);
    }
    Summary late = new Summary(SummaryLayouts.of(plan));
    cohorts.drainLate(late);
    assertThat(labels(late)).as("windows see them as they come").isEqualTo(5);
    cohorts.drainLate(late);
    assertThat(labels(late)).as("once").isEqualTo(5);

    long ticks = COHORT / TICK;
    Summary first = pass(HOUR + COHORT, 0, 0);
    assertThat(labels(first)).isEqualTo(ticks + 5);
    assertThat(labels(pass(HOUR + COHORT + TICK, 0, 0))).isZero();
    assertThat(cohorts.tooLate()).isZero();
    cohorts.add(treated(TICK / 2), "go", 0.7, true);
    assertThat(cohorts.tooLate()).isEqualTo(1);
    assertThat(labels(pass(HOUR + 2 * COHORT, 0, 0))).as("the second").isBetween(1L, ticks + 1);
    assertThat(end).isEqualTo(HOUR);
  }

  @Test
  void withoutMaturity_labelsThatComeWithTheirQueryCount_andNoOthers() {
    plan = plan(Duration.ZERO);
    cohorts = cohorts();
    cohorts.add(treated(1), "go", 0.7, true);
    assertThat(labels(pass(TICK, 3, 2))).isEqualTo(2);
    assertThat(cohorts.tooLate()).isEqualTo(1);
  }

  @Test
  void whatWasServedInGrace_isNoEvidence_howeverLateItsLabels() {
    cohorts.tick(0, TICK, false, tick(TICK, 4, 4));
    cohorts.tick(TICK, 2 * TICK, false, tick(2 * TICK, 4, 4));
    cohorts.add(treated(TICK + 5), "go", 0.7, true);
    pass(3 * TICK, 1, 1);
    cohorts.add(treated(2 * TICK + 5), "go", 0.7, true);
    assertThat(labels(pass(HOUR + COHORT, 0, 0))).isEqualTo(2);
    assertThat(cohorts.tooLate()).as("grace is not late").isZero();
  }

  @Test
  void aGraceThatIsSetBack_isStillNoEvidence() {
    long hour = 10 * HOUR;
    cohorts.tick(hour, hour + TICK, false, tick(hour + TICK, 1, 1));
    cohorts.tick(hour - HOUR, hour - HOUR + TICK, false, tick(hour - HOUR + TICK, 1, 1));
    cohorts.add(treated(hour + 5), "go", 0.7, true);
    cohorts.add(treated(hour - HOUR + 5), "go", 0.7, true);
    assertThat(labels(pass(hour + 2 * HOUR, 0, 0))).isZero();
  }

  @Test
  void anAttempt_beginsWithoutWhatWaited() {
    pass(TICK, 10, 10);
    cohorts.begin(2 * TICK);
    cohorts.add(treated(TICK / 2), "go", 0.7, true);
    assertThat(labels(pass(HOUR + COHORT, 0, 0))).isZero();
    assertThat(cohorts.tooLate()).isEqualTo(1);
  }

  @Test
  void whatWaits_isBounded() {
    for (long now = TICK; now < 3 * HOUR; now += TICK) {
      pass(now, 1, 1);
    }
    cohorts.add(treated(100 * HOUR), "go", 0.7, true);
    assertThat(labels(pass(3 * HOUR, 1, 1))).isLessThan(200);
  }
}
