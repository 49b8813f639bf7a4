package dev.belay.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.calibration.Bootstrap;
import dev.belay.calibration.BootstrapConfig;
import dev.belay.calibration.CalibrationMethod;
import dev.belay.calibration.CalibrationReport;
import dev.belay.calibration.Calibrator;
import dev.belay.calibration.CalibratorFit;
import dev.belay.calibration.IdentityCalibrator;
import dev.belay.calibration.LabelledScores;
import dev.belay.plan.RolloutPlan;
import dev.belay.stats.Seed;
import dev.belay.telemetry.Summary;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The mission's drills: what breaks calibration code must be survived, and seen. */
class DrillsTest {
  private static final DriftMonitor MONITOR = new DriftMonitor(RolloutPlan.calibV22());

  private final SplittableRandom random = Seed.random(111);

  private static void keepsItsContract(Calibrator calibrator) {
    double last = 0;
    for (int i = 0; i <= 1_000; i++) {
      double output = calibrator.calibrate(i / 1_000.0);
      assertThat(output).isBetween(0.001, 0.999).isGreaterThanOrEqualTo(last);
      last = output;
    }
  }

  @Test
  void aStormOfNan_isCriticalAndNoScore() {
    Summary storm = DriftTraffic.treatment(random).invalid(1).summary(1_000);
    DriftTraffic.control(random).to(storm, 1_000);
    HealthReport report = MONITOR.assess(storm, Optional.empty(), 100);
    assertThat(report.status()).contains(HealthStatus.CRITICAL);
    assertThat(report.measure(HealthMeasure.AECE_MINUS_TAU)).isEmpty();
    assertThat(report.measure(HealthMeasure.CONFIDENCE_SHIFT)).isEmpty();
    Summary some = DriftTraffic.treatment(random).invalid(0.2).summary(1_000);
    HealthMeasure aece =
        MONITOR
            .assess(some, Optional.empty(), 100)
            .measure(HealthMeasure.AECE_MINUS_TAU)
            .orElseThrow();
    assertThat(aece.value()).isFinite();
    assertThat(aece.n()).isBetween(700L, 900L);
  }

  @ParameterizedTest
  @EnumSource
  void nanIsNoSampleAndNoQuestion(CalibrationMethod method) {
    LabelledScores samples = new LabelledScores();
    assertThatThrownBy(() -> samples.add(Double.NaN, 1))
        .isInstanceOf(IllegalArgumentException.class);
    for (int i = 0; i < 200; i++) {
      samples.add(i / 200.0, i > 120 ? 1 : 0);
    }
    Calibrator calibrator = CalibratorFit.of(method, samples).calibrator();
    assertThatThrownBy(() -> calibrator.calibrate(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("NaN");
    keepsItsContract(calibrator);
  }

  @ParameterizedTest
  @EnumSource
  void onlyZeroWeights_areNoSamples(CalibrationMethod method) {
    LabelledScores samples = new LabelledScores();
    for (int i = 0; i < 500; i++) {
      samples.add(random.nextDouble(), i % 2, 0);
    }
    assertThat(CalibratorFit.of(method, samples).calibrator())
        .isSameAs(IdentityCalibrator.INSTANCE);
    assertThat(CalibrationReport.of(samples).aece()).isEmpty();
    assertThat(Bootstrap.run(samples, BootstrapConfig.of(10, 1))).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void aPlateauOf99Percent_isSurvived(CalibrationMethod method) {
    LabelledScores samples = new LabelledScores();
    Summary summary = new Summary(DriftTraffic.LAYOUT);
    for (int i = 0; i < 10_000; i++) {
      double score = i % 100 == 0 ? random.nextDouble() : 0.3;
      boolean label = random.nextDouble() < score * score;
      samples.add(score, label ? 1 : 0);
      summary.add(
          DriftTraffic.decision(dev.belay.flag.Variant.TREATMENT, i),
          dev.belay.telemetry.Observation.of("s", 5, score, true).label(label).build());
    }
    keepsItsContract(CalibratorFit.of(method, samples).calibrator());
    CalibrationReport report = CalibrationReport.of(samples);
    assertThat(report.aece().orElseThrow()).isBetween(0.15, 0.27);
    assertThat(report.mergedBinRate().orElseThrow()).isLessThanOrEqualTo(0.5);
    HealthReport health = MONITOR.assess(summary, Optional.empty(), 100);
    assertThat(health.measure(HealthMeasure.AECE_MINUS_TAU).orElseThrow().status())
        .isEqualTo(HealthStatus.RED);
  }

  @ParameterizedTest
  @EnumSource
  void labelsThatFallWithTheScore_giveNoFallingCalibrator(CalibrationMethod method) {
    LabelledScores falling = new LabelledScores();
    LabelledScores zigzag = new LabelledScores();
    for (int i = 0; i < 4_000; i++) {
      double score = random.nextDouble();
      falling.add(score, random.nextDouble() < 1 - score ? 1 : 0);
      zigzag.add(score, (int) (score * 10) % 2);
    }
    CalibratorFit fit = CalibratorFit.of(method, falling);
    assertThat(fit.calibrator()).isSameAs(IdentityCalibrator.INSTANCE);
    if (method != CalibrationMethod.IDENTITY) {
      assertThat(fit.identityReason()).contains(CalibratorFit.IdentityReason.DECREASING);
    }
    keepsItsContract(CalibratorFit.of(method, zigzag).calibrator());
  }
}
