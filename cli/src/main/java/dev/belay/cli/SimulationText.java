package dev.belay.cli;

import dev.belay.engine.simulate.Against;
import dev.belay.engine.simulate.Estimate;
import dev.belay.engine.simulate.Fault;
import dev.belay.engine.simulate.Onset;
import dev.belay.engine.simulate.Scenario;
import dev.belay.engine.simulate.SimulationResult;
import dev.belay.engine.simulate.Traffic;
import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;

/** Prints a simulation for people. */
final class SimulationText {
  private static final String ROW = "%-20s  %-10s  %8s  %-13s  %8s  %8s  %8s  %8s  %8s";
  private static final double MEDIAN = 0.5;
  private static final double P90 = 0.9;
  private static final int MINUTES_PER_HOUR = 60;

  private final Output out;
  private final Style style;

  SimulationText(Output out, Style style) {
    this.out = out;
    this.style = style;
  }

  void print(SimulationReport report) {
    Traffic traffic = report.traffic();
    out.line(
        Text.format(
            "%s in mode %s: %s, seed %d, %s queries an hour over %s%s",
            Text.printable(report.plan().metadata().key()),
            report.plan().evaluation().mode().name().toLowerCase(Locale.ROOT),
            ladders(report),
            report.seed(),
            plain(traffic.queriesPerHour()),
            traffic.repositories() == 1 ? "1 repository" : traffic.repositories() + " repositories",
            traffic.shadow() ? ", with pairs" : ""));
    out.line("");
    out.line(
        style.bold(
            Text.format(
                ROW,
                "scenario",
                "limits",
                "reverted",
                "95 %",
                "median",
                "90 %",
                "exposed",
                "at Full",
                "median")));
    report.results().forEach(result -> row(report, result));
    out.line("");
    inShort(report);
    for (SimulationResult result : report.results()) {
      if (!result.scenario().healthy()) {
        out.line(sentence(report, result));
      }
    }
    for (Scenario left : report.impossible()) {
      out.line(
          Text.format(
              "note: %s is left out: %s", left.name(), left.impossible().orElse("it cannot be")));
    }
  }

  private static String ladders(SimulationReport report) {
    return report.healthyRuns() == report.faultyRuns()
        ? Text.count(report.healthyRuns(), "ladder") + " a scenario"
        : Text.count(report.healthyRuns(), "ladder")
            + " without a fault, "
            + report.faultyRuns()
            + " of each with one";
  }

  /** The plan in one sentence: a good change, and the smallest latency that it must not let by. */
  private void inShort(SimulationReport report) {
    for (SimulationResult result : report.results()) {
      if (result.scenario().healthy()) {
        String slow =
            report.results().stream()
                .filter(each -> isTooSlow(report, each))
                .findFirst()
                .map(SimulationText::slow)
                .orElse("");
        out.line(
            Text.format(
                "This plan would falsely revert %s of good changes, %s%s.",
                reverted(result).map(SimulationText::share).orElse("none"), slow, full(result)));
        waited(result);
      }
    }
  }

  /** What good changes waited for that did not reach the last stage. */
  private void waited(SimulationResult healthy) {
    if (healthy.waitedFor().isEmpty()) {
      return;
    }
    StringJoiner waited = new StringJoiner(", ");
    healthy
        .waitedFor()
        .forEach((name, ladders) -> waited.add(Text.printable(name) + " (" + ladders + ")"));
    out.line(
        Text.format(
            "What the others waited for in the end (ladders): %s.%s",
            waited,
            healthy.scenario().traffic().shadow()
                ? ""
                : " Gates that compare the arms need shadow pairs: try --shadow."));
  }

  private static String full(SimulationResult healthy) {
    String time = time(healthy.hoursToFull(MEDIAN));
    double share = healthy.fullRate().map(Estimate::value).orElse(0.0);
    if (share == 0) {
      return "bring no good change to its last stage";
    }
    return share >= 0.5
        ? "need " + time + " to its last stage"
        : "bring "
            + percent(share)
            + " of good changes to its last stage, after a median of "
            + time;
  }

