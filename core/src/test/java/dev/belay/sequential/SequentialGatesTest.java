package dev.belay.sequential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.belay.flag.Assignment;
import dev.belay.flag.Decision;
import dev.belay.flag.Fallback;
import dev.belay.flag.Reason;
import dev.belay.flag.Variant;
import dev.belay.gate.Comparison;
import dev.belay.gate.GateNames;
import dev.belay.gate.GateResult;
import dev.belay.gate.SummaryLayouts;
import dev.belay.gate.Verdict;
import dev.belay.plan.ConfidenceBaseline;
import dev.belay.plan.ConfidenceShiftGate;
import dev.belay.plan.Evaluation;
import dev.belay.plan.FailureRateGate;
import dev.belay.plan.Gates;
import dev.belay.plan.Mode;
import dev.belay.plan.P99LatencyGate;
import dev.belay.plan.RolloutPlan;
import dev.belay.plan.SlaRecall50Gate;
import dev.belay.plan.Tripwires;
import dev.belay.stats.Seed;
import dev.belay.telemetry.Observation;
import dev.belay.telemetry.Summary;
import dev.belay.telemetry.SummaryLayout;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class SequentialGatesTest {
  private static final RolloutPlan MISSION =
      RolloutPlan.calibV22().toBuilder()
          .evaluation(Evaluation.mission().toBuilder().mode(Mode.SEQUENTIAL).build())
          .build();

  /** The mission's gates, the failure rate at a ratio of 1.5, and a tolerated loss of recall. */
  static final RolloutPlan PLAN = withRecall(OptionalDouble.of(0.01));

  private static final int PER_TICK = 200;

  static RolloutPlan withRecall(OptionalDouble tolerance) {
    Gates gates = Gates.mission();
    return MISSION.toBuilder()
        .gates(
            new Gates(
                gates.p99Latency(),
                gates.aeceMinusTau(),
                gates.confidenceShift(),
                Optional.of(new SlaRecall50Gate(tolerance, Optional.empty())),
                Optional.of(new FailureRateGate(1.5))))
        .build();
  }

  private static SummaryLayout layout(RolloutPlan plan) {
    return SummaryLayouts.of(plan).withBaselineMedian(0.47);
  }

  static SequentialGates gates(RolloutPlan plan) {
    return SequentialGates.of(plan, layout(plan), 1, 7);
  }

  private static void run(SequentialGates gates, RolloutPlan plan, Queries queries, int ticks) {
    for (int i = 0; i < ticks && !gates.hasRejected(); i++) {
      Summary tick = queries.tick(layout(plan), PER_TICK);
      gates.add(tick);
      gates.addLabels(tick);
    }
  }

  private static GateResult only(SequentialGates gates) {
    assertThat(gates.rejected()).as("seed %d", Seed.value(1)).hasSize(1);
    return gates.rejected().get(0);
  }

  private static GateResult of(SequentialGates gates, String gate) {
    return gates.results().stream()
        .filter(result -> result.key().gate().equals(gate) && result.key().isOverall())
        .findFirst()
        .orElseThrow();
  }

  private static Queries queries(Consumer<Queries> faults) {
    Queries queries = new Queries(Seed.random(1));
    faults.accept(queries);
    return queries;
  }

  private static SequentialGates after(RolloutPlan plan, int ticks, Consumer<Queries> faults) {
    SequentialGates gates = gates(plan);
    gates.beginRung(0);
    run(gates, plan, queries(faults), ticks);
    return gates;
  }

  @Test
  void theBudget_isDividedWhole() {
    for (RolloutPlan plan : List.of(MISSION, PLAN)) {
      List<BudgetShare> shares = gates(plan).budget();
      double overall =
          shares.stream().filter(s -> !s.ofSlices()).mapToDouble(BudgetShare::total).sum();
      double slices =
          shares.stream().filter(BudgetShare::ofSlices).mapToDouble(BudgetShare::total).sum();
      assertThat(overall).isCloseTo(0.0035, within(1e-15));
      assertThat(slices).isCloseTo(0.0035, within(1e-15));
    }
    assertThat(gates(MISSION).budget())
        .extracting(BudgetShare::gate)
        .containsExactly(
            GateNames.P99_LATENCY,
            GateNames.P99_LATENCY_INCREASE,
            GateNames.AECE_MINUS_TAU,
            GateNames.CONFIDENCE_SHIFT,
            GateNames.SLA_RECALL_50,
            GateNames.TRIPWIRE_MEAN,
            GateNames.AECE_MINUS_TAU);
    // OTHER is a slice too, with an α of its own.
    assertThat(gates(MISSION).budget().get(6).tests()).isEqualTo(65);
  }

  @Test
  void tripwiresOfAnotherLimit_haveATestOfTheirOwn() {
    Tripwires other =
        new Tripwires(Duration.ofMillis(2), Duration.ofNanos(500_000), 0, 5, Duration.ofMinutes(5));
    RolloutPlan plan = MISSION.toBuilder().tripwires(other).build();
    assertThat(gates(plan).budget()).extracting(BudgetShare::gate).contains(GateNames.TRIPWIRE_P99);
    SequentialGates gates = after(plan, 40, q -> q.overLimit = 0.05);
    assertThat(gates.rejected())
        .extracting(result -> result.key().gate())
        .contains(GateNames.P99_LATENCY);
    assertThatThrownBy(() -> SequentialGates.of(plan, SummaryLayouts.of(MISSION), 1, 7))
        .hasMessageContaining("no edge at the limit of tripwires.p99, 2000000 ns");
  }

  @Test
  void healthyTraffic_isNotRejected_andIsConfirmedWherePairsAre() {
    SequentialGates gates = after(PLAN, 600, q -> q.paired = true);
    assertThat(gates.rejected()).as("seed %d", Seed.value(1)).isEmpty();
    for (String gate :
        List.of(
            GateNames.P99_LATENCY,
            GateNames.P99_LATENCY_INCREASE,
            GateNames.AECE_MINUS_TAU,
            GateNames.CONFIDENCE_SHIFT,
            GateNames.SLA_RECALL_50,
            GateNames.TRIPWIRE_P99)) {
      GateResult result = of(gates, gate);
      assertThat(result.verdict()).as(result.sentence()).isEqualTo(Verdict.PASS);
      assertThat(result.evidence().orElseThrow().reaches()).isTrue();
      assertThat(result.confirmed()).isTrue();
      assertThat(result.sentence()).contains("within the limit, evidence 10^");
    }
    gates.beginRung(1);
    assertThat(gates.results()).extracting(GateResult::verdict).containsOnly(Verdict.INSUFFICIENT);
  }

  @Test
  void tooManySlowCalls_areRejected_andStayRejected() {
    SequentialGates gates = gates(MISSION);
    gates.beginRung(0);
    run(gates, MISSION, queries(q -> {}), 100);
    assertThat(gates.hasRejected()).isFalse();
    gates.beginRung(1);
    run(gates, MISSION, queries(q -> q.overLimit = 0.05), 30);
    assertThat(gates.rejected())
        .extracting(result -> result.key().gate())
        .containsExactly(GateNames.P99_LATENCY, GateNames.TRIPWIRE_P99);
    GateResult p99 = gates.rejected().get(0);
    assertThat(p99.sentence())
        .matches(
            "p99Latency: \\d\\.\\d+ % of [\\d ]+ latencies are over 1ms against 1 %,"
                + " 95 % interval \\d\\.\\d+ to \\d+\\.?\\d*:"
                + " evidence 10\\^\\d\\.\\d reaches 10\\^3\\.2");
    assertThat(p99.estimate().getAsDouble()).isBetween(2.0, 9.0);
    assertThat(p99.n()).isLessThan(3000);
    assertThat(p99.preExisting()).isFalse();
    gates.beginRung(0);
    run(gates, MISSION, queries(q -> {}), 50);
    assertThat(gates.rejected().get(0)).isEqualTo(p99);
    SequentialGates restored = SequentialGates.restore(MISSION, layout(MISSION), gates.encode());
    assertThat(restored.rejected()).isEqualTo(gates.rejected());
  }

  @Test
  void aMeanOverItsLimit_isRejected() {
    SequentialGates gates =
        after(
            MISSION,
            60,
            q -> {
              q.slowdown = 8;
              q.overLimit = 0;
            });
    GateResult mean = only(gates);
    assertThat(mean.key().gate()).isEqualTo(GateNames.TRIPWIRE_MEAN);
    assertThat(mean.estimate().getAsDouble()).isBetween(600.0, 800.0);
  }

  @Test
  void badCalibration_isRejected_overallAndInItsSlice() {
    SequentialGates all = after(MISSION, 200, q -> q.overconfidence = 0.12);
    assertThat(of(all, GateNames.AECE_MINUS_TAU).breached()).isTrue();
    assertThat(of(all, GateNames.AECE_MINUS_TAU).estimate().getAsDouble()).isBetween(0.03, 0.13);
    SequentialGates one =
        after(
            MISSION,
            400,
            q -> {
              q.firstSlice = 0.25;
              q.slices = 16;
            });
    GateResult slice = only(one);
    assertThat(slice.key().toString()).isEqualTo("aeceMinusTau[slice-0]");
    assertThat(slice.preExisting()).isFalse();
  }

  @Test
  void whereLabelsAreMissing_calibrationHasNoAnswer() {
    SequentialGates gates = gates(MISSION);
    gates.beginRung(0);
    Queries queries = queries(q -> q.overconfidence = 0.12);
    for (int i = 0; i < 200; i++) {
      Summary labelled = queries.tick(layout(MISSION), PER_TICK);
      gates.addLabels(labelled);
      if (i % 50 == 0) {
        // Two of a hundred served without a label: as many as would be in 50 ticks.
        Summary unlabelled = new Summary(layout(MISSION));
        for (int j = 0; j < 2 * PER_TICK; j++) {
          unlabelled.add(
              new Decision(
                  Variant.TREATMENT,
                  Reason.SPLIT,
                  null,
                  Assignment.BUCKET,
                  j,
                  "Canary",
                  Fallback.LAST_GOOD,
                  "r1",
                  0),
              Observation.of("slice-0", 100_000, 0.9, true).build());
        }
        gates.addLabels(unlabelled);
      }
    }
    GateResult result = of(gates, GateNames.AECE_MINUS_TAU);
    assertThat(result.verdict()).isEqualTo(Verdict.INSUFFICIENT);
    assertThat(result.missing()).contains("have one by labelMaturity", "99 %");
  }

  @Test
  void moreSlicesThanThePlanTells_areJudgedAsOther() {
    RolloutPlan plan =
        MISSION.toBuilder()
            .evaluation(Evaluation.mission().toBuilder().maxSlices(2).build())
            .build();
    SummaryLayout wide = SummaryLayouts.of(plan).withMaxSlices(64);
    SequentialGates gates = SequentialGates.of(plan, wide, 1, 7);
    Queries queries = queries(q -> q.slices = 5);
    for (int i = 0; i < 5; i++) {
      gates.addLabels(queries.tick(wide, PER_TICK));
    }
    assertThat(gates.results().stream().filter(r -> !r.key().isOverall()))
        .extracting(result -> result.key().slice())
        .containsExactly("other", "slice-0", "slice-1");
    long labels =
        gates.results().stream()
            .filter(result -> !result.key().isOverall())
            .mapToLong(GateResult::n)
            .sum();
    assertThat(labels).isEqualTo(of(gates, GateNames.AECE_MINUS_TAU).n());
    SequentialGates restored = SequentialGates.restore(plan, wide, gates.encode());
    assertThat(restored.results()).isEqualTo(gates.results());
  }

  @Test
  void onPairs_eachRelativeGateRejectsItsFault() {
    SequentialGates slower =
        after(
            PLAN,
            200,
            q -> {
              q.paired = true;
              q.slices = 1;
              q.overLimit = 0.009;
              q.controlOverLimit = 0;
              q.slowdown = 3;
            });
    // 0.9 % take 9 ms and all others up to 0.4 ms: both limits of p99 hold.
    assertThat(slower.hasRejected()).isFalse();
    SequentialGates shifted =
        after(
            PLAN,
            300,
            q -> {
              q.paired = true;
              q.shift = 0.06;
            });
    assertThat(shifted.rejected())
        .extracting(result -> result.key().gate())
        .contains(GateNames.CONFIDENCE_SHIFT);
    GateResult shift = of(shifted, GateNames.CONFIDENCE_SHIFT);
    assertThat(shift.comparison()).isEqualTo(Comparison.PAIRS);
    assertThat(shift.estimate().getAsDouble()).isBetween(0.03, 0.09);
    SequentialGates failing =
        after(
            PLAN,
            200,
            q -> {
              q.paired = true;
              q.failures = 0.04;
            });
    assertThat(only(failing).key().gate()).isEqualTo(GateNames.FAILURE_RATE);
  }

  @Test
  void anIncreaseOfTheP99_isRejectedOnPairs() {
    RolloutPlan plan =
        MISSION.toBuilder()
            .gates(
                new Gates(
                    Optional.of(
                        new P99LatencyGate(Duration.ofMillis(10), Duration.ofNanos(100_000))),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty()))
            .build();
    SequentialGates gates =
        after(
            plan,
            100,
            q -> {
              q.paired = true;
              q.overLimit = 0;
              q.controlOverLimit = 0;
              q.slowdown = 3;
            });
    GateResult increase = only(gates);
    assertThat(increase.key().gate()).isEqualTo(GateNames.P99_LATENCY_INCREASE);
    assertThat(increase.estimate().getAsDouble()).isBetween(200.0, 300.0);
    SequentialGates small =
        after(
            plan,
            200,
            q -> {
              q.paired = true;
              q.overLimit = 0;
              q.controlOverLimit = 0;
              q.slowdown = 1.2;
            });
    assertThat(of(small, GateNames.P99_LATENCY_INCREASE).verdict()).isEqualTo(Verdict.PASS);
  }

  @Test
  void recall_noChangeIsAFact_aToleratedLossIsWeighed() {
    RolloutPlan none = withRecall(OptionalDouble.empty());
    SequentialGates same = after(none, 2, q -> q.paired = true);
    assertThat(of(same, GateNames.SLA_RECALL_50).verdict()).isEqualTo(Verdict.PASS);
    Consumer<Queries> rare =
        q -> {
          q.paired = true;
          q.recallLoss = 0.1;
          q.recallLossShare = 0.02;
        };
    GateResult fact = only(after(none, 3, rare));
    assertThat(fact.evidence()).isEmpty();
    assertThat(fact.sentence()).contains("recall differs on the same queries");
    // A loss of 0.002 on average where 0.01 is tolerated: every discordant pair loses, all is well.
    SequentialGates tolerated = after(PLAN, 300, rare);
    assertThat(tolerated.rejected()).isEmpty();
    assertThat(of(tolerated, GateNames.SLA_RECALL_50).verdict()).isEqualTo(Verdict.PASS);
    GateResult lost =
        only(
            after(
                PLAN,
                300,
                q -> {
                  q.paired = true;
                  q.recallLoss = 0.1;
                  q.recallLossShare = 0.3;
                }));
    assertThat(lost.key().gate()).isEqualTo(GateNames.SLA_RECALL_50);
    assertThat(lost.estimate().getAsDouble()).isBetween(-0.05, -0.01);
    assertThat(lost.limit()).hasValue(-0.01);
  }

  @Test
  void withoutPairs_shardsRefute_andNothingIsConfirmed() {
    RolloutPlan plan =
        PLAN.toBuilder().evaluation(Evaluation.mission().toBuilder().build()).build();
    SequentialGates gates = gates(plan);
    Queries queries = queries(q -> q.percent = 0);
    run(gates, plan, queries, 120);
    gates.beginRung(0);
    queries.percent = 5;
    queries.controlFailures = 0.01;
    run(gates, plan, queries, 10);
    GateResult waiting = of(gates, GateNames.FAILURE_RATE);
    assertThat(waiting.verdict()).isEqualTo(Verdict.INSUFFICIENT);
    assertThat(waiting.comparison()).isEqualTo(Comparison.ARMS);
    assertThat(waiting.sentence()).contains("record shadow pairs");
    assertThat(of(gates, GateNames.SLA_RECALL_50).verdict()).isEqualTo(Verdict.PASS);
    assertThat(of(gates, GateNames.SLA_RECALL_50).confirmed()).isFalse();
    queries.failures = 0.25;
    run(gates, plan, queries, 230);
    GateResult refuted = only(gates);
    assertThat(refuted.key().gate()).isEqualTo(GateNames.FAILURE_RATE);
    assertThat(refuted.comparison()).isEqualTo(Comparison.ARMS);
    assertThat(refuted.evidence()).isEmpty();
  }

  @Test
  void withoutABaseline_shardsSaySo() {
    SequentialGates gates = after(PLAN, 240, q -> q.percent = 5);
    assertThat(gates.hasRejected()).isFalse();
    assertThat(of(gates, GateNames.FAILURE_RATE).missing()).contains("no time before this rung");
    gates.beginRung(1);
    gates.beginRung(0);
    assertThat(of(gates, GateNames.FAILURE_RATE).missing()).contains("entered first");
  }

  @Test
  void aGreenBaseline_isLeftToWindows() {
    Gates gates = Gates.mission();
    RolloutPlan plan =
        MISSION.toBuilder()
            .gates(
                new Gates(
                    gates.p99Latency(),
                    gates.aeceMinusTau(),
                    Optional.of(new ConfidenceShiftGate(0.02, ConfidenceBaseline.GREEN)),
                    gates.slaRecall50(),
                    gates.failureRate()))
            .build();
    SequentialGates green = after(plan, 5, q -> q.paired = true);
    assertThat(green.budget())
        .extracting(BudgetShare::gate)
        .doesNotContain(GateNames.CONFIDENCE_SHIFT);
    assertThat(of(green, GateNames.CONFIDENCE_SHIFT).missing()).contains("left to windows");
  }

  @Test
  void theResults_areInTheOrderOfTheGates() {
    assertThat(gates(PLAN).results())
        .extracting(result -> result.key().gate())
        .containsExactly(
            GateNames.P99_LATENCY,
            GateNames.P99_LATENCY_INCREASE,
            GateNames.AECE_MINUS_TAU,
            GateNames.CONFIDENCE_SHIFT,
            GateNames.SLA_RECALL_50,
            GateNames.FAILURE_RATE,
            GateNames.TRIPWIRE_P99,
            GateNames.TRIPWIRE_MEAN);
    assertThat(gates(PLAN).results())
        .allSatisfy(result -> assertThat(result.sentence()).contains("insufficient, 0 of 100"));
  }

  @Test
  void plannedTicks_areThoseOfTheLadderAndTheHold() {
    assertThat(SequentialGates.plannedTicks(MISSION)).isEqualTo(48 * 120);
  }

  @Test
  void whatMakesNoSense_isRefused() {
    assertThatThrownBy(() -> SequentialGates.of(MISSION, layout(MISSION), 0.5, 7))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0.5");
    assertThatThrownBy(() -> gates(MISSION).beginRung(4)).hasMessageContaining("The rung is 4");
    assertThatThrownBy(() -> gates(MISSION).add(new Summary(SummaryLayout.ofLimit(5))))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
