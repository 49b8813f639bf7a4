package dev.belay.cli;

import dev.belay.engine.simulate.Against;
import dev.belay.engine.simulate.PlanRule;
import dev.belay.engine.simulate.Scenario;
import dev.belay.engine.simulate.Scenarios;
import dev.belay.engine.simulate.Simulation;
import dev.belay.engine.simulate.SimulationResult;
import dev.belay.engine.simulate.Traffic;
import dev.belay.plan.Mode;
import dev.belay.plan.RolloutPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code belay simulate}: how often a plan would be wrong, and how late right. */
@Command(
    name = "simulate",
    description = {
      "Runs the controller of a plan on simulated traffic, many times: how often it would revert a"
          + " good change, how soon a bad one, and how long a good one takes.",
    })
final class SimulateCommand implements Callable<Integer> {
  private static final int RUNS = 400;
  private static final int QUICK_RUNS = 60;

  /** Judged at every tick, a ladder takes a second. */
  private static final int QUICK_HEALTHY_RUNS = 12;

  private static final int QUICK_FAULTY_RUNS = 5;
  private static final Set<String> QUICK =
      Set.of(
          "healthy",
          "latency-1.5",
          "latency-2",
          "over-confident-0.05",
          "median-0.05",
          "recall-1",
          "failures-0.5",
          "invalid-2");

  private final Io io;

  @Mixin private PlanOption plan = new PlanOption();

  @Option(
      names = "--scenario",
      paramLabel = "S",
      split = ",",
      description = "Only these, with commas between them; all if left out.")
  private List<String> names = List.of();

  @Option(
      names = "--runs",
      paramLabel = "N",
      description =
          "Ladders of each scenario; 400 if left out, or 60 with --quick, fewer with --quick in"
              + " modes that judge at every tick.")
  private @Nullable Integer runs;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "The same seed gives the same answer; 1 if left out.")
  private long seed = 1;

  @Option(
      names = "--quick",
      description = "Fewer and shorter ladders of the most telling scenarios.")
  private boolean quick;

  @Mixin private TrafficOptions trafficOptions = new TrafficOptions();

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  SimulateCommand(Io io) {
    this.io = io;
  }

  @Override
  public Integer call() {
    trafficOptions.scoresFile().ifPresent(plan::requireOneStandardInput);
    RolloutPlan rollout = plan.read(io);
    PlanRule rule = rule(rollout);
    Traffic traffic = trafficOptions.traffic(rollout, io);
    List<Scenario> impossible = new ArrayList<>();
    List<Scenario> scenarios = scenarios(rollout, traffic, impossible);
    Simulation healthy = simulation(rollout, QUICK_HEALTHY_RUNS);
    Simulation faulty = simulation(rollout, QUICK_FAULTY_RUNS);
    List<SimulationResult> results = new ArrayList<>();
    try (Progress progress =
        new Progress(
            io,
            "simulating",
            scenarios.stream().mapToLong(each -> of(each, healthy, faulty).runs()).sum(),
            System::nanoTime)) {
      for (Scenario scenario : scenarios) {
        results.addAll(
            of(scenario, healthy, faulty).run(List.of(rule), List.of(scenario), progress::advance));
      }
    }
    SimulationReport report =
        new SimulationReport(
            rollout, traffic, healthy.runs(), faulty.runs(), seed, results, impossible);
    if (json) {
      new SimulationJson(io.out()).print(report);
    } else {
      new SimulationText(io.out(), Style.of(io.terminal())).print(report);
    }
    return ExitCode.OK;
  }

  private PlanRule rule(RolloutPlan rollout) {
    try {
      return new PlanRule(rollout);
    } catch (IllegalArgumentException e) {
      throw new BadInputException(
          plan.file(io).place(), Text.printable(String.valueOf(e.getMessage())));
    }
  }

  private static Simulation of(Scenario scenario, Simulation healthy, Simulation faulty) {
    return scenario.healthy() ? healthy : faulty;
  }

  private Simulation simulation(RolloutPlan rollout, int quickRuns) {
    int few = rollout.evaluation().mode() == Mode.WINDOWS ? QUICK_RUNS : quickRuns;
    int ladders = runs != null ? runs : quick ? few : RUNS;
    try {
      Simulation simulation = Simulation.of(rollout, ladders, seed);
      return quick ? simulation.withHorizon(Simulation.leastHorizonOf(rollout)) : simulation;
    } catch (IllegalArgumentException e) {
      throw new BadInputException(Place.of("--runs"), String.valueOf(e.getMessage()));
    }
  }

  private List<Scenario> scenarios(
      RolloutPlan rollout, Traffic traffic, List<Scenario> impossible) {
    List<Scenario> all = Scenarios.all(traffic);
    List<String> known = all.stream().map(Scenario::name).toList();
    for (String name : names) {
      if (!known.contains(name)) {
        throw new BadInputException(
            Place.of("--scenario"),
            Text.quoted(name) + " is no scenario; name some of " + String.join(", ", known));
      }
    }
    List<Scenario> wanted = new ArrayList<>();
    for (Scenario scenario : all) {
      if (!isWanted(rollout, scenario)) {
        continue;
      }
      if (scenario.impossible().isEmpty()) {
        wanted.add(scenario);
      } else if (names.isEmpty()) {
        impossible.add(scenario);
      } else {
        throw new BadInputException(
            Place.of("--scenario"), scenario.name() + ": " + scenario.impossible().get());
      }
    }
    return wanted;
  }

  private boolean isWanted(RolloutPlan rollout, Scenario scenario) {
    if (!names.isEmpty()) {
      return names.contains(scenario.name());
    }
    return !quick
        || (QUICK.contains(scenario.name()) && Against.of(rollout, scenario) != Against.NOT_JUDGED);
  }
}
