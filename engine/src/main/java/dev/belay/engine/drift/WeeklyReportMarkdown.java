package dev.belay.engine.drift;

import dev.belay.drift.DriftAlert;
import dev.belay.drift.HealthMeasure;
import dev.belay.drift.HealthStatus;
import dev.belay.drift.WeekChange;
import dev.belay.drift.WeeklyCalibration;
import dev.belay.drift.WeeklyFigures;
import dev.belay.drift.WeeklyReport;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/** The weekly report for people, as Markdown. Stateless and thread-safe. */
public final class WeeklyReportMarkdown {
  private static final String ABSENT = "not measured";
  private static final String SPECIAL = "\\`*_{}[]<>|#&~!";
  private static final int ERROR_DIGITS = 4;
  private static final int SHARE_DIGITS = 3;
  private static final int MICROS_DIGITS = 1;

  private WeeklyReportMarkdown() {}

  /** The report as Markdown, ending in a line feed. */
  public static String write(WeeklyReport report) {
    StringBuilder out = new StringBuilder();
    out.append("# Weekly health of ").append(escaped(report.rollout())).append("\n\n");
    out.append(report.weekStart()).append(" to ").append(report.weekStart().plusDays(6));
    out.append(" (UTC), configuration `").append(report.fingerprint()).append("`.\n\n");
    calibration(out, report);
    service(out, report);
    out.append("## What stands out\n\n");
    List<String> findings = new ArrayList<>();
    rows(report).forEach(figures -> findings(findings, report, figures));
    if (findings.isEmpty()) {
      out.append("Nothing.\n");
    }
    findings.forEach(finding -> out.append("- ").append(finding).append('\n'));
    return out.toString();
  }

  private static List<WeeklyFigures> rows(WeeklyReport report) {
    List<WeeklyFigures> rows = new ArrayList<>(List.of(report.overall()));
    rows.addAll(report.slices());
    return rows;
  }

  private static String name(WeeklyFigures figures) {
    return figures.slice().isEmpty() ? "**all**" : escaped(figures.slice());
  }

  private static void service(StringBuilder out, WeeklyReport report) {
    row(out, "slice", "health", "n", "clamp rate", "p99 in us", "mean in us");
    row(out, "---", "---", "--:", "--:", "--:", "--:");
    for (WeeklyFigures figures : rows(report)) {
      row(
          out,
          name(figures),
          figures.health().status().map(HealthStatus::name).orElse(ABSENT),
          Long.toString(figures.n()),
          number(figures.clampRate(), SHARE_DIGITS),
          number(figures.p99Micros(), MICROS_DIGITS),
          number(figures.meanMicros(), MICROS_DIGITS));
    }
    out.append('\n');
  }

  private static void calibration(StringBuilder out, WeeklyReport report) {
    row(
        out,
        "slice",
        "labelled",
        "bins",
        "AECE",
        "tau",
        "AECE - tau",
        "DECE",
        "Brier",
        "slope",
        "merged bins",
        "coverage",
        "AECE change",
        "DECE change");
    row(
        out, "---", "--:", "--:", "--:", "--:", "--:", "--:", "--:", "--:", "--:", "--:", "--:",
        "--:");
    for (WeeklyFigures figures : rows(report)) {
      Optional<WeeklyCalibration> labelled = figures.calibration();
      row(
          out,
          name(figures),
          labelled.map(calibration -> Long.toString(calibration.labelled())).orElse(ABSENT),
          labelled.map(calibration -> Integer.toString(calibration.bins())).orElse(ABSENT),
          error(labelled, WeeklyCalibration::aece),
          error(labelled, WeeklyCalibration::tau),
          error(labelled, WeeklyCalibration::aeceMinusTau),
          error(labelled, WeeklyCalibration::dece),
          error(labelled, WeeklyCalibration::brier),
          number(labelled.map(WeeklyCalibration::slope).orElse(OptionalDouble.empty()), 3),
          error(labelled, WeeklyCalibration::mergedBinRate),
          number(labelled.map(WeeklyCalibration::coverage).orElse(OptionalDouble.empty()), 3),
          figures.change().map(change -> signed(change.aece())).orElse(ABSENT),
          figures.change().map(change -> signed(change.dece())).orElse(ABSENT));
    }
    out.append('\n');
  }

  private static void findings(List<String> findings, WeeklyReport report, WeeklyFigures figures) {
    String name = name(figures) + ": ";
    for (HealthMeasure measure : figures.health().measures()) {
      if (measure.status() != HealthStatus.GREEN) {
        findings.add(name + measure.sentence());
      }
    }
    for (DriftAlert alert : figures.health().alerts()) {
      findings.add(name + "alert: " + alert.sentence());
    }
    OptionalDouble coverage =
        figures.calibration().map(WeeklyCalibration::coverage).orElse(OptionalDouble.empty());
    if (coverage.isPresent() && !report.covers(coverage.getAsDouble())) {
      findings.add(
          name
              + "bootstrap coverage is "
              + number(coverage, SHARE_DIGITS)
              + ", below "
              + new BigDecimal(Double.toString(report.minCoverage())).toPlainString());
    }
    figures
        .change()
        .filter(change -> !change.steady())
        .ifPresent(
            change ->
                findings.add(
                    name
                        + "AECE changed by "
                        + signed(change.aece())
                        + " and DECE by "
                        + signed(change.dece())
                        + " since the week before; steady is up to "
                        + WeekChange.MOST));
  }

  private static void row(StringBuilder out, String... cells) {
    out.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }

  private static String error(
      Optional<WeeklyCalibration> labelled, ToDoubleFunction<WeeklyCalibration> figure) {
    return labelled
        .map(calibration -> number(figure.applyAsDouble(calibration), ERROR_DIGITS))
        .orElse(ABSENT);
  }

  private static String number(OptionalDouble value, int digits) {
    return value.isPresent() ? number(value.getAsDouble(), digits) : ABSENT;
  }

  private static String number(double value, int digits) {
    return new BigDecimal(value).setScale(digits, RoundingMode.HALF_EVEN).toPlainString();
  }

  private static String signed(double value) {
    return (value > 0 ? "+" : "") + number(value, ERROR_DIGITS);
  }

  private static String escaped(String text) {
    StringBuilder out = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              if (SPECIAL.indexOf(c) >= 0) {
                out.append('\\');
              }
              out.appendCodePoint(c);
            });
    return out.toString();
  }
}