  private static boolean isTooSlow(SimulationReport report, SimulationResult result) {
    return result.scenario().fault() instanceof Fault.Latency
        && result.scenario().onset().equals(Onset.AT_ONCE)
        && Against.of(report.plan(), result.scenario()) == Against.BEYOND;
  }

  private static String slow(SimulationResult result) {
    return 2 * result.caught() > result.faulty()
        ? Text.format(
            "catch %s %safter a median of %s queries, ",
            result.scenario().sentence(),
            result.caught() == result.faulty() ? "" : "in " + caught(result) + " of ladders ",
            queries(result.exposed(MEDIAN)))
        : Text.format("mostly miss %s, ", result.scenario().sentence());
  }

  private static String caught(SimulationResult result) {
    return percent((double) result.caught() / result.faulty());
  }

  private void row(SimulationReport report, SimulationResult result) {
    Optional<Estimate> reverted = reverted(result);
    out.line(
        Text.format(
            ROW,
            result.scenario().name(),
            limits(report, result),
            reverted.map(share -> percent(share.value())).orElse("-"),
            reverted.map(SimulationText::interval).orElse("-"),
            time(result.hoursToRevert(MEDIAN)),
            time(result.hoursToRevert(P90)),
            queries(result.exposed(MEDIAN)),
            result.fullRate().map(share -> percent(share.value())).orElse("-"),
            time(result.hoursToFull(MEDIAN))));
  }

  /** Of the ladders that had the fault, or of all where there is none. */
  private static Optional<Estimate> reverted(SimulationResult result) {
    return result.scenario().healthy()
        ? result.falseRevertRate()
        : result
            .missRate()
            .map(miss -> new Estimate(1 - miss.value(), 1 - miss.upper(), 1 - miss.lower()));
  }

  private static String limits(SimulationReport report, SimulationResult result) {
    return Against.of(report.plan(), result.scenario())
        .name()
        .toLowerCase(Locale.ROOT)
        .replace('_', ' ');
  }

  private static String sentence(SimulationReport report, SimulationResult result) {
    String caught =
        result.faulty() == 0
            ? "never came to where it begins"
            : Text.format(
                "reverted in %s%s",
                reverted(result).map(SimulationText::share).orElse("none"),
                result.caught() == 0 ? "" : ", " + after(result));
    return upper(result.scenario().sentence()) + ": " + caught + remark(report, result) + ".";
  }

  private static String after(SimulationResult result) {
    return Text.format(
        "after a median of %s and %s treated queries",
        result.hoursToRevert(MEDIAN).map(hours -> hours(hours.value())).orElse("-"),
        queries(result.exposed(MEDIAN)));
  }

  private static String remark(SimulationReport report, SimulationResult result) {
    return switch (Against.of(report.plan(), result.scenario())) {
      case WITHIN -> " (the plan allows it)";
      case NOT_JUDGED -> " (the plan has no gate for it)";
      case HEALTHY, BEYOND -> "";
    };
  }

  private static String upper(String text) {
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }

  private static String share(Estimate share) {
    return percent(share.value()) + " (" + interval(share) + ")";
  }

  private static String interval(Estimate share) {
    return Text.format("%.1f to %.1f %%", 100 * share.lower(), 100 * share.upper());
  }

  private static String percent(double share) {
    return Text.format("%.1f %%", 100 * share);
  }

  private static String queries(Optional<Estimate> count) {
    return count.map(each -> Text.format("%.0f", each.value())).orElse("-");
  }

  private static String time(Optional<Estimate> hours) {
    return hours.map(each -> hours(each.value())).orElse("-");
  }

  private static String hours(double hours) {
    return hours < 1
        ? Text.format("%.0f min", MINUTES_PER_HOUR * hours)
        : Text.format("%.1f h", hours);
  }

  private static String plain(double value) {
    return value == Math.rint(value) ? Text.format("%.0f", value) : Double.toString(value);
  }
}
