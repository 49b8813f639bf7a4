package dev.belay.engine.canary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.flag.Assignment;
import dev.belay.flag.Decision;
import dev.belay.flag.Fallback;
import dev.belay.flag.Reason;
import dev.belay.flag.Variant;
import dev.belay.gate.GateKey;
import dev.belay.gate.GateNames;
import dev.belay.gate.GateResult;
import dev.belay.gate.SummaryLayouts;
import dev.belay.plan.Gates;
import dev.belay.plan.Mode;
import dev.belay.plan.RolloutPlan;
import dev.belay.plan.Unlabelled;
import dev.belay.sequential.SequentialGates;
import dev.belay.telemetry.Observation;
import dev.belay.telemetry.Summary;
import dev.belay.telemetry.SummaryLayout;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Labels of which only the positive ones ever come: what has none in time is a 0. */
class UnlabelledTest {
  private static final long SEED = 20261122;
  private static final Duration TICK = Duration.ofSeconds(30);
  private static final Duration DELAY = Duration.ofMinutes(10);
  private static final int TICKS = 6 * 120;
  private static final int PER_TICK = 40;

  private record Event(long dueNanos, Decision decision, double score) {}

  private static RolloutPlan plan(Duration maturity) {
    RolloutPlan mission = RolloutPlan.calibV22();
    Gates on = mission.gates();
    return mission.toBuilder()
        .evaluation(mission.evaluation().toBuilder().mode(Mode.SEQUENTIAL).build())
        .gates(
            new Gates(
                on.p99Latency(),
                on.aeceMinusTau()
                    .map(
                        gate ->
                            gate.toBuilder()
                                .labelMaturity(maturity)
                                .unlabelled(Unlabelled.NEGATIVE)
                                .build()),
                on.confidenceShift(),
                on.slaRecall50(),
                on.failureRate()))
        .build();
  }

  private static Decision treated(Instant now) {
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

  /**
   * Six hours of a model.
   *
   * @param error how far its scores lie above the truth
   * @param atOnce whether the labels that are 1 come with their query
   */
  private static SequentialGates run(long seed, double error, Duration maturity, boolean atOnce) {
    RolloutPlan plan = plan(maturity);
    SummaryLayout layout = SummaryLayouts.of(plan);
    VirtualTime time = new VirtualTime();
    LabelCohorts cohorts = new LabelCohorts(plan, layout, time, time);
    SequentialGates gates = SequentialGates.of(plan, layout, 1, seed);
    gates.beginRung(0);
    SplittableRandom random = new SplittableRandom(seed);
    Deque<Event> events = new ArrayDeque<>();
    for (int tick = 0; tick < TICKS; tick++) {
      Summary recorded = new Summary(layout);
      for (int i = 0; i < PER_TICK; i++) {
        time.pass(TICK.dividedBy(PER_TICK));
        while (!events.isEmpty() && events.getFirst().dueNanos() <= time.getAsLong()) {
          Event due = events.removeFirst();
          cohorts.add(due.decision(), slice(due.score()), due.score(), true);
        }
        // Skewed towards 0, as scores of rare events are.
        double truth = 0.85 * random.nextDouble() * random.nextDouble();
        double score = truth + error;
        boolean happens = random.nextDouble() < truth;
        Decision decision = treated(time.instant());
        Observation.Builder one = Observation.of(slice(score), 100_000, score, true);
        recorded.add(decision, (happens && atOnce ? one.label(true) : one).build());
        if (happens && !atOnce) {
          events.addLast(new Event(time.getAsLong() + DELAY.toNanos(), decision, score));
        }
      }
      if (cohorts.isImmediate()) {
        gates.addLabels(recorded);
      } else {
        cohorts.tick(true, recorded).ifPresent(gates::addLabels);
      }
    }
    return gates;
  }

  private static String slice(double score) {
    return score < 0.2 ? "low" : "high";
  }

  private static GateResult calibration(SequentialGates gates) {
    GateKey key = GateKey.overall(GateNames.AECE_MINUS_TAU);
    return gates.results().stream()
        .filter(result -> result.key().equals(key))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aPerfectModel_isNeverRejected_thoughItsNegativesNeverCome() {
    for (long seed = SEED; seed < SEED + 60; seed++) {
      SequentialGates gates = run(seed, 0, Duration.ofHours(1), false);
      assertThat(gates.rejected()).as("seed %d", seed).isEmpty();
      GateResult said = calibration(gates);
      assertThat(said.n()).as("seed %d: all that is mature", seed).isGreaterThan(18_000);
      assertThat(said.estimate().orElseThrow()).as("seed %d", seed).isLessThan(0.005);
    }
  }

  @Test
  void aModelThatIsOff_isRejected() {
    for (long seed = SEED; seed < SEED + 20; seed++) {
      assertThat(run(seed, 0.1, Duration.ofHours(1), false).rejected())
          .as("seed %d", seed)
          .extracting(result -> result.key().gate())
          .contains(GateNames.AECE_MINUS_TAU);
    }
  }

  @Test
  void withoutMaturity_whatHasNoLabelAtOnceIsZero() {
    for (long seed = SEED; seed < SEED + 10; seed++) {
      assertThat(run(seed, 0, Duration.ZERO, true).rejected()).as("seed %d", seed).isEmpty();
      assertThat(run(seed, 0.1, Duration.ZERO, true).rejected()).as("seed %d", seed).isNotEmpty();
      assertThat(run(seed, 0, Duration.ZERO, false).rejected())
          .as("seed %d: positives that come later are too late", seed)
          .isNotEmpty();
    }
  }
}
