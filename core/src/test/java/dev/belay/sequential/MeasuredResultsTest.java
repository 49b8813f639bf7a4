package dev.belay.sequential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.gate.Comparison;
import dev.belay.gate.EvidencePoint;
import dev.belay.gate.GateNames;
import dev.belay.gate.GateResult;
import dev.belay.gate.Interval;
import dev.belay.gate.SummaryLayouts;
import dev.belay.plan.Mode;
import dev.belay.plan.RolloutPlan;
import dev.belay.stats.Seed;
import dev.belay.telemetry.Summary;
import dev.belay.telemetry.SummaryLayout;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Intervals in results, points of evidence, and the divided budget. */
class MeasuredResultsTest {
  private static final RolloutPlan PLAN = SequentialGatesTest.PLAN;
  private static final SummaryLayout LAYOUT = SummaryLayouts.of(PLAN).withBaselineMedian(0.47);

  private static SequentialGates after(RolloutPlan plan, int ticks, Consumer<Queries> faults) {
    SequentialGates gates = SequentialGates.of(plan, LAYOUT, 1, 7);
    gates.beginRung(0);
    Queries queries = new Queries(Seed.random(1));
    faults.accept(queries);
    for (int i = 0; i < ticks; i++) {
      Summary tick = queries.tick(LAYOUT, 200);
      gates.add(tick);
      gates.addLabels(tick);
    }
    return gates;
  }

  private static GateResult of(List<GateResult> results, String gate) {
    return results.stream()
        .filter(result -> result.key().gate().equals(gate) && result.key().isOverall())
        .findFirst()
        .orElseThrow();
  }

  private static void assertHolds(GateResult result) {
    Interval interval = result.interval().orElseThrow();
    assertThat(result.estimate().orElseThrow())
        .as("seed %d: %s", Seed.value(1), result)
        .isBetween(interval.low(), interval.high());
    assertThat(interval.low()).isLessThan(interval.high());
  }

  @Test
  void estimatesOfPairs_lieInTheirIntervals_andCalibrationHasNone() {
    SequentialGates gates = after(PLAN, 40, queries -> queries.paired = true);
    List<GateResult> measured = gates.measured();
    for (String gate :
        List.of(
            GateNames.P99_LATENCY,
            GateNames.P99_LATENCY_INCREASE,
            GateNames.CONFIDENCE_SHIFT,
            GateNames.SLA_RECALL_50,
            GateNames.FAILURE_RATE,
            GateNames.TRIPWIRE_P99,
            GateNames.TRIPWIRE_MEAN)) {
      assertHolds(of(measured, gate));
    }
    assertThat(of(measured, GateNames.CONFIDENCE_SHIFT).interval().orElseThrow().low()).isZero();
    assertThat(of(measured, GateNames.AECE_MINUS_TAU).interval()).isEmpty();
    assertThat(of(measured, GateNames.P99_LATENCY).sentence()).contains(", 95 % interval ");
    assertThat(gates.results()).allMatch(result -> result.interval().isEmpty());
  }

  @Test
  void withoutPairs_theArmsHaveIntervalsWhereThereIsAnEstimateOfThem() {
    List<GateResult> measured = after(PLAN, 40, queries -> {}).measured();
    assertThat(of(measured, GateNames.FAILURE_RATE).comparison()).isEqualTo(Comparison.ARMS);
    assertHolds(of(measured, GateNames.FAILURE_RATE));
    assertHolds(of(measured, GateNames.CONFIDENCE_SHIFT));
    assertThat(of(measured, GateNames.SLA_RECALL_50).interval()).isEmpty();
  }

  @Test
  void aRejection_keepsItsInterval_whateverComes_andInItsState() {
    SequentialGates gates = after(PLAN, 4, queries -> queries.overLimit = 0.1);
    GateResult rejected = gates.rejected().get(0);
    assertThat(rejected.key().gate()).isEqualTo(GateNames.P99_LATENCY);
    assertHolds(rejected);
    assertThat(rejected.interval().orElseThrow().low()).isGreaterThan(1);
    assertThat(gates.measured().get(0)).isEqualTo(rejected);
    SequentialGates restored = SequentialGates.restore(PLAN, LAYOUT, gates.encode());
    assertThat(restored.results()).isEqualTo(gates.results());
    assertThat(restored.encode()).isEqualTo(gates.encode());
  }

