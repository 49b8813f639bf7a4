package dev.belay.lab;

import dev.belay.engine.simulate.Against;
import dev.belay.engine.simulate.Estimate;
import dev.belay.engine.simulate.Scenario;
import dev.belay.engine.simulate.SimulationResult;
import dev.belay.engine.simulate.Traffic;
import dev.belay.lab.Study.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Writes the document of operating characteristics and its plots. Not thread-safe. */
final class Report {
  private static final double MEDIAN = 0.5;
  private static final double P90 = 0.9;

  private final Path docs;
  private final StringBuilder text = new StringBuilder();

  /**
   * A report.
   *
   * @param docs the directory of the document; plots go to its directory {@code plots}
   */
  Report(Path docs) {
    this.docs = docs;
  }

  /** Writes all files. */
  void write(
      Study study, Map<String, List<Row>> nulls, Map<Scenario, List<Row>> faults, String command)
      throws IOException {
    Files.createDirectories(docs.resolve("plots"));
    line("# Operating characteristics");
    line("");
    line(
        "How often each rule reverts a good change, and how soon a bad one: every rule on the same"
            + " simulated queries. This page is made by `%s`; do not edit it.",
        command);
    line("");
    line("## The rules");
    line("");
    study.sentences().forEach((rule, sentence) -> line("- **%s**: %s", rule, sentence));
    study.missing().forEach(why -> line("- not measured: %s", why));
    traffic(Study.base());
    falseReverts(nulls);
    faults(study, faults);
    Files.writeString(docs.resolve("OPERATING_CHARACTERISTICS.md"), text.toString());
  }

  private void traffic(Traffic base) {
    line("");
    line("## The traffic");
    line("");
    line(
        "%.0f queries an hour over %d repositories, the k-th with a share of 1/k; repositories are"
            + " assigned by hash, and every ladder has other ones. The control: a p99 of %.2f ms"
            + " (log-normal, σ %.2f, of it %.2f between repositories), %.2f %% failures and %.0f %%"
            + " queries with recall@50 below 1 (log-normal over repositories, σ %.1f), calibrated"
            + " labels for %.0f %% of the queries at once, %d slices. A ladder ends with its first"
            + " revert, or when the last stage's least time is over.",
        base.queriesPerHour(),
        base.repositories(),
        base.p99Latency().toNanos() / 1e6,
        base.latencySigma(),
        base.latencySpread(),
        100 * base.failureRate(),
        100 * base.recallMissRate(),
        base.rateSpread(),
        100 * base.labelled(),
        base.slices());
  }

  private void falseReverts(Map<String, List<Row>> nulls) throws IOException {
    line("");
    line("## A good change");
    line("");
    line(
        "The share of ladders that were reverted although nothing was wrong, with its 95 %%"
            + " interval; and of those that were not, the time to Full.");
    for (Map.Entry<String, List<Row>> table : nulls.entrySet()) {
      line("");
      line("### Traffic: %s", table.getKey());
      line("");
      line("| rule | ladders | falsely reverted | 95 %% | reached Full | median time to Full |");
      line("| --- | --- | --- | --- | --- | --- |");
      Plot plot = new Plot("Falsely reverted, %: " + table.getKey(), new Plot.Scale(0, 100, false));
      for (Row row : table.getValue()) {
        SimulationResult result = row.result();
        Estimate share = result.falseRevertRate().orElseThrow();
        line(
            "| %s | %d | %s | %s | %s | %s |",
            row.rule(),
            result.runs(),
            percent(share.value()),
            interval(share),
            result.fullRate().map(full -> percent(full.value())).orElse("–"),
            hours(result.hoursToFull(MEDIAN)));
        plot.add(row.rule(), times100(share), percent(share.value()));
      }
      figure("false-reverts-" + slug(table.getKey()), plot);
    }
  }

  private void faults(Study study, Map<Scenario, List<Row>> faults) throws IOException {
    line("");
    line("## A bad change");
    line("");
    line(
        "Of the ladders that came to where the fault begins: the share that was not reverted, the"
            + " time from the fault to the revert, and the treated queries until then. Times and"
            + " queries are of the ladders that were reverted, whatever for: read them beside the"
            + " table of good changes.");
    for (Map.Entry<Scenario, List<Row>> table : faults.entrySet()) {
      Scenario scenario = table.getKey();
      line("");
      line("### %s: %s", scenario.name(), scenario.sentence());
      line("");
      if (Against.of(study.rolloutPlan(), scenario) == Against.WITHIN) {
        line("The plan allows it: a revert is one too many.");
        line("");
      }
      line(
          "| rule | ladders | missed | 95 %% | median time | 90 %% | median queries | 95 %% | 90 %%"
              + " |");
      line("| --- | --- | --- | --- | --- | --- | --- | --- | --- |");
      Plot plot =
          new Plot(
              "Treated queries until the revert, median: " + scenario.name(),
              new Plot.Scale(10, 1e6, true));
      for (Row row : table.getValue()) {
        SimulationResult result = row.result();
        Optional<Estimate> missed = result.missRate();
        Optional<Estimate> exposed = result.exposed(MEDIAN);
        line(
            "| %s | %d | %s | %s | %s | %s | %s | %s | %s |",
            row.rule(),
            result.faulty(),
            missed.map(share -> percent(share.value())).orElse("–"),
            missed.map(Report::interval).orElse("–"),
            hours(result.hoursToRevert(MEDIAN)),
            hours(result.hoursToRevert(P90)),
            exposed.map(each -> whole(each.value())).orElse("–"),
            exposed.map(each -> whole(each.lower()) + " to " + whole(each.upper())).orElse("–"),
            result.exposed(P90).map(each -> whole(each.value())).orElse("–"));
        exposed.ifPresent(each -> plot.add(row.rule(), each, whole(each.value())));
      }
      figure("exposed-" + slug(scenario.name()), plot);
    }
  }

  private void figure(String name, Plot plot) throws IOException {
    Files.writeString(docs.resolve("plots").resolve(name + ".svg"), plot.svg());
    line("");
    line("![](plots/%s.svg)", name);
  }

  private void line(String pattern, Object... values) {
    text.append(String.format(Locale.ROOT, pattern, values)).append('\n');
  }

  private static String slug(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.]+", "-");
  }

  private static Estimate times100(Estimate share) {
    return new Estimate(100 * share.value(), 100 * share.lower(), 100 * share.upper());
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f %%", 100 * share);
  }

  private static String interval(Estimate share) {
    return String.format(Locale.ROOT, "%.2f to %.2f %%", 100 * share.lower(), 100 * share.upper());
  }

  private static String hours(Optional<Estimate> hours) {
    return hours.map(each -> String.format(Locale.ROOT, "%.2f h", each.value())).orElse("–");
  }

  private static String whole(double value) {
    return String.format(Locale.ROOT, "%.0f", value);
  }
}
