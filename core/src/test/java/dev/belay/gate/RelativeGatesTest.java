package dev.belay.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.belay.flag.Variant;
import dev.belay.plan.ConfidenceBaseline;
import dev.belay.plan.ConfidenceShiftGate;
import dev.belay.plan.FailureRateGate;
import dev.belay.telemetry.ArmOutcome;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The gates that compare the treatment with something, and what they choose to compare. */
class RelativeGatesTest {
  private static final Gate INCREASE = new LatencyIncreaseGate(Duration.ofMillis(1));
  private static final Gate SHIFT =
      new ConfidenceGate(new ConfidenceShiftGate(0.02, ConfidenceBaseline.CONTROL));
  private static final Gate FAILURES = new FailureGate(new FailureRateGate(1.0));

  private static Scene arms(int treated, int controlled) {
    return new Scene()
        .serve(Variant.TREATMENT, treated, 500_000, 0.9, true)
        .serve(Variant.CONTROL, controlled, 500_000, 0.5, true);
  }

  @Test
  void pairsComeFirst_thenTheArms() {
    // The arms differ, the pairs do not.
    Scene scene = arms(200, 200);
    assertThat(SHIFT.evaluate(scene.evidence(100)).verdict()).isEqualTo(Verdict.BREACH);
    assertThat(SHIFT.evaluate(scene.evidence(100)).comparison()).isEqualTo(Comparison.ARMS);
    ArmOutcome outcome = ArmOutcome.of(500_000, 0.5, true);
    scene.pairs(99, outcome, outcome);
    assertThat(SHIFT.evaluate(scene.evidence(100)).comparison()).isEqualTo(Comparison.ARMS);
    scene.pairs(1, outcome, outcome);
    GateResult result = SHIFT.evaluate(scene.evidence(100));
    assertThat(result.comparison()).isEqualTo(Comparison.PAIRS);
    assertThat(result.verdict()).isEqualTo(Verdict.PASS);
    assertThat(result.n()).isEqualTo(100);
    assertThat(result.sentence())
        .isEqualTo("confidenceShift: 0 is within the limit of 0.02 (100 pairs)");
  }

  @Test
  void theScarcerSideCounts() {
    GateResult result = SHIFT.evaluate(arms(300, 120).evidence(100));
    assertThat(result.n()).isEqualTo(120);
    assertThat(SHIFT.evaluate(arms(99, 500).evidence(100)).sentence())
        .isEqualTo("confidenceShift: insufficient, 99 of 100 scores of the treatment");
    assertThat(SHIFT.evaluate(arms(500, 99).evidence(100)).sentence())
        .isEqualTo("confidenceShift: insufficient, 99 of 100 scores of the control");
  }

  @Test
  void withoutAControlArm_theBaselineIsComparedWith() {
    Scene baseline = new Scene().serve(Variant.CONTROL, 100, 500_000, 0.5, true);
    GateResult result = SHIFT.evaluate(arms(100, 0).evidence(100, baseline));
    assertThat(result.comparison()).isEqualTo(Comparison.BASELINE);
    assertThat(result.verdict()).isEqualTo(Verdict.BREACH);
    assertThat(result.sentence())
        .isEqualTo(
            "confidenceShift: 0.3994 is over the limit of 0.02 (100 observations, against the green"
                + " baseline)");
    assertThat(SHIFT.evaluate(arms(100, 0).evidence(100)).sentence())
        .isEqualTo(
            "confidenceShift: insufficient, 0 of 100 scores of the control, and there is no green"
                + " baseline");
    Scene thin = new Scene().serve(Variant.CONTROL, 99, 500_000, 0.5, true);
    assertThat(SHIFT.evaluate(arms(100, 0).evidence(100, thin)).missing())
        .isEqualTo("scores of a green baseline");
  }

  @Test
  void aFewSessionsLeftOnControl_areNoArm_aThinArmIsWaitedFor() {
    Scene baseline = new Scene().serve(Variant.CONTROL, 100, 500_000, 0.5, true);
    assertThat(SHIFT.evaluate(arms(1000, 99).evidence(100, baseline)).comparison())
        .isEqualTo(Comparison.BASELINE);
    assertThat(SHIFT.evaluate(arms(900, 99).evidence(100, baseline)).verdict())
        .isEqualTo(Verdict.INSUFFICIENT);
    assertThat(SHIFT.evaluate(arms(9000, 100).evidence(100, baseline)).comparison())
        .isEqualTo(Comparison.ARMS);
  }

  @Test
  void confidenceAgainstGreen_neverLooksAtTheControl() {
    Gate green = new ConfidenceGate(new ConfidenceShiftGate(0.02, ConfidenceBaseline.GREEN));
    assertThat(green.evaluate(arms(200, 200).evidence(100)).sentence())
        .isEqualTo("confidenceShift: insufficient, 0 of 100 scores of a green baseline");
    Scene baseline = new Scene().serve(Variant.CONTROL, 100, 500_000, 0.9, true);
    GateResult result = green.evaluate(arms(200, 200).evidence(100, baseline));
    assertThat(result.verdict()).isEqualTo(Verdict.PASS);
    assertThat(result.comparison()).isEqualTo(Comparison.BASELINE);
  }

