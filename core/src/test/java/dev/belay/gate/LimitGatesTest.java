package dev.belay.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.belay.flag.Variant;
import dev.belay.plan.AeceMinusTauGate;
import dev.belay.telemetry.LatencyLayout;
import dev.belay.telemetry.SummaryLayout;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The gates that compare with a number of the plan, at that very number. */
class LimitGatesTest {
  private static final long LIMIT = 1_000_000;
  private static final Gate P99 =
      new LatencyP99Gate(GateNames.P99_LATENCY, Duration.ofNanos(LIMIT), true);
  private static final Gate MEAN =
      new LatencyMeanGate(GateNames.TRIPWIRE_MEAN, Duration.ofNanos(LIMIT));
  private static final Gate CALIBRATION =
      new CalibrationGate(AeceMinusTauGate.builder().cHat(1e-9).build());

  private static Scene latencies(int at, int over) {
    return new Scene()
        .serve(Variant.TREATMENT, at, LIMIT, 0.5, true)
        .serve(Variant.TREATMENT, over, LIMIT + 1, 0.5, true);
  }

  @Test
  void p99_isOverIfAndOnlyIfMoreThanOnePercentIs_andTheEstimateAgrees() {
    for (int n = 1; n <= 350; n++) {
      for (int over = 0; over <= Math.min(n, 5); over++) {
        GateResult result = P99.evaluate(latencies(n - over, over).evidence(1));
        assertThat(result.breached()).as("%d of %d", over, n).isEqualTo(100 * over > n);
        assertThat(result.estimate().getAsDouble() > result.limit().getAsDouble())
            .isEqualTo(result.breached());
      }
    }
  }

  @Test
  void p99_isInMicroseconds() {
    GateResult result =
        P99.evaluate(new Scene().serve(Variant.TREATMENT, 100, 2_000_000, 0.5, true).evidence(1));
    assertThat(result.estimate().getAsDouble()).isCloseTo(2000, within(2000 / 32.0));
    assertThat(result.limit()).hasValue(1000);
    assertThat(result.unit()).isEqualTo("us");
  }

  @Test
  void p99_ofSummariesWithoutAnEdgeAtTheLimit_isInsufficient() {
    SummaryLayout other = SummaryLayout.ofLimit(2 * LIMIT);
    GateResult result =
        P99.evaluate(new Scene(other).serve(Variant.TREATMENT, 200, 1, 0.5, true).evidence(100));
    assertThat(result.verdict()).isEqualTo(Verdict.INSUFFICIENT);
    assertThat(result.sentence())
        .isEqualTo(
            "p99Latency: insufficient, summaries with an edge at the limit: they were made with"
                + " another plan");
  }

  @Test
  void aBreachThatTheControlHasToo_isPreExisting() {
    Scene scene = latencies(0, 100).serve(Variant.CONTROL, 99, 2 * LIMIT, 0.5, true);
    assertThat(P99.evaluate(scene.evidence(100)).preExisting()).isFalse();
    scene.serve(Variant.CONTROL, 1, 2 * LIMIT, 0.5, true);
    GateResult result = P99.evaluate(scene.evidence(100));
    assertThat(result.preExisting()).isTrue();
    assertThat(result.sentence()).contains("; pre-existing");
    Scene fine = latencies(0, 100).serve(Variant.CONTROL, 100, LIMIT, 0.5, true);
    assertThat(P99.evaluate(fine.evidence(100)).preExisting()).isFalse();
  }

  @Test
  void aBreachThatTheBaselineHasToo_isPreExistingWhereThereIsNoControl() {
    Scene slow = new Scene().serve(Variant.CONTROL, 100, 2 * LIMIT, 0.5, true);
    assertThat(P99.evaluate(latencies(0, 100).evidence(100, slow)).preExisting()).isTrue();
    assertThat(P99.evaluate(latencies(100, 0).evidence(100, slow)).preExisting()).isFalse();
    Scene fine = new Scene().serve(Variant.CONTROL, 100, LIMIT, 0.5, true);
    Scene both = latencies(0, 100).serve(Variant.CONTROL, 100, LIMIT, 0.5, true);
    assertThat(P99.evaluate(latencies(0, 100).evidence(100, fine)).preExisting()).isFalse();
    // What is concurrent decides, where there is enough of it.
    assertThat(P99.evaluate(both.evidence(100, slow)).preExisting()).isFalse();
  }

