package dev.belay.engine.drift;

import dev.belay.drift.DriftAlert;
import dev.belay.drift.HealthMeasure;
import dev.belay.drift.HealthReport;
import dev.belay.drift.WeekChange;
import dev.belay.drift.WeeklyCalibration;
import dev.belay.drift.WeeklyFigures;
import dev.belay.drift.WeeklyReport;
import dev.belay.gate.Comparison;
import java.util.Locale;
import java.util.OptionalDouble;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The weekly report as JSON: the keys of {@code docs/DRIFT.md}, in a fixed order; what was not
 * measured has no key. Stateless and thread-safe.
 */
public final class WeeklyReportJson {
  private WeeklyReportJson() {}

  /** The report as one JSON object, indented, without a line feed at its end. */
  public static String write(WeeklyReport report) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("rollout", report.rollout());
    json.put("fingerprint", report.fingerprint());
    json.put("weekStart", report.weekStart().toString());
    json.put("weekEnd", report.weekStart().plusDays(6).toString());
    json.put("minCoverage", report.minCoverage());
    json.put("maxChange", WeekChange.MOST);
    figures(json.putObject("overall"), report, report.overall());
    ArrayNode slices = json.putArray("slices");
    for (WeeklyFigures slice : report.slices()) {
      ObjectNode node = slices.addObject();
      node.put("slice", slice.slice());
      figures(node, report, slice);
    }
    return json.toPrettyString();
  }

  private static void figures(ObjectNode json, WeeklyReport report, WeeklyFigures figures) {
    json.put("n", figures.n());
    figures.calibration().ifPresent(labelled -> calibration(json, report, labelled));
    put(json, "clampRate", figures.clampRate());
    put(json, "p99Micros", figures.p99Micros());
    put(json, "meanMicros", figures.meanMicros());
    health(json, figures.health());
    figures
        .change()
        .ifPresent(
            change -> {
              json.put("aeceChange", change.aece());
              json.put("deceChange", change.dece());
              json.put("steady", change.steady());
            });
  }

  private static void calibration(
      ObjectNode json, WeeklyReport report, WeeklyCalibration calibration) {
    json.put("labelled", calibration.labelled());
    json.put("bins", calibration.bins());
    json.put("aece", calibration.aece());
    json.put("tau", calibration.tau());
    json.put("aeceMinusTau", calibration.aeceMinusTau());
    json.put("dece", calibration.dece());
    json.put("brier", calibration.brier());
    put(json, "slope", calibration.slope());
    json.put("mergedBinRate", calibration.mergedBinRate());
    put(json, "coverage", calibration.coverage());
    if (calibration.coverage().isPresent()) {
      json.put("coverageMet", report.covers(calibration.coverage().getAsDouble()));
    }
  }

  private static void health(ObjectNode json, HealthReport health) {
    health.status().ifPresent(status -> json.put("health", status.name()));
    ArrayNode measures = json.putArray("measures");
    for (HealthMeasure measure : health.measures()) {
      ObjectNode node = measures.addObject();
      node.put("name", measure.name());
      node.put("value", measure.value());
      put(node, "warn", measure.warn());
      node.put("fail", measure.fail());
      unit(node, measure.unit());
      node.put("n", measure.n());
      node.put("comparison", word(measure.comparison()));
      node.put("status", measure.status().name());
    }
    ArrayNode alerts = json.putArray("alerts");
    for (DriftAlert alert : health.alerts()) {
      ObjectNode node = alerts.addObject();
      node.put("name", alert.name());
      node.put("value", alert.value());
      node.put("reference", alert.reference());
      node.put("threshold", alert.threshold());
      unit(node, alert.unit());
      node.put("comparison", word(alert.comparison()));
      node.put("sentence", alert.sentence());
    }
  }

  private static void unit(ObjectNode json, String unit) {
    if (!unit.isEmpty()) {
      json.put("unit", unit);
    }
  }

  private static String word(Comparison comparison) {
    return comparison.name().toLowerCase(Locale.ROOT);
  }

  private static void put(ObjectNode json, String key, OptionalDouble value) {
    if (value.isPresent()) {
      json.put(key, value.getAsDouble());
    }
  }
}
