package dev.belay.cli;

import dev.belay.calibration.CalibrationError;
import dev.belay.calibration.CalibrationReport;
import dev.belay.calibration.LabelledScores;
import dev.belay.calibration.ReliabilityBins;
import dev.belay.calibration.SharedBinningConfig;
import dev.belay.calibration.SharedBinningCore;
import dev.belay.calibration.TauRule;
import dev.belay.plan.AeceMinusTauGate;
import dev.belay.sequential.CalibrationVerdict;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What {@code belay calibration} found. Immutable.
 *
 * @param rows the rows of the file
 * @param weighted whether the file has weights
 * @param sliced whether the file has slices
 * @param overall the report over all rows
 * @param diagram the equal-mass bins of that report
 * @param sequential what the rows show in their order; empty with weights, as a row is then no one
 *     label
 * @param slices the report of each slice, in the order in which the slices appeared
 */
record CalibrationResult(
    int rows,
    boolean weighted,
    boolean sliced,
    CalibrationReport overall,
    ReliabilityBins diagram,
    Optional<CalibrationVerdict> sequential,
    Map<String, CalibrationReport> slices) {

  /**
   * Measures.
   *
   * @param bins K for all rows and for each slice; null for the default K of each
   */
  static CalibrationResult of(Samples samples, @Nullable Integer bins) {
    Optional<CalibrationVerdict> sequential =
        samples.weighted() ? Optional.empty() : Optional.of(verdict(samples.all()));
    CalibrationReport overall = report(samples.all(), bins);
    SharedBinningConfig config = SharedBinningConfig.DEFAULT.withBins(overall.bins());
    ReliabilityBins diagram = new SharedBinningCore(config).bin(samples.all()).bins();
    Map<String, CalibrationReport> slices = new LinkedHashMap<>();
    samples.slices().forEach((name, slice) -> slices.put(name, report(slice, bins)));
    return new CalibrationResult(
        samples.rows(), samples.weighted(), samples.sliced(), overall, diagram, sequential, slices);
  }

  private static CalibrationVerdict verdict(LabelledScores rows) {
    AeceMinusTauGate mission = AeceMinusTauGate.builder().build();
    CalibrationVerdict verdict = CalibrationVerdict.of(mission, rows.size());
    for (int row = 0; row < rows.size(); row++) {
      verdict.add(rows.score(row), rows.label(row) == 1);
    }
    verdict.end();
    return verdict;
  }

  private static CalibrationReport report(LabelledScores samples, @Nullable Integer bins) {
    int asked = bins == null ? CalibrationError.defaultBins(samples.totalWeight()) : bins;
    return CalibrationReport.of(samples, asked, TauRule.DEFAULT);
  }
}