  @Test
  void mean_atTheLimitPasses_oneNanosecondInAllAboveItBreaches() {
    Scene scene =
        new Scene()
            .serve(Variant.TREATMENT, 50, LIMIT - 10, 0.5, true)
            .serve(Variant.TREATMENT, 50, LIMIT + 10, 0.5, true);
    assertThat(MEAN.evaluate(scene.evidence(100)).verdict()).isEqualTo(Verdict.PASS);
    scene.serve(Variant.TREATMENT, 1, LIMIT + 1, 0.5, true);
    assertThat(MEAN.evaluate(scene.evidence(100)).verdict()).isEqualTo(Verdict.BREACH);
  }

  @Test
  void mean_countsAStuckCallAsTheCap() {
    Scene scene =
        new Scene()
            .serve(Variant.TREATMENT, 99, 0, 0.5, true)
            .serve(Variant.TREATMENT, 1, Long.MAX_VALUE, 0.5, true);
    assertThat(MEAN.evaluate(scene.evidence(100)).estimate().getAsDouble())
        .isCloseTo(LatencyLayout.DEFAULT_MEAN_CAP_NANOS / 100_000.0, within(1.0));
  }

  @Test
  void allocation_isJudgedOnlyWhereItIsMeasured() {
    Gate gate = new AllocationGate(GateNames.TRIPWIRE_ALLOCATED_BYTES, 0);
    Scene scene = new Scene().serve(Variant.TREATMENT, 500, 1, 0.5, true);
    assertThat(gate.evaluate(scene.evidence(100)).verdict()).isEqualTo(Verdict.INSUFFICIENT);
    scene.serve(Variant.TREATMENT, 100, o -> o.allocatedBytes(0));
    assertThat(gate.evaluate(scene.evidence(100)).verdict()).isEqualTo(Verdict.PASS);
    scene.serve(Variant.TREATMENT, 1, o -> o.allocatedBytes(1));
    GateResult result = gate.evaluate(scene.evidence(100));
    assertThat(result.verdict()).isEqualTo(Verdict.BREACH);
    assertThat(result.n()).isEqualTo(101);
    assertThat(result.unit()).isEqualTo("bytes");
  }

  @Test
  void aeceMinusTau_atTheLimitPasses_whateverDoublesMakeOfIt() {
    // 25 of 1 000 labels too many at 0.5: AECE 0.025, τ 0.015, limit 0.01; 0.025 − 0.015 is above
    // 0.01.
    Scene scene =
        new Scene()
            .label(Variant.TREATMENT, "s", 525, 0.5, true)
            .label(Variant.TREATMENT, "s", 475, 0.5, false);
    GateResult result = CALIBRATION.evaluate(scene.evidence(100));
    assertThat(result.estimate().getAsDouble()).isGreaterThan(0.01).isCloseTo(0.01, within(1e-12));
    assertThat(result.verdict()).isEqualTo(Verdict.PASS);
    scene.label(Variant.TREATMENT, "s", 1, 0.5, true);
    assertThat(CALIBRATION.evaluate(scene.evidence(100)).verdict()).isEqualTo(Verdict.BREACH);
  }

  @Test
  void aeceMinusTau_takesTauOfTheBinsThatSoFewLabelsAllow() {
    Gate gate = new CalibrationGate(AeceMinusTauGate.builder().build());
    Scene scene =
        new Scene()
            .label(Variant.TREATMENT, "s", 60, 0.5, true)
            .label(Variant.TREATMENT, "s", 60, 0.5, false);
    // ⌊√120⌋ = 10 bins are asked for.
    assertThat(gate.evaluate(scene.evidence(100)).estimate().getAsDouble())
        .isEqualTo(-1.5 * Math.sqrt(10 / 120.0));
    scene
        .label(Variant.TREATMENT, "s", 500, 0.5, true)
        .label(Variant.TREATMENT, "s", 500, 0.5, false);
    assertThat(gate.evaluate(scene.evidence(100)).estimate().getAsDouble())
        .isEqualTo(-1.5 * Math.sqrt(15 / 1120.0));
  }

  @Test
  void aeceMinusTau_ofInvalidScoresOnly_hasNothingToJudge() {
    Scene scene = new Scene().label(Variant.TREATMENT, "s", 200, Double.NaN, true);
    GateResult result = CALIBRATION.evaluate(scene.evidence(100));
    assertThat(result.sentence())
        .isEqualTo("aeceMinusTau: insufficient, 0 of 100 labels of the treatment");
  }
}
