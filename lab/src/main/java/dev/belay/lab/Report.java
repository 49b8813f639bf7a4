package dev.belay.lab;

import dev.belay.engine.simulate.Against;
import dev.belay.engine.simulate.Estimate;
import dev.belay.engine.simulate.PlanRule;
import dev.belay.engine.simulate.Scenario;
import dev.belay.engine.simulate.SimulationResult;
import dev.belay.engine.simulate.Traffic;
import dev.belay.lab.Section.Job;
import dev.belay.lab.Section.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Writes the document of operating characteristics and its plots. Not thread-safe. */
final class Report {
  private static final double MEDIAN = 0.5;
  private static final double P90 = 0.9;
  private static final String PLOTS = "operating-characteristics";

  private final Path docs;
  private final Study study;
  private final Map<Section, List<Row>> results;
  private final StringBuilder text = new StringBuilder();

  /**
   * A report.
   *
   * @param docs the directory of the document; plots go to a directory beside it
   */
  Report(Path docs, Study study, Map<Section, List<Row>> results) {
    this.docs = docs;
    this.study = study;
    this.results = results;
  }

  /** Writes all files. */
  void write(GateDelay delay, String command, Map<Kind, Duration> cpu) throws IOException {
    Files.createDirectories(docs.resolve(PLOTS));
    line("# Operating characteristics");
    line("");
    line(
        "How often each rule reverts a good change, and how soon a bad one: every rule on the same"
            + " simulated queries. This page is made by `%s` (ladders of our rules where they"
            + " promise something, ladders of everything else, seed); do not edit it. It took %s of"
            + " processor time.",
        command, time(cpu));
    mustHold(delay);
    rules();
    traffic(Study.base());
    tables(
        Kind.NULL,
        "A good change",
        "Nothing is beyond a limit: every revert is a false one. The share of ladders that were"
            + " reverted, with its 95 % interval; and of the others, the time to Full.");
    tables(
        Kind.ABLATION,
        "What goes wrong without our precautions",
        "A good change again: every revert is a false one.");
    tables(
        Kind.FAULT,
        "A bad change",
        "Of the ladders that came to where the fault begins: the share that was not reverted, the"
            + " time from the fault to the revert, and the treated queries until then. Times and"
            + " queries are of the ladders that were reverted, whatever for: read them beside the"
            + " tables of good changes.");
    Files.writeString(docs.resolve("OPERATING_CHARACTERISTICS.md"), text.toString());
  }

  private static String time(Map<Kind, Duration> cpu) {
    Duration all = cpu.values().stream().reduce(Duration.ZERO, Duration::plus);
    return String.format(
        Locale.ROOT,
        "%.1f h (good changes %.1f, bad ones %.1f)",
        all.toMillis() / 3.6e6,
        cpu.getOrDefault(Kind.NULL, Duration.ZERO).toMillis() / 3.6e6,
        cpu.getOrDefault(Kind.FAULT, Duration.ZERO).toMillis() / 3.6e6);
  }

  private void mustHold(GateDelay delay) {
    line("");
    line("## What must hold");
    line("");
    MustHold.of(results, delay).forEach(each -> line("- %s", each));
    study.missing().forEach(why -> line("- not measured: %s", why));
  }

  private void rules() {
    line("");
    line("## The rules");
    line("");
    Map<String, String> sentences = new LinkedHashMap<>();
    sentences.put("…, pairs", "the same rule where both arms answer every query");
    for (Section section : results.keySet()) {
      for (Job job : section.jobs()) {
        if (!job.label().endsWith(Study.PAIRS)) {
          sentences.putIfAbsent(job.label(), sentence(job));
        }
      }
    }
    sentences.forEach((rule, sentence) -> line("- **%s**: %s", rule, sentence));
    line("");
    line(
        "Ours is the mission's plan with success rates of at most 0.998, and in the modes"
            + " sequential and guarded with `failureRate: { ratio: 1.5 }`. On good changes, which"
            + " take the whole ladder, these modes judge every %d s instead of every %d s: what"
            + " they promise does not depend on it. Steps and limits of the others are the plan's"
            + " where they have none of their own.",
        StudyPlans.COARSE.toSeconds(), study.plan().evaluation().tick().toSeconds());
  }

