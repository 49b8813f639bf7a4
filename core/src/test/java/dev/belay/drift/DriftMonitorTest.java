package dev.belay.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.belay.calibration.CalibrationError;
import dev.belay.flag.Variant;
import dev.belay.gate.Comparison;
import dev.belay.plan.AeceMinusTauGate;
import dev.belay.plan.ConfidenceBaseline;
import dev.belay.plan.ConfidenceShiftGate;
import dev.belay.plan.Drift;
import dev.belay.plan.Gates;
import dev.belay.plan.P99LatencyGate;
import dev.belay.plan.RolloutPlan;
import dev.belay.stats.Seed;
import dev.belay.telemetry.GridCalibration;
import dev.belay.telemetry.Observation;
import dev.belay.telemetry.Population;
import dev.belay.telemetry.Summary;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DriftMonitorTest {
  private static final DriftMonitor MONITOR = new DriftMonitor(RolloutPlan.calibV22());
  private static final Gates NO_GATES =
      new Gates(
          Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  private final SplittableRandom random = Seed.random(72);

  private DriftTraffic treatment() {
    return DriftTraffic.treatment(random);
  }

  private DriftTraffic control() {
    return DriftTraffic.control(random);
  }

  private static HealthReport assess(Summary summary) {
    return MONITOR.assess(summary, Optional.empty(), 100);
  }

  private static HealthStatus statusOf(HealthReport report, String measure) {
    return report.measure(measure).orElseThrow().status();
  }

  @Test
  void healthyTrafficIsGreenInEveryMeasure() {
    Summary summary = treatment().clamping(0.01).summary(10_000);
    control().to(summary, 20_000);
    HealthReport report = assess(summary);
    assertThat(report.status()).contains(HealthStatus.GREEN);
    assertThat(report.measures())
        .extracting(HealthMeasure::name)
        .containsExactly(
            HealthMeasure.AECE_MINUS_TAU,
            HealthMeasure.MERGED_BIN_RATE,
            HealthMeasure.CLAMP_RATE,
            HealthMeasure.CONFIDENCE_SHIFT,
            HealthMeasure.P99);
    assertThat(report.alert(DriftAlert.LATENCY)).isEmpty();
    assertThat(report.alert(DriftAlert.ERROR_RATE)).isEmpty();
    assertThat(report.measure(HealthMeasure.P99).orElseThrow().sentence())
        .matches("p99 is 39\\d(\\.\\d)? us, within 1000 us");
  }

  @Test
  void nothingMeasuredHasNoStatus() {
    assertThat(assess(new Summary(DriftTraffic.LAYOUT))).isEqualTo(HealthReport.NONE);
    assertThat(assess(control().summary(1_000)).status()).isEmpty();
    assertThat(assess(treatment().summary(99)).status()).isEmpty();
    assertThat(assess(treatment().summary(100)).status()).isPresent();
  }

  @Test
  void whatWasNotMeasuredIsAbsentAndTheRestIsJudged() {
    HealthReport report = assess(treatment().unlabelled().summary(5_000));
    assertThat(report.measures()).extracting(HealthMeasure::name).containsExactly("p99");
    assertThat(report.status()).contains(HealthStatus.GREEN);
    DriftMonitor noGates = new DriftMonitor(Drift.mission(), NO_GATES);
    Summary unlabelled = treatment().unlabelled().summary(5_000);
    assertThat(noGates.assess(unlabelled, Optional.empty(), 100)).isEqualTo(HealthReport.NONE);
  }

  @Test
  void aeceMinusTauIsTheGridsWithTheGatesBinsAndTau() {
    Summary summary = treatment().miscalibrated(1.3).summary(150);
    HealthMeasure measure = assess(summary).measure(HealthMeasure.AECE_MINUS_TAU).orElseThrow();
    GridCalibration grid =
        GridCalibration.of(
            summary.total(Population.SERVED, Variant.TREATMENT).orElseThrow().scores());
    // ⌊√150⌋ = 12 bins.
    double aece = CalibrationError.error(grid.bins(12)).orElseThrow();
    assertThat(measure.value()).isCloseTo(aece - 1.5 * Math.sqrt(12 / 150.0), within(1e-12));
    assertThat(measure.n()).isEqualTo(150);
    Gates own =
        new Gates(
            Optional.empty(),
            Optional.of(AeceMinusTauGate.builder().bins(5).cHat(0.1).floor(0.001).build()),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    double of5 = CalibrationError.error(grid.bins(5)).orElseThrow();
    assertThat(
            new DriftMonitor(Drift.mission(), own)
                .assess(summary, Optional.empty(), 100)
                .measure(HealthMeasure.AECE_MINUS_TAU)
                .orElseThrow()
                .value())
        .isCloseTo(of5 - 0.1 * Math.sqrt(5 / 150.0), within(1e-12));
  }

  @Test
  void miscalibrationIsRed() {
    HealthReport report = assess(treatment().miscalibrated(3).summary(20_000));
    assertThat(report.status()).contains(HealthStatus.RED);
    assertThat(statusOf(report, HealthMeasure.AECE_MINUS_TAU)).isEqualTo(HealthStatus.RED);
  }

  @Test
  void exactlyAtAThresholdIsWithinIt() {
    for (int clamped : new int[] {50, 51, 100, 101}) {
      Summary summary = new Summary(DriftTraffic.LAYOUT);
      for (int i = 0; i < 1_000; i++) {
        summary.add(
            DriftTraffic.decision(Variant.TREATMENT, i),
            Observation.of("s", DriftTraffic.LIMIT, 0.5, true).clamped(i < clamped).build());
      }
      HealthReport report = assess(summary);
      assertThat(statusOf(report, HealthMeasure.CLAMP_RATE))
          .isEqualTo(
              clamped > 100
                  ? HealthStatus.RED
                  : clamped > 50 ? HealthStatus.YELLOW : HealthStatus.GREEN);
      assertThat(statusOf(report, HealthMeasure.P99)).isEqualTo(HealthStatus.GREEN);
    }
  }

  @Test
  void p99OneNanosecondOverTheLimitIsRed() {
    Summary summary = new Summary(DriftTraffic.LAYOUT);
    for (int i = 0; i < 1_000; i++) {
      summary.add(
          DriftTraffic.decision(Variant.TREATMENT, i),
          Observation.of("s", DriftTraffic.LIMIT + (i < 11 ? 1 : 0), 0.5, true).build());
    }
    assertThat(statusOf(assess(summary), HealthMeasure.P99)).isEqualTo(HealthStatus.RED);
    assertThat(assess(summary).measure(HealthMeasure.P99).orElseThrow().sentence())
        .endsWith("above 1000 us: a failure");
  }

  @Test
  void mergedBinsWarnAndFail() {
    // K = 3 bins of 3, 3 and 4 samples.
    Summary summary = new Summary(DriftTraffic.LAYOUT);
    for (int i = 0; i < 10; i++) {
      summary.add(
          DriftTraffic.decision(Variant.TREATMENT, i),
          Observation.of("s", 5, i / 10.0, true).label(i % 2 == 0).build());
    }
    HealthReport report = MONITOR.assess(summary, Optional.empty(), 1);
    HealthMeasure merged = report.measure(HealthMeasure.MERGED_BIN_RATE).orElseThrow();
    assertThat(merged.value()).isZero();
    Summary thin = new Summary(DriftTraffic.LAYOUT);
    for (int i = 0; i < 5; i++) {
      thin.add(
          DriftTraffic.decision(Variant.TREATMENT, i),
          Observation.of("s", 5, i / 5.0, true).label(i % 2 == 0).build());
    }
    // K = 2 bins of 2 and 3 samples: the first is merged.
    HealthMeasure half =
        MONITOR
            .assess(thin, Optional.empty(), 1)
            .measure(HealthMeasure.MERGED_BIN_RATE)
            .orElseThrow();
    assertThat(half.value()).isEqualTo(0.5);
    assertThat(half.status()).isEqualTo(HealthStatus.RED);
  }

  @Test
  void theConfidenceShiftIsAgainstPairsElseTheControlElseTheBaseline() {
    Summary shifted = treatment().shifted(0.2).unlabelled().summary(5_000);
    Summary green = new Summary(DriftTraffic.LAYOUT);
    green.mergeAsControl(treatment().summary(5_000), Variant.TREATMENT);
    assertThat(assess(shifted).measure(HealthMeasure.CONFIDENCE_SHIFT)).isEmpty();

    HealthMeasure toBaseline =
        MONITOR
            .assess(shifted, Optional.of(green), 100)
            .measure(HealthMeasure.CONFIDENCE_SHIFT)
            .orElseThrow();
    assertThat(toBaseline.comparison()).isEqualTo(Comparison.BASELINE);

    Summary high = skewed(Variant.TREATMENT);
    control().to(high, 5_000);
    HealthMeasure toControl =
        MONITOR
            .assess(high, Optional.of(green), 100)
            .measure(HealthMeasure.CONFIDENCE_SHIFT)
            .orElseThrow();
    assertThat(toControl.comparison()).isEqualTo(Comparison.ARMS);
    assertThat(toControl.status()).isEqualTo(HealthStatus.RED);
    assertThat(toControl.value()).isCloseTo(0.4, within(0.03));

    Summary paired = treatment().paired().summary(1_000);
    control().to(paired, 5_000);
    HealthMeasure toPair =
        MONITOR
            .assess(paired, Optional.of(green), 100)
            .measure(HealthMeasure.CONFIDENCE_SHIFT)
            .orElseThrow();
    assertThat(toPair.comparison()).isEqualTo(Comparison.PAIRS);
    assertThat(toPair.value()).isZero();
  }

  @Test
  void aControlThatIsMerelyThinIsWaitedFor() {
    Summary green = control().summary(1_000);
    for (int controlled : new int[] {49, 51}) {
      Summary summary = treatment().unlabelled().summary(500);
      control().to(summary, controlled);
      assertThat(
              MONITOR
                  .assess(summary, Optional.of(green), 100)
                  .measure(HealthMeasure.CONFIDENCE_SHIFT)
                  .isPresent())
          .isEqualTo(controlled < 50);
    }
  }

  /** All scores are 0.9. */
  private static Summary skewed(Variant variant) {
    Summary summary = new Summary(DriftTraffic.LAYOUT);
    for (int i = 0; i < 1_000; i++) {
      summary.add(
          DriftTraffic.decision(variant, i), Observation.of("s", 200_000, 0.9, true).build());
    }
    return summary;
  }

  @Test
  void withBaselineGreen_theControlIsNotAsked() {
    Gates green =
        new Gates(
            Optional.of(new P99LatencyGate(Duration.ofMillis(1), Duration.ofMillis(1))),
            Optional.empty(),
            Optional.of(new ConfidenceShiftGate(0.02, ConfidenceBaseline.GREEN)),
            Optional.empty(),
            Optional.empty());
    Summary both = treatment().summary(1_000);
    control().to(both, 1_000);
    assertThat(
            new DriftMonitor(Drift.mission(), green)
                .assess(both, Optional.empty(), 100)
                .measure(HealthMeasure.CONFIDENCE_SHIFT))
        .isEmpty();
  }

  @Test
  void mostOfItFailedOrInvalidIsCritical() {
    assertThat(assess(treatment().failing(0.7).summary(500)).status())
        .contains(HealthStatus.CRITICAL);
    assertThat(assess(treatment().invalid(0.7).summary(500)).status())
        .contains(HealthStatus.CRITICAL);
    assertThat(assess(treatment().failing(0.3).invalid(0.3).summary(500)).status())
        .isNotEqualTo(Optional.of(HealthStatus.CRITICAL));
    // 100 are enough, whatever a measure needs; 99 are not.
    Summary few = treatment().failing(1).summary(99);
    assertThat(MONITOR.assess(few, Optional.empty(), 5_000).status()).isEmpty();
    treatment().failing(1).to(few, 1);
    HealthReport report = MONITOR.assess(few, Optional.empty(), 5_000);
    assertThat(report.status()).contains(HealthStatus.CRITICAL);
    assertThat(report.measures()).extracting(HealthMeasure::name).containsExactly("brokenRate");
    // Exactly half is not more than half.
    Summary half = treatment().failing(1).unlabelled().summary(100);
    treatment().unlabelled().to(half, 100);
    assertThat(assess(half).measure(HealthMeasure.BROKEN_RATE)).isEmpty();
  }

  @Test
  void slowerByMoreThanATenthAlerts() {
    Summary summary = treatment().slower(1.3).summary(3_000);
    control().to(summary, 3_000);
    HealthReport report = assess(summary);
    DriftAlert alert = report.alert(DriftAlert.LATENCY).orElseThrow();
    assertThat(alert.comparison()).isEqualTo(Comparison.ARMS);
    assertThat(alert.sentence())
        .matches(
            "latency is 5\\d\\d(\\.\\d)? us against 39\\d(\\.\\d)? us of the control; alerts above 43\\d(\\.\\d)? us");
    assertThat(report.status()).contains(HealthStatus.GREEN);
    Summary alike = treatment().slower(1.05).summary(3_000);
    control().to(alike, 3_000);
    assertThat(assess(alike).alert(DriftAlert.LATENCY)).isEmpty();
  }

  @Test
  void aPercentagePointMoreErrorsAlerts() {
    for (int failed : new int[] {30, 31}) {
      Summary summary = new Summary(DriftTraffic.LAYOUT);
      for (int i = 0; i < 1_000; i++) {
        Observation.Builder one = Observation.of("s", 5, 0.5, i >= failed);
        summary.add(DriftTraffic.decision(Variant.TREATMENT, i), one.build());
        Observation.Builder other = Observation.of("s", 5, 0.5, i >= 20);
        summary.add(DriftTraffic.decision(Variant.CONTROL, i), other.build());
      }
      assertThat(assess(summary).alert(DriftAlert.ERROR_RATE).isPresent()).isEqualTo(failed > 30);
    }
  }

  @Test
  void pairsAreComparedBeforeArms() {
    // The control fails on the same queries; on its own it does not.
    Summary summary = treatment().failing(0.5).paired().summary(1_000);
    control().to(summary, 1_000);
    assertThat(assess(summary).alert(DriftAlert.ERROR_RATE)).isEmpty();
  }

  @Test
  void aHigherAeceAlertsAgainstTheBaselineToo() {
    Summary worse = treatment().miscalibrated(1.6).summary(4_000);
    Summary green = control().summary(20_000);
    DriftAlert alert =
        MONITOR.assess(worse, Optional.of(green), 100).alert(DriftAlert.AECE).orElseThrow();
    assertThat(alert.comparison()).isEqualTo(Comparison.BASELINE);
    assertThat(alert.threshold()).isEqualTo(alert.reference() + 0.005);
    assertThat(alert.sentence()).contains("of the green baseline");
  }

  @Test
  void chanceAloneAlertsInAboutAsManyCasesAsTheSignificanceSays() {
    int alerts = 0;
    int rounds = 400;
    for (int round = 0; round < rounds; round++) {
      Summary summary = treatment().summary(300);
      control().to(summary, 3_000);
      alerts += assess(summary).alert(DriftAlert.AECE).isPresent() ? 1 : 0;
    }
    // Without its bias taken off, the smaller arm would look worse nearly always.
    assertThat((double) alerts / rounds).as("belay.seed %d", Seed.value(72)).isBetween(0.02, 0.09);
  }

  @Test
  void minSamplesMustBePositive() {
    assertThatThrownBy(() -> MONITOR.assess(new Summary(DriftTraffic.LAYOUT), Optional.empty(), 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("minSamples is 0");
  }

  @Test
  void aStatusThatIsNotTheWorstIsRefused() {
    assertThatThrownBy(
            () ->
                new HealthReport(
                    Optional.of(HealthStatus.GREEN), java.util.List.of(), java.util.List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
