package dev.belay.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.belay.flag.Variant;
import dev.belay.plan.Drift;
import dev.belay.plan.RolloutPlan;
import dev.belay.stats.Seed;
import dev.belay.telemetry.GridCalibration;
import dev.belay.telemetry.Population;
import dev.belay.telemetry.Summary;
import java.time.LocalDate;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class WeeklyReporterTest {
  private static final LocalDate MONDAY = LocalDate.of(2025, 6, 2);
  private static final WeeklyReporter REPORTER = new WeeklyReporter(RolloutPlan.calibV22());

  private final SplittableRandom random = Seed.random(101);

  private static WeeklyReport report(Summary week, Optional<Summary> before) {
    return REPORTER.report(
        MONDAY, "calib_v22_r1_0123456789ab", week, before, Optional.empty(), 100);
  }

  private Summary week(double exponent) {
    Summary week = DriftTraffic.treatment(random).slice("a").clamping(0.02).summary(9_000);
    DriftTraffic.treatment(random).slice("b").miscalibrated(exponent).to(week, 9_000);
    DriftTraffic.control(random).slice("a").to(week, 20_000);
    DriftTraffic.control(random).slice("c").to(week, 1_000);
    return week;
  }

  @Test
  void reportsEverySliceAndAllTogether() {
    Summary week = week(2.5);
    WeeklyReport report = report(week, Optional.empty());
    assertThat(report.slices()).extracting(WeeklyFigures::slice).containsExactly("a", "b");
    assertThat(report.rollout()).isEqualTo("calib-v22");
    assertThat(report.overall().n()).isEqualTo(18_000);

    WeeklyFigures a = report.slices().get(0);
    WeeklyCalibration calibration = a.calibration().orElseThrow();
    GridCalibration grid =
        GridCalibration.of(
            week.slice("a")
                .orElseThrow()
                .arm(Population.SERVED, Variant.TREATMENT)
                .orElseThrow()
                .scores());
    assertThat(calibration.labelled()).isEqualTo(9_000);
    assertThat(calibration.bins()).isEqualTo(15);
    assertThat(calibration.aece()).isEqualTo(grid.aece(15).orElseThrow().value());
    assertThat(calibration.dece()).isEqualTo(grid.aece(10).orElseThrow().value());
    assertThat(calibration.brier()).isEqualTo(grid.brier().orElseThrow().value());
    assertThat(calibration.tau()).isCloseTo(1.5 * Math.sqrt(15 / 9_000.0), within(1e-12));
    assertThat(calibration.slope().orElseThrow()).isCloseTo(1, within(0.05));
    assertThat(calibration.mergedBinRate()).isZero();
    assertThat(report.covers(calibration.coverage().orElseThrow())).isTrue();
    assertThat(a.clampRate().orElseThrow()).isCloseTo(0.02, within(0.01));
    assertThat(a.p99Micros().orElseThrow()).isCloseTo(397, within(10.0));
    assertThat(a.meanMicros().orElseThrow()).isCloseTo(250, within(10.0));
    assertThat(a.health().status()).contains(HealthStatus.GREEN);
    assertThat(a.change()).isEmpty();

    WeeklyFigures b = report.slices().get(1);
    assertThat(b.health().status()).contains(HealthStatus.RED);
    assertThat(b.clampRate()).isEmpty();
    assertThat(report.covers(b.calibration().orElseThrow().coverage().orElseThrow())).isFalse();
  }

  @Test
  void equalWeeksGiveEqualReports() {
    Summary week = week(1);
    assertThat(report(week, Optional.of(week))).isEqualTo(report(week, Optional.of(week)));
    assertThat(report(week, Optional.of(week)).overall().change()).contains(new WeekChange(0, 0));
  }

  @Test
  void aChangeSinceLastWeekIsFlagged() {
    WeeklyReport report = report(week(2.5), Optional.of(week(1)));
    assertThat(report.slices().get(1).change().orElseThrow().steady()).isFalse();
    assertThat(report.slices().get(1).change().orElseThrow().aece()).isGreaterThan(0.1);
    assertThat(new WeekChange(0.01, -0.01).steady()).isTrue();
    assertThat(new WeekChange(0, -0.011).steady()).isFalse();
  }

  @Test
  void whatWasNotMeasuredIsAbsent() {
    WeeklyFigures empty = report(new Summary(DriftTraffic.LAYOUT), Optional.empty()).overall();
    assertThat(empty.n()).isZero();
    assertThat(empty.health()).isEqualTo(HealthReport.NONE);
    assertThat(empty.p99Micros()).isEmpty();
    Summary few = DriftTraffic.treatment(random).summary(99);
    WeeklyFigures thin = report(few, Optional.of(week(1))).overall();
    assertThat(thin.calibration().orElseThrow().coverage()).isEmpty();
    assertThat(thin.change()).isEmpty();
    assertThat(thin.health().status()).isEmpty();
    Summary unlabelled = DriftTraffic.treatment(random).unlabelled().summary(500);
    assertThat(report(unlabelled, Optional.empty()).overall().calibration()).isEmpty();
  }

  @Test
  void anyCoverageOfAPlanCanBeAsked() {
    for (double asked : new double[] {0, 1}) {
      RolloutPlan plan =
          RolloutPlan.builder().drift(Drift.builder().minCoverage(asked).build()).build();
      Summary week = DriftTraffic.treatment(random).summary(500);
      WeeklyReport report =
          new WeeklyReporter(plan)
              .report(MONDAY, "f", week, Optional.empty(), Optional.empty(), 100);
      assertThat(report.overall().calibration().orElseThrow().coverage()).isPresent();
    }
  }
}