  private static String sentence(Job job) {
    String sentence = job.rule().sentence();
    return job.rule() instanceof PlanRule ? sentence + ". Source: docs/SEQUENTIAL.md" : sentence;
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
            + " labels for %.0f %% of the queries at once, %d slices. With pairs, both arms'"
            + " latencies of a query are independent. A ladder ends with its first revert, when the"
            + " last stage's least time is over, or after 26 h; the plan takes 24. Exactly at a"
            + " limit, where the plan would hold on its first stage, a quarter of the queries come"
            + " and 20 %% instead of 5 %% are treated, for a day.",
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

  private void tables(Kind kind, String title, String about) throws IOException {
    line("");
    line("## %s", title);
    line("");
    line("%s", about);
    for (Map.Entry<Section, List<Row>> table : results.entrySet()) {
      Section section = table.getKey();
      if (section.kind() == kind && !section.jobs().isEmpty()) {
        line("");
        line("### %s", upper(section.title()));
        line("");
        if (!section.note().isEmpty()) {
          line("%s", section.note());
          line("");
        }
        if (kind == Kind.FAULT) {
          fault(section, table.getValue());
        } else {
          good(section, table.getValue());
        }
      }
    }
  }

  private static String upper(String title) {
    return title.substring(0, 1).toUpperCase(Locale.ROOT) + title.substring(1);
  }

  private void good(Section section, List<Row> rows) throws IOException {
    line("| rule | ladders | falsely reverted | 95 %% | reached Full | median h to Full (95 %%) |");
    line("| --- | --- | --- | --- | --- | --- |");
    Plot plot = new Plot("Falsely reverted, %: " + section.title(), new Plot.Scale(0, 100, false));
    for (Row row : rows) {
      SimulationResult result = row.result();
      Estimate share = row.reverted();
      line(
          "| %s | %d | %s | %s | %s | %s |",
          row.label(),
          result.runs(),
          Words.percent(share.value()),
          Words.interval(share),
          result.fullRate().map(full -> Words.percent(full.value())).orElse(Words.NONE),
          Words.hoursWithInterval(result.hoursToFull(MEDIAN)));
      plot.add(row.label(), times100(share), Words.percent(share.value()));
    }
    figure("good-" + section.id(), plot);
  }

  private void fault(Section section, List<Row> rows) throws IOException {
    Scenario scenario = section.scenario();
    if (Against.of(study.plan(), scenario) == Against.WITHIN) {
      line("The plan allows it: a revert is one too many.");
      line("");
    }
    line(
        "| rule | ladders | missed | 95 %% | median h (95 %%) | p90 h | median queries (95 %%) |"
            + " p90 queries |");
    line("| --- | --- | --- | --- | --- | --- | --- | --- |");
    Plot plot =
        new Plot(
            "Treated queries until the revert, median: " + scenario.name(),
            new Plot.Scale(10, 1e6, true));
    for (Row row : rows) {
      SimulationResult result = row.result();
      Optional<Estimate> missed = result.missRate();
      Optional<Estimate> exposed = result.exposed(MEDIAN);
      line(
          "| %s | %d | %s | %s | %s | %s | %s | %s |",
          row.label(),
          result.faulty(),
          missed.map(share -> Words.percent(share.value())).orElse(Words.NONE),
          missed.map(Words::interval).orElse(Words.NONE),
          Words.hoursWithInterval(result.hoursToRevert(MEDIAN)),
          Words.hours(result.hoursToRevert(P90)),
          Words.queriesWithInterval(exposed),
          Words.queries(result.exposed(P90)));
      exposed.ifPresent(
          each ->
              plot.add(
                  row.label(),
                  each,
                  Words.whole(each.value())
                      + missed.filter(m -> m.value() >= MEDIAN).map(m -> " (few)").orElse("")));
    }
    figure("exposed-" + section.id(), plot);
  }

  private void figure(String name, Plot plot) throws IOException {
    Files.writeString(docs.resolve(PLOTS).resolve(name + ".svg"), plot.svg());
    line("");
    line("![%s](%s/%s.svg)", plot.title(), PLOTS, name);
  }

  private void line(String pattern, Object... values) {
    text.append(String.format(Locale.ROOT, pattern, values)).append('\n');
  }

  private static Estimate times100(Estimate share) {
    return new Estimate(100 * share.value(), 100 * share.lower(), 100 * share.upper());
  }
}
