package dev.belay.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.drift.DriftMonitor;
import dev.belay.drift.HealthMeasure;
import dev.belay.drift.HealthReport;
import dev.belay.drift.WeeklyReporter;
import dev.belay.flag.Variant;
import dev.belay.plan.RolloutPlan;
import dev.belay.stats.Seed;
import java.time.LocalDate;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Health and reports of summaries of every kind that there is. */
class DriftOnAnySummaryTest {
  private static final DriftMonitor MONITOR = new DriftMonitor(RolloutPlan.calibV22());
  private static final WeeklyReporter REPORTER = new WeeklyReporter(RolloutPlan.calibV22());

  @Test
  void noSummaryBreaksIt() {
    SplittableRandom seeds = Seed.random(121);
    for (int round = 0; round < 400; round++) {
      SplittableRandom random = new SplittableRandom(seeds.nextLong());
      Traffic traffic = new Traffic(random, 3);
      Summary summary = traffic.summary(Traffic.LAYOUT, random.nextInt(200));
      Summary baseline = new Summary(Traffic.LAYOUT);
      baseline.mergeAsControl(traffic.summary(Traffic.LAYOUT, 20), Variant.TREATMENT);
      long least = 1L + random.nextInt(20);
      String which = "belay.seed " + Seed.value(121) + ", case " + round;
      HealthReport health = MONITOR.assess(summary, Optional.of(baseline), least);
      for (HealthMeasure measure : health.measures()) {
        assertThat(measure.value()).as(which).isFinite();
        assertThat(measure.n()).as(which).isGreaterThanOrEqualTo(least);
      }
      assertThat(health.status().isPresent()).as(which).isEqualTo(!health.measures().isEmpty());
      for (SliceSummary slice : summary.slices()) {
        assertThat(MONITOR.assess(slice, baseline.slice(slice.name()), least))
            .as(which)
            .isNotNull();
      }
      if (round % 10 == 0) {
        assertThat(
                REPORTER
                    .report(
                        LocalDate.EPOCH,
                        "f",
                        summary,
                        Optional.of(baseline),
                        Optional.of(baseline),
                        least)
                    .overall()
                    .health())
            .as(which)
            .isEqualTo(health);
      }
    }
  }

  @Test
  void aeceMinusTauIsTheGatesBitByBit() {
    SplittableRandom seeds = Seed.random(122);
    for (int round = 0; round < 150; round++) {
      Traffic traffic = new Traffic(seeds.split(), 1);
      Summary summary = traffic.summary(Traffic.LAYOUT, 400);
      ArmSummary arm = summary.total(Population.SERVED, Variant.TREATMENT).orElseThrow();
      GridCalibration grid = GridCalibration.of(arm.scores());
      int bins = (int) Math.min(15, Math.sqrt((double) grid.n()));
      double tau = Math.max(0.015, 1.5 * Math.sqrt(bins / (double) grid.n()));
      assertThat(
              MONITOR
                  .assess(summary, Optional.empty(), 1)
                  .measure(HealthMeasure.AECE_MINUS_TAU)
                  .orElseThrow()
                  .value())
          .as("belay.seed %d, case %d", Seed.value(122), round)
          .isEqualTo(grid.aece(bins).orElseThrow().value() - tau);
    }
  }
}