  @Test
  void confidenceShift_goesBothWays_andInvalidScoresAreNoScores() {
    Scene down =
        new Scene()
            .serve(Variant.TREATMENT, 100, 1, 0.5, true)
            .serve(Variant.CONTROL, 100, 1, 0.55, true);
    assertThat(SHIFT.evaluate(down.evidence(100)).verdict()).isEqualTo(Verdict.BREACH);
    Scene close =
        new Scene()
            .serve(Variant.TREATMENT, 100, 1, 0.5, true)
            .serve(Variant.CONTROL, 100, 1, 0.518, true);
    assertThat(SHIFT.evaluate(close.evidence(100)).verdict()).isEqualTo(Verdict.PASS);
    Scene invalid =
        new Scene()
            .serve(Variant.TREATMENT, 100, 1, Double.NaN, true)
            .serve(Variant.CONTROL, 100, 1, 0.5, true);
    assertThat(SHIFT.evaluate(invalid.evidence(100)).verdict()).isEqualTo(Verdict.INSUFFICIENT);
  }

  @Test
  void latencyIncrease_isTheDifferenceOfThePercentiles() {
    Scene scene =
        new Scene()
            .serve(Variant.TREATMENT, 100, 2_900_000, 0.5, true)
            .serve(Variant.CONTROL, 100, 2_000_000, 0.5, true);
    GateResult result = INCREASE.evaluate(scene.evidence(100));
    assertThat(result.verdict()).isEqualTo(Verdict.PASS);
    assertThat(result.estimate().getAsDouble()).isCloseTo(900, within(150.0));
    scene.serve(Variant.TREATMENT, 2, 3_200_000, 0.5, true);
    assertThat(INCREASE.evaluate(scene.evidence(100)).verdict()).isEqualTo(Verdict.BREACH);
    // Faster is no breach, by however much.
    Scene faster =
        new Scene()
            .serve(Variant.TREATMENT, 100, 1, 0.5, true)
            .serve(Variant.CONTROL, 100, 5_000_000, 0.5, true);
    assertThat(INCREASE.evaluate(faster.evidence(100)).verdict()).isEqualTo(Verdict.PASS);
  }

  @Test
  void latencyIncrease_ofNothingAtAllAllowed_passesWhereTheArmsAreAlike() {
    Gate none = new LatencyIncreaseGate(Duration.ZERO);
    assertThat(none.evaluate(arms(100, 100).evidence(100)).verdict()).isEqualTo(Verdict.PASS);
  }

  private static Scene failures(int treated, int ofTreated, int controlled, int ofControlled) {
    return new Scene()
        .serve(Variant.TREATMENT, ofTreated - treated, 1, 0.5, true)
        .serve(Variant.TREATMENT, treated, 1, 0.5, false)
        .serve(Variant.CONTROL, ofControlled - controlled, 1, 0.5, true)
        .serve(Variant.CONTROL, controlled, 1, 0.5, false);
  }

  @Test
  void failureRate_upToTheMultipleOfTheControlsPasses() {
    assertThat(FAILURES.evaluate(failures(1, 300, 2, 600).evidence(100)).verdict())
        .isEqualTo(Verdict.PASS);
    assertThat(FAILURES.evaluate(failures(2, 300, 3, 600).evidence(100)).sentence())
        .isEqualTo(
            "failureRate: 0.006667 is over the limit of 0.005 (300 observations, between the"
                + " arms)");
    Gate thrice = new FailureGate(new FailureRateGate(3));
    assertThat(thrice.evaluate(failures(3, 700, 1, 700).evidence(100)).verdict())
        .isEqualTo(Verdict.PASS);
    assertThat(thrice.evaluate(failures(4, 700, 1, 700).evidence(100)).verdict())
        .isEqualTo(Verdict.BREACH);
  }

  @Test
  void failureRate_withoutAnyFailureOfTheControl_allowsNone() {
    assertThat(FAILURES.evaluate(failures(0, 100, 0, 100).evidence(100)).verdict())
        .isEqualTo(Verdict.PASS);
    assertThat(FAILURES.evaluate(failures(1, 100, 0, 100).evidence(100)).verdict())
        .isEqualTo(Verdict.BREACH);
  }

  @Test
  void failureRate_onPairs_isDecidedByThoseThatFailedAlone() {
    ArmOutcome fine = ArmOutcome.of(1, 0.5, true);
    ArmOutcome failed = ArmOutcome.of(1, 0.5, false);
    Scene scene = failures(50, 100, 0, 100).pairs(90, failed, failed).pairs(5, failed, fine);
    scene.pairs(5, fine, failed);
    GateResult result = FAILURES.evaluate(scene.evidence(100));
    assertThat(result.comparison()).isEqualTo(Comparison.PAIRS);
    assertThat(result.verdict()).isEqualTo(Verdict.PASS);
    scene.pairs(1, fine, failed);
    assertThat(FAILURES.evaluate(scene.evidence(100)).verdict()).isEqualTo(Verdict.BREACH);
  }
}
