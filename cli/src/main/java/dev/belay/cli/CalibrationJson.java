package dev.belay.cli;

import dev.belay.calibration.CalibrationReport;
import dev.belay.calibration.ReliabilityBins;
import dev.belay.sequential.CalibrationVerdict;
import java.io.OutputStream;

/**
 * Prints a calibration as JSON, or nothing if a number of it cannot be written. The names are
 * fixed: scripts rely on them.
 */
final class CalibrationJson {
  private final Json json;

  private CalibrationJson(Output out) {
    json = new Json(out);
  }

  /**
   * Prints.
   *
   * @throws IllegalArgumentException if a number is not finite; nothing has been printed then
   */
  static void print(CalibrationResult result, Output out) {
    // Half an object is worse than none: the first writing only checks every number.
    new CalibrationJson(new Output(OutputStream.nullOutputStream())).write(result);
    new CalibrationJson(out).write(result);
  }

  private void write(CalibrationResult result) {
    json.beginObject();
    json.name("rows").value(result.rows());
    json.name("weighted").value(result.weighted());
    metrics(result.overall());
    result.sequential().ifPresent(this::sequential);
    diagram(result.diagram());
    if (result.sliced()) {
      json.name("slices").beginObject();
      result
          .slices()
          .forEach(
              (name, report) -> {
                json.name(name).beginObject();
                metrics(report);
                json.endObject();
              });
      json.endObject();
    }
    json.endObject().finish();
  }

  private void metrics(CalibrationReport report) {
    json.name("n").number(report.n());
    json.name("bins").value(report.bins());
    json.name("bins_used").value(report.binsUsed());
    json.name("aece").value(report.aece());
    json.name("dece").value(report.dece());
    json.name("ece_equal_width").value(report.eceEqualWidth());
    json.name("max_error").value(report.maxError());
    json.name("tau").value(report.tau());
    json.name("aece_minus_tau").value(report.aeceMinusTau());
    json.name("brier").value(report.brier());
    json.name("reliability").value(report.reliability());
    json.name("resolution").value(report.resolution());
    json.name("uncertainty").value(report.uncertainty());
    json.name("within_bin").value(report.withinBin());
    json.name("slope").value(report.slope());
    json.name("debiased_l2").value(report.debiasedL2());
    json.name("expected_aece_if_calibrated").value(report.expectedAeceIfCalibrated());
    json.name("expected_aece_sd").value(report.expectedAeceSd());
    json.name("merged_bin_rate").value(report.mergedBinRate());
  }

  private void sequential(CalibrationVerdict verdict) {
    json.name("sequential").beginObject();
    json.name("verdict").value(verdict.answer().name());
    json.name("limit").value(verdict.limit());
    json.name("log_e_refuting").value(verdict.logRefuting());
    json.name("log_e_confirming").value(verdict.logConfirming());
    json.name("log_threshold").value(verdict.logThreshold());
    json.endObject();
  }

  private void diagram(ReliabilityBins bins) {
    json.name("diagram").beginArray();
    for (int bin = 0; bin < bins.size(); bin++) {
      json.beginObject();
      json.name("n").number(bins.weight(bin));
      json.name("confidence").value(bins.sumScore(bin) / bins.weight(bin));
      json.name("accuracy").value(bins.sumLabel(bin) / bins.weight(bin));
      json.endObject();
    }
    json.endArray();
  }
}
