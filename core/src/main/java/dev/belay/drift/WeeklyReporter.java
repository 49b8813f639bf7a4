package dev.belay.drift;

import dev.belay.calibration.Bootstrap;
import dev.belay.calibration.BootstrapConfig;
import dev.belay.calibration.CalibrationError;
import dev.belay.calibration.EqualMassPartition;
import dev.belay.calibration.LabelledScores;
import dev.belay.calibration.SharedBinningConfig;
import dev.belay.calibration.TauRule;
import dev.belay.flag.Variant;
import dev.belay.plan.AeceMinusTauGate;
import dev.belay.plan.RolloutPlan;
import dev.belay.telemetry.ArmSummary;
import dev.belay.telemetry.GridCalibration;
import dev.belay.telemetry.Population;
import dev.belay.telemetry.ScoreCells;
import dev.belay.telemetry.ScoreGrid;
import dev.belay.telemetry.SliceSummary;
import dev.belay.telemetry.Summary;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Makes the {@link WeeklyReport}s of one plan. Pure, immutable and safe for several threads. */
public final class WeeklyReporter {
  /*
   * How. AECE, DECE and slope are of cell-aligned equal-mass bins (GridCalibration), DECE of the 10 of
   * SharedBinningConfig.DEFAULT; Brier is the grid's.
   *
   * Bootstrap: each cell and label of the grid is one sample, at the mean of its scores, with its
   * count as weight; see Bootstrap. Scores of a cell lie within 0.002 (and 1/16 of their distance
   * from the end) of that mean, so a draw's AECE is off by less. Its seed is fixed: equal weeks
   * give equal reports. About 0.1 s a slice with a full grid.
   */
  private static final long SEED = 0x62656c6179L;

  private final RolloutPlan plan;
  private final DriftMonitor monitor;

  /** The reporter of a plan. */
  public WeeklyReporter(RolloutPlan plan) {
    this.plan = plan;
    this.monitor = new DriftMonitor(plan);
  }

  /**
   * The report on a week.
   *
   * @param weekStart the Monday of the week
   * @param fingerprint of the configuration in force
   * @param week what both arms did in it; read, not kept
   * @param before what they did in the week before; empty where that is not known
   * @param baseline what production did in the last green days, as control; empty where there is
   *     none
   * @param minSamples the least observations for health, coverage and changes, at least 1
   * @throws IllegalArgumentException if {@code minSamples} is below 1
   */
  public WeeklyReport report(
      LocalDate weekStart,
      String fingerprint,
      Summary week,
      Optional<Summary> before,
      Optional<Summary> baseline,
      long minSamples) {
    List<WeeklyFigures> slices = new ArrayList<>();
    for (SliceSummary slice : week.slices()) {
      if (slice.arm(Population.SERVED, Variant.TREATMENT).isPresent()) {
        slices.add(
            figures(
                slice.name(),
                slice,
                before.flatMap(summary -> summary.slice(slice.name())),
                baseline.flatMap(summary -> summary.slice(slice.name())),
                minSamples));
      }
    }
    WeeklyFigures overall =
        figures(
            "", week.total(), before.map(Summary::total), baseline.map(Summary::total), minSamples);
    return new WeeklyReport(
        plan.metadata().key(), fingerprint, weekStart, plan.drift().minCoverage(), overall, slices);
  }

