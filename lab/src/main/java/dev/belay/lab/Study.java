package dev.belay.lab;

import dev.belay.engine.simulate.PlanRule;
import dev.belay.engine.simulate.Rule;
import dev.belay.engine.simulate.Scenario;
import dev.belay.engine.simulate.Scenarios;
import dev.belay.engine.simulate.Simulation;
import dev.belay.engine.simulate.SimulationResult;
import dev.belay.engine.simulate.Traffic;
import dev.belay.plan.FailureRateGate;
import dev.belay.plan.Gates;
import dev.belay.plan.Mode;
import dev.belay.plan.RolloutPlan;
import dev.belay.plan.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.LongConsumer;

/** What is simulated for the document of operating characteristics. Not thread-safe. */
final class Study {
  private static final double BURST = 10;

  /** A geometric burst of mean b brings a variance of 2b − 1 times the mean. */
  private static final double BURST_DISPERSION = 2 * BURST - 1;

  private static final String PAIRS = ", pairs";

  private final int nullRuns;
  private final int faultRuns;
  private final long seed;
  private final LongConsumer done;
  private final RolloutPlan plan = plan();
  private final List<String> missing = new ArrayList<>();
  private final Map<String, String> sentences = new LinkedHashMap<>();

  Study(int nullRuns, int faultRuns, long seed, LongConsumer done) {
    this.nullRuns = nullRuns;
    this.faultRuns = faultRuns;
    this.seed = seed;
    this.done = done;
  }

  /**
   * One line of a table.
   *
   * @param rule the rule's name, with what is special about it
   * @param result what became of it
   */
  record Row(String rule, SimulationResult result) {}

  /** The mission's plan, with success rates that 0.1 % of failures keep within. */
  private static RolloutPlan plan() {
    RolloutPlan mission = RolloutPlan.calibV22();
    List<Stage> ladder =
        mission.ladder().stream()
            .map(
                stage ->
                    new Stage(
                        stage.name(),
                        stage.percent(),
                        stage.minObservation(),
                        stage.minSamples(),
                        Math.min(stage.minSuccessRate(), 0.998)))
            .toList();
    return mission.toBuilder().ladder(ladder).build();
  }

  /** The traffic that the others are made from. */
  static Traffic base() {
    return Traffic.within(plan()).toBuilder().failureRate(0.001).build();
  }

  /** The traffic without any fault, by name. */
  static Map<String, Traffic> nulls() {
    Map<String, Traffic> nulls = new LinkedHashMap<>();
    nulls.put("plain", base());
    nulls.put("daily load", base().toBuilder().dailySwing(0.8).build());
    nulls.put("bursts of 10", base().toBuilder().burst(BURST).build());
    nulls.put(
        "60 unlike repositories", base().toBuilder().repositories(60, 1).rateSpread(1).build());
    nulls.put(
        "labels after 1 h or 10 h",
        base().toBuilder().labelDelay(Duration.ofHours(1), Duration.ofHours(10)).build());
    // The mean p99 right below the limit of 1 ms.
    nulls.put(
        "at the p99 limit",
        base().toBuilder().p99Latency(Duration.ofNanos(990_000)).latencySigma(0.5, 0).build());
    return nulls;
  }

  /** The rule of our plan in a mode; empty where this version does not have it. */
  private Optional<Rule> ours(Mode mode, OptionalDouble dispersion, String suffix) {
    String name = mode.name().toLowerCase(Locale.ROOT) + suffix;
    Gates gates = plan.gates();
    Gates judged =
        mode == Mode.WINDOWS
            ? gates
            : new Gates(
                gates.p99Latency(),
                gates.aeceMinusTau(),
                gates.confidenceShift(),
                gates.slaRecall50(),
                Optional.of(FailureRateGate.standard()));
    try {
      return Optional.of(
          new PlanRule(
              name,
              plan.toBuilder()
                  .gates(judged)
                  .evaluation(
                      plan.evaluation().toBuilder().mode(mode).dispersion(dispersion).build())
                  .build()));
    } catch (IllegalArgumentException e) {
      String why = mode.name().toLowerCase(Locale.ROOT) + ": " + e.getMessage();
      if (!missing.contains(why)) {
        missing.add(why);
      }
      return Optional.empty();
    }
  }

  private List<Rule> ours(OptionalDouble dispersion, String suffix) {
    List<Rule> rules = new ArrayList<>();
    for (Mode mode : Mode.values()) {
      ours(mode, dispersion, suffix).ifPresent(rules::add);
    }
    return rules;
  }

  /** Ours whose evidence a burst would count twice, were it not told of bursts. */
  private List<Rule> sequential(String suffix) {
    List<Rule> rules = new ArrayList<>();
    for (Mode mode : Mode.values()) {
      if (mode != Mode.WINDOWS) {
        ours(mode, OptionalDouble.of(1), suffix).ifPresent(rules::add);
      }
    }
    return rules;
  }

  /** Every rule on traffic without a fault. */
  Map<String, List<Row>> falseReverts() {
    Map<String, List<Row>> tables = new LinkedHashMap<>();
    nulls()
        .forEach(
            (name, traffic) -> {
              Scenario healthy = Scenarios.all(traffic).get(0);
              List<Row> rows = new ArrayList<>();
              boolean bursty = traffic.burst() > 1;
              OptionalDouble dispersion =
                  bursty ? OptionalDouble.of(BURST_DISPERSION) : OptionalDouble.of(1);
              rows.addAll(run(ours(dispersion, ""), healthy, nullRuns));
              rows.addAll(run(ours(dispersion, PAIRS), shadow(healthy), nullRuns));
              if (bursty) {
                rows.addAll(run(sequential(" without dispersion"), healthy, nullRuns));
              }
              rows.addAll(run(Peers.of(plan), healthy, nullRuns));
              tables.put(name, rows);
            });
    return tables;
  }

  /** Every rule on every fault, under plain traffic. */
  Map<Scenario, List<Row>> faults() {
    Map<Scenario, List<Row>> tables = new LinkedHashMap<>();
    OptionalDouble one = OptionalDouble.of(1);
    for (Scenario scenario : Scenarios.all(base())) {
      if (!scenario.healthy()) {
        List<Row> rows = new ArrayList<>();
        rows.addAll(run(ours(one, ""), scenario, faultRuns));
        rows.addAll(run(ours(one, PAIRS), shadow(scenario), faultRuns));
        rows.addAll(run(Peers.of(plan), scenario, faultRuns));
        tables.put(scenario, rows);
      }
    }
    return tables;
  }

  private static Scenario shadow(Scenario scenario) {
    return scenario.with(scenario.traffic().toBuilder().shadow(true).build());
  }

  private List<Row> run(List<Rule> rules, Scenario scenario, int runs) {
    rules.forEach(rule -> sentences.putIfAbsent(rule.name(), rule.sentence()));
    return Simulation.of(plan, runs, seed).run(rules, List.of(scenario), done).stream()
        .map(result -> new Row(result.rule(), result))
        .toList();
  }

  /** What this version does not have, with the reason. */
  List<String> missing() {
    return List.copyOf(missing);
  }

  /** What each rule does, by its name, in the order of the tables. */
  Map<String, String> sentences() {
    return Collections.unmodifiableMap(sentences);
  }

  RolloutPlan rolloutPlan() {
    return plan;
  }
}