  @Test
  void aLossOfRecallAndMoreFailures_areRejectedWithIntervalsBesideTheirLimits() {
    SequentialGates gates =
        after(
            PLAN,
            60,
            queries -> {
              queries.paired = true;
              queries.recallLoss = 0.2;
              queries.failures = 0.1;
              queries.shift = 0.15;
            });
    GateResult recall = of(gates.rejected(), GateNames.SLA_RECALL_50);
    assertHolds(recall);
    assertThat(recall.interval().orElseThrow().high()).isLessThan(0);
    assertHolds(of(gates.rejected(), GateNames.FAILURE_RATE));
    GateResult shift = of(gates.rejected(), GateNames.CONFIDENCE_SHIFT);
    assertHolds(shift);
    assertThat(shift.interval().orElseThrow().low()).isGreaterThan(shift.limit().orElseThrow() / 2);
  }

  @Test
  void noChangeOfRecall_hasAnInterval() {
    RolloutPlan none = SequentialGatesTest.withRecall(OptionalDouble.empty());
    GateResult same =
        of(after(none, 10, queries -> queries.paired = true).measured(), GateNames.SLA_RECALL_50);
    assertHolds(same);
    GateResult changed =
        of(
            after(
                    none,
                    10,
                    queries -> {
                      queries.paired = true;
                      queries.recallLoss = 0.1;
                    })
                .rejected(),
            GateNames.SLA_RECALL_50);
    assertHolds(changed);
  }

  @Test
  void points_sayHowFarTheEvidenceOfABreachIs_whereverTheEstimateIs() {
    List<EvidencePoint> healthy = after(PLAN, 10, queries -> {}).points();
    assertThat(healthy)
        .extracting(EvidencePoint::gate)
        .containsExactly(GateNames.P99_LATENCY, GateNames.AECE_MINUS_TAU, GateNames.TRIPWIRE_MEAN);
    assertThat(healthy).allMatch(point -> point.evidence().ofBreach() && point.n() > 0);
    assertThat(healthy).noneMatch(point -> point.evidence().reaches());
    SequentialGates slow = after(PLAN, 4, queries -> queries.overLimit = 0.1);
    EvidencePoint rejected = slow.points().get(0);
    assertThat(Optional.of(rejected.evidence())).isEqualTo(slow.rejected().get(0).evidence());
    assertThat(rejected.n()).isEqualTo(slow.rejected().get(0).n());
    assertThat(after(PLAN, 10, queries -> queries.paired = true).points())
        .extracting(EvidencePoint::gate)
        .contains(
            GateNames.SLA_RECALL_50,
            GateNames.FAILURE_RATE,
            GateNames.CONFIDENCE_SHIFT,
            GateNames.P99_LATENCY_INCREASE);
  }

  @Test
  void theSplit_saysWhatTheSharesRestOn() {
    BudgetSplit sequential = SequentialGates.of(PLAN, LAYOUT, 1, 7).split();
    assertThat(sequential.falseRevertRate()).isEqualTo(0.01);
    assertThat(sequential.significance()).isEmpty();
    assertThat(sequential.dispersion()).hasValue(1);
    assertThat(SequentialGates.of(PLAN, LAYOUT, DispersionChoice.OPEN, 7).split().dispersion())
        .isEmpty();
    RolloutPlan guarded =
        PLAN.toBuilder()
            .evaluation(
                PLAN.evaluation().toBuilder()
                    .mode(Mode.GUARDED)
                    .dispersion(OptionalDouble.of(3))
                    .build())
            .build();
    SequentialGates gates = SequentialGates.of(guarded, LAYOUT, 3, 7);
    assertThat(gates.split().significance().orElseThrow()).isBetween(1e-12, 0.01);
    assertThat(gates.split().dispersion()).hasValue(3);
    assertThat(gates.split().shares()).isEqualTo(gates.budget());
  }

  @Test
  void anIntervalIsInOrderAndFinite() {
    assertThatThrownBy(() -> new Interval(2, 1)).hasMessageContaining("from 2.0 to 1.0");
    assertThatThrownBy(() -> new Interval(0, Double.POSITIVE_INFINITY))
        .hasMessageContaining("Infinity");
    assertThatThrownBy(() -> new Interval(Double.NaN, 1)).hasMessageContaining("NaN");
  }
}