  private WeeklyFigures figures(
      String name,
      SliceSummary week,
      Optional<SliceSummary> before,
      Optional<SliceSummary> baseline,
      long minSamples) {
    HealthReport health = monitor.assess(week, baseline, minSamples);
    ArmSummary arm = week.arm(Population.SERVED, Variant.TREATMENT).orElse(null);
    if (arm == null) {
      OptionalDouble none = OptionalDouble.empty();
      return new WeeklyFigures(
          name, 0, Optional.empty(), none, none, none, health, Optional.empty());
    }
    Optional<Labelled> now = Labelled.of(arm, monitor.calibration(), 1);
    Optional<Labelled> then =
        before
            .flatMap(slice -> slice.arm(Population.SERVED, Variant.TREATMENT))
            .flatMap(old -> Labelled.of(old, monitor.calibration(), minSamples));
    return new WeeklyFigures(
        name,
        arm.observations(),
        now.map(labelled -> calibration(labelled, minSamples)),
        arm.clampRate(),
        arm.observations() == 0
            ? OptionalDouble.empty()
            : OptionalDouble.of(DriftMonitor.p99Micros(arm)),
        micros(arm.latencies().cappedMeanNanos()),
        health,
        now.filter(labelled -> labelled.grid().n() >= minSamples)
            .flatMap(labelled -> then.map(old -> change(labelled, old))));
  }

  private static OptionalDouble micros(OptionalDouble nanos) {
    return nanos.isEmpty() ? nanos : OptionalDouble.of(nanos.getAsDouble() / 1000);
  }

  private static WeekChange change(Labelled now, Labelled then) {
    return new WeekChange(now.aece() - then.aece(), now.dece() - then.dece());
  }

  private WeeklyCalibration calibration(Labelled labelled, long minSamples) {
    AeceMinusTauGate rule = monitor.calibration();
    EqualMassPartition partition = labelled.grid().partition(labelled.bins());
    long n = labelled.grid().n();
    return new WeeklyCalibration(
        n,
        labelled.bins(),
        labelled.aece(),
        labelled.dece(),
        labelled.grid().brier().orElseThrow().value(),
        CalibrationError.slope(labelled.grid().bins(partition)),
        partition.mergedBinRate(),
        new TauRule(rule.cHat(), rule.floor()).tau((double) n, labelled.bins()).orElseThrow(),
        n < minSamples
            ? OptionalDouble.empty()
            : OptionalDouble.of(coverage(labelled.scores(), labelled.bins())));
  }

  /** The labelled scores of an arm over a week, of which there is at least one. */
  private record Labelled(ScoreGrid scores, GridCalibration grid, int bins) {
    static Optional<Labelled> of(ArmSummary arm, AeceMinusTauGate rule, long least) {
      GridCalibration grid = GridCalibration.of(arm.scores());
      int bins = (int) Math.min(rule.bins(), Math.floor(Math.sqrt((double) grid.n())));
      return grid.n() < Math.max(1, least)
          ? Optional.empty()
          : Optional.of(new Labelled(arm.scores(), grid, bins));
    }

    double aece() {
      return grid.aece(bins).orElseThrow().value();
    }

    double dece() {
      return grid.aece(SharedBinningConfig.DEFAULT.bins()).orElseThrow().value();
    }
  }

  private double coverage(ScoreGrid scores, int bins) {
    AeceMinusTauGate rule = monitor.calibration();
    // The bootstrap ends early once it is sure on which side of the coverage asked for it is.
    double asked =
        Math.min(Math.nextDown(1.0), Math.max(Double.MIN_VALUE, plan.drift().minCoverage()));
    BootstrapConfig config =
        new BootstrapConfig(
            SharedBinningConfig.DEFAULT.withBins(bins),
            new TauRule(rule.cHat(), rule.floor()),
            rule.limit(),
            asked,
            SEED);
    return Bootstrap.run(samples(scores), config).orElseThrow().coverage();
  }

  private static LabelledScores samples(ScoreGrid scores) {
    LabelledScores samples = new LabelledScores();
    int cell = scores.nextCell(0);
    while (cell < ScoreCells.COUNT) {
      for (int label = 0; label <= 1; label++) {
        long count = scores.labelled(cell, label == 1);
        if (count > 0) {
          double mean = scores.sumScore(cell, label == 1) / count;
          samples.add(Math.max(0, Math.min(1, mean)), label, (double) count);
        }
      }
      cell = scores.nextCell(cell + 1);
    }
    return samples;
  }
}
