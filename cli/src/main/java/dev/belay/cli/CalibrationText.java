package dev.belay.cli;

import dev.belay.calibration.CalibrationReport;
import dev.belay.calibration.ReliabilityBins;
import dev.belay.calibration.SharedBinningConfig;
import dev.belay.sequential.CalibrationVerdict;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/** Prints a calibration for people, in ASCII. */
final class CalibrationText {
  private static final int CHART_WIDTH = 40;

  /** More bins than this are for {@code --json}. */
  private static final int SHOWN_BINS = 50;

  private final Output out;
  private final Style style;

  CalibrationText(Output out, Style style) {
    this.out = out;
    this.style = style;
  }

  void print(Place file, CalibrationResult result) {
    CalibrationReport report = result.overall();
    line(
        "%s: %s, N = %s, K = %d equal-mass bins (%d used)",
        file,
        Text.count(result.rows(), "row"),
        weight(report.n()),
        report.bins(),
        report.binsUsed());
    out.line("");
    errors(report);
    result.sequential().ifPresent(this::sequential);
    out.line("");
    diagram(result.diagram());
    if (result.sliced()) {
      out.line("");
      slices(result.slices());
    }
  }

  private void errors(CalibrationReport report) {
    heading("error", "value", "");
    metric("AECE", report.aece(), "equal-mass bins");
    metric(
        "  if calibrated",
        report.expectedAeceIfCalibrated(),
        "what chance alone gives, standard deviation " + number(report.expectedAeceSd()));
    metric("  tau(N,K)", report.tau(), "threshold");
    metric("  AECE - tau", report.aeceMinusTau(), "the gate's value");
    metric("DECE", report.dece(), SharedBinningConfig.DEFAULT.bins() + " fixed bins");
    metric("ECE", report.eceEqualWidth(), "equal-width bins");
    metric("max error", report.maxError(), "worst equal-mass bin");
    metric("debiased L2", report.debiasedL2(), "root mean square, without its bias");
    metric("slope", report.slope(), "accuracy over confidence, 1 is perfect");
    metric("Brier", report.brier(), brierParts(report));
    metric("merged bins", report.mergedBinRate(), "share of the bins that were too small");
  }

  private void sequential(CalibrationVerdict verdict) {
    String limit = number(OptionalDouble.of(verdict.limit()));
    String answer =
        switch (verdict.answer()) {
          case REFUTED -> "the error is over " + limit;
          case CONFIRMED -> "the error over its bins is below " + limit;
          case UNDECIDED -> "it is not shown whether the error is over " + limit;
        };
    line(
        "%-16s%9s  %s: evidence that it is %s, that it is not %s, of %s",
        "sequential",
        verdict.answer().name().toLowerCase(Locale.ROOT),
        answer,
        power(verdict.logRefuting()),
        power(verdict.logConfirming()),
        power(verdict.logThreshold()));
  }

  private static String power(double log) {
    return Text.format("10^%.1f", log / Math.log(10));
  }

  private static String brierParts(CalibrationReport report) {
    return "reliability "
        + number(report.reliability())
        + " - resolution "
        + number(report.resolution())
        + " + uncertainty "
        + number(report.uncertainty())
        + " + within bins "
        + number(report.withinBin());
  }

  private void heading(String first, String second, String third) {
    out.line(style.bold(Text.format("%-16s%9s  %s", first, second, third).stripTrailing()));
  }

  private void metric(String name, OptionalDouble value, String meaning) {
    line("%-16s%9s  %s", name, number(value), meaning);
  }

  /** A bar for the accuracy of each bin, and an o where it would end if it were the confidence. */
  private void diagram(ReliabilityBins bins) {
    out.line(
        style.bold(
            Text.format(
                "%12s %11s %9s  0%s1",
                "weight", "confidence", "accuracy", " ".repeat(CHART_WIDTH - 1))));
    for (int bin = 0; bin < Math.min(bins.size(), SHOWN_BINS); bin++) {
      double confidence = bins.sumScore(bin) / bins.weight(bin);
      double accuracy = bins.sumLabel(bin) / bins.weight(bin);
      out.line(
          Text.format("%12s %11.4f %9.4f  ", weight(bins.weight(bin)), confidence, accuracy)
              + style.chart(bar(confidence, accuracy)));
    }
    if (bins.size() > SHOWN_BINS) {
      line("%12s %s more; --json has them all", "...", bins.size() - SHOWN_BINS);
    }
    line("%36so is where the bar ends if confidence is right", "");
  }

  private static String bar(double confidence, double accuracy) {
    StringBuilder bar = new StringBuilder("#".repeat(position(accuracy)));
    int mark = position(confidence);
    while (bar.length() <= mark) {
      bar.append(' ');
    }
    bar.setCharAt(mark, 'o');
    return bar.toString();
  }

  private static int position(double share) {
    return (int) Math.round(share * CHART_WIDTH);
  }

  private void slices(Map<String, CalibrationReport> slices) {
    String row = "%12s %6s %9s %9s %11s %9s  %s";
    out.line(
        style.bold(
            Text.format(row, "weight", "bins", "AECE", "tau", "AECE - tau", "slope", "slice")));
    slices.forEach(
        (name, slice) ->
            line(
                row,
                weight(slice.n()),
                slice.binsUsed(),
                number(slice.aece()),
                number(slice.tau()),
                number(slice.aeceMinusTau()),
                number(slice.slope()),
                Text.printable(name)));
  }

  private static String number(OptionalDouble value) {
    return value.isPresent() ? Text.format("%.4f", value.getAsDouble()) : "-";
  }

  private static String weight(double weight) {
    return weight == Math.rint(weight) ? Text.format("%.0f", weight) : Text.format("%.3f", weight);
  }

  private void line(String pattern, Object... values) {
    out.line(Text.format(pattern, values));
  }
}
