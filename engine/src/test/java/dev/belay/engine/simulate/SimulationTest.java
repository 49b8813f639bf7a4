package dev.belay.engine.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.belay.flag.Percentage;
import dev.belay.plan.Evaluation;
import dev.belay.plan.Gates;
import dev.belay.plan.Mode;
import dev.belay.plan.P99LatencyGate;
import dev.belay.plan.RolloutPlan;
import dev.belay.plan.Stage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Ladders of the very policy of a plan, through simulated traffic. */
class SimulationTest {
  private static final long SEED = 4;

  /** Judged by latency alone, far from its limit. */
  private static RolloutPlan lenient() {
    Duration limit = Duration.ofMillis(10);
    return RolloutPlan.builder()
        .ladder(
            List.of(
                new Stage("Canary", Percentage.of(20), Duration.ofMinutes(30), 100, 0.5),
                new Stage("Full", Percentage.of(100), Duration.ofMinutes(30), 100, 0.5)))
        .gates(
            new Gates(
                Optional.of(new P99LatencyGate(limit, limit)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()))
        .evaluation(
            Evaluation.builder()
                .mode(Mode.WINDOWS)
                .window(Duration.ofMinutes(10))
                .gracePeriod(Duration.ZERO)
                .minWindowSamples(20)
                .build())
        .build();
  }

  private static Traffic traffic() {
    // Twenty times below the limit of 10 ms, and half of the tripwires.
    return Traffic.within(lenient()).toBuilder().queriesPerHour(4000).build();
  }

  private static Scenario healthy() {
    return Scenarios.all(traffic()).get(0);
  }

  private static Scenario slow(Onset onset) {
    return new Scenario("slow", "slow", traffic(), new Fault.Latency(30), onset);
  }

  private static Simulation simulation(int runs) {
    return Simulation.of(lenient(), runs, SEED).withThreads(2);
  }

  private static SimulationResult one(Scenario scenario, int runs) {
    return simulation(runs)
        .run(List.of(new PlanRule(lenient())), List.of(scenario), done -> {})
        .get(0);
  }

  @Test
  void aHealthyChange_ofALenientPlan_reachesFull() {
    SimulationResult result = one(healthy(), 20);
    assertThat(result.falseReverts()).isLessThanOrEqualTo(1);
    assertThat(result.fullRate().orElseThrow().value()).isGreaterThan(0.9);
    assertThat(result.hoursToFull(0.5).orElseThrow().value()).isCloseTo(0.5, within(0.1));
    assertThat(result.faulty()).isZero();
    assertThat(result.missRate()).isEmpty();
    assertThat(result.exposed(0.5)).isEmpty();
  }

  @Test
  void aLargeFault_isCaught_inTwoWindows() {
    SimulationResult result = one(slow(Onset.AT_ONCE), 20);
    assertThat(result.caught()).isEqualTo(20);
    assertThat(result.falseReverts()).isZero();
    assertThat(result.missRate().orElseThrow().value()).isZero();
    assertThat(result.missRate().orElseThrow().upper()).isBetween(0.1, 0.2);
    assertThat(result.hoursToRevert(0.5).orElseThrow().value()).isCloseTo(1.0 / 3, within(1e-9));
    assertThat(result.exposed(0.5).orElseThrow().value()).isBetween(100.0, 500.0);
  }

  @Test
  void aFaultFromARungOn_isTimedFromThere() {
    SimulationResult result = one(slow(Onset.fromPercent(50)), 10);
    assertThat(result.caught() + result.falseReverts()).isEqualTo(10);
    assertThat(result.caught()).isGreaterThan(8);
    assertThat(result.hoursToRevert(0.5).orElseThrow().value()).isCloseTo(1.0 / 3, within(1e-9));
    assertThat(result.outcomes().get(0).faultNanos()).isGreaterThan(0);
  }

  @Test
  void theResult_isTheSame_whateverTheNumberOfThreads() {
    List<Rule> rules = List.of(new PlanRule(lenient()));
    List<Scenario> scenarios = List.of(healthy(), slow(Onset.AT_ONCE));
    List<SimulationResult> one = simulation(6).withThreads(1).run(rules, scenarios, done -> {});
    assertThat(simulation(6).withThreads(4).run(rules, scenarios, done -> {})).isEqualTo(one);
    List<SimulationResult> other =
        Simulation.of(lenient(), 6, SEED + 1).run(rules, scenarios, done -> {});
    assertThat(other).isNotEqualTo(one);
  }

  @Test
  void coarseTicks_stepDownWhenThePlansOwnDo() {
    RolloutPlan plan = lenient();
    List<Rule> rules = List.of(new PlanRule(plan), PlanRule.everyTick("every tick", plan));
    List<SimulationResult> results =
        simulation(5).run(rules, List.of(slow(Onset.AT_ONCE)), done -> {});
    for (int i = 0; i < 5; i++) {
      // Ticks of another length draw other moments, not other behaviour: the window is the same.
      assertThat(results.get(0).outcomes().get(i).revertedNanos())
          .isEqualTo(results.get(1).outcomes().get(i).revertedNanos());
    }
  }

  @Test
  void progress_isToldOfEveryLadder() {
    long[] done = new long[1];
    simulation(3)
        .run(
            List.of(new PlanRule(lenient())),
            List.of(slow(Onset.AT_ONCE), slow(Onset.AT_ONCE)),
            more -> done[0] += more);
    assertThat(done[0]).isEqualTo(6);
  }

  @Test
  void aPlanThatIsNotEnabled_isRefused() {
    RolloutPlan off = lenient().toBuilder().enabled(false).build();
    assertThatThrownBy(() -> new PlanRule(off))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("enabled");
  }

  @Test
  void faults_lieToTheLimitsOfAPlan() {
    RolloutPlan plan = RolloutPlan.calibV22();
    for (Scenario scenario : Scenarios.all(Traffic.within(plan))) {
      Against expected =
          switch (scenario.name()) {
            case "healthy" -> Against.HEALTHY;
            case "latency-1.2", "over-confident-0.02", "median-0.02" -> Against.WITHIN;
            case "failures-0.5" -> Against.NOT_JUDGED;
            default -> Against.BEYOND;
          };
      assertThat(Against.of(plan, scenario)).as(scenario.name()).isEqualTo(expected);
    }
  }

  @Test
  void aQuantile_hasAnIntervalAroundIt() {
    double[] values = new double[101];
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
    }
    Estimate median = Estimate.quantile(values, 0.5).orElseThrow();
    assertThat(median.value()).isEqualTo(50);
    assertThat(median.lower()).isBetween(38.0, 43.0);
    assertThat(median.upper()).isBetween(57.0, 62.0);
    assertThat(Estimate.quantile(new double[0], 0.5)).isEmpty();
  }
}
