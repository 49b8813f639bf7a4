package dev.belay.sequential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.belay.gate.EValue;
import dev.belay.gate.GateKey;
import dev.belay.gate.GateNames;
import dev.belay.gate.GateResult;
import dev.belay.gate.SummaryLayouts;
import dev.belay.gate.Verdict;
import dev.belay.plan.Evaluation;
import dev.belay.plan.Mode;
import dev.belay.plan.RolloutPlan;
import dev.belay.stats.FalseRevertBudget;
import dev.belay.stats.OneSidedProportion;
import dev.belay.stats.Seed;
import dev.belay.telemetry.Summary;
import dev.belay.telemetry.SummaryLayout;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Windows that are judged by their own evidence. */
class WindowTestsTest {
  private static final RolloutPlan PLAN = plan(evaluation -> {});

  private static RolloutPlan plan(Consumer<Evaluation.Builder> change) {
    Evaluation.Builder evaluation = Evaluation.mission().toBuilder().mode(Mode.GUARDED);
    change.accept(evaluation);
    return SequentialGatesTest.PLAN.toBuilder().evaluation(evaluation.build()).build();
  }

  private static SummaryLayout layout(RolloutPlan plan) {
    return SummaryLayouts.of(plan);
  }

  private static SequentialGates gates(RolloutPlan plan) {
    return SequentialGates.of(plan, layout(plan), 1, 7);
  }

  private static List<GateResult> judge(SequentialGates gates, Summary window, boolean probation) {
    return gates.window(window, window.total(), Optional.empty(), probation);
  }

  private static Summary window(int n, Consumer<Queries> faults) {
    Queries queries = new Queries(Seed.random(n));
    faults.accept(queries);
    return queries.tick(layout(PLAN), n);
  }

  private static GateResult of(List<GateResult> results, String gate) {
    return results.stream()
        .filter(result -> result.key().equals(GateKey.overall(gate)))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theLevel_isThatOfTheBudget() {
    // 48 h in windows of 15 min; seven gates over everything, 65 slices, health apart.
    int windows = 48 * 4;
    int tests = 7 + 65;
    FalseRevertBudget budget = new FalseRevertBudget(0.01);
    double level = budget.autoLevel(windows, tests, 2, 4, 0.1);
    GateResult p99 = of(judge(gates(PLAN), window(900, q -> {}), false), GateNames.P99_LATENCY);
    assertThat(p99.evidence().orElseThrow().logThreshold()).isPositive();
    GateResult over =
        of(judge(gates(PLAN), window(900, q -> q.overLimit = 0.03), false), GateNames.P99_LATENCY);
    assertThat(over.evidence().orElseThrow().logThreshold())
        .isCloseTo(-Math.log(level), within(1e-12));
    GateResult probation =
        of(judge(gates(PLAN), window(900, q -> q.overLimit = 0.03), true), GateNames.P99_LATENCY);
    assertThat(probation.evidence().orElseThrow().logThreshold())
        .isCloseTo(-Math.log(0.001 / windows / tests), within(1e-12));
  }

  @Test
  void theWholeBudget_isAtMostTheFalseRevertRate() {
    for (double rate : new double[] {0, 0.05, 0.1, 0.3}) {
      RolloutPlan plan = plan(evaluation -> evaluation.maxBreachRate(rate).consecutiveBreaches(3));
      double total = gates(plan).budget().stream().mapToDouble(BudgetShare::total).sum();
      assertThat(total).as("rate %s", rate).isBetween(0.0075, 0.01 * (1 + 1e-12));
    }
    // A significance that somebody chose is what it is, and the shares tell.
    RolloutPlan chosen = plan(evaluation -> evaluation.significance(OptionalDouble.of(0.05)));
    assertThat(gates(chosen).budget().stream().mapToDouble(BudgetShare::total).sum())
        .isGreaterThan(1);
  }

  @Test
  void aHealthyWindow_passesWhereThereIsEnough() {
    List<GateResult> results = judge(gates(PLAN), window(2_000, q -> q.paired = true), false);
    assertThat(results).noneMatch(GateResult::breached);
    for (String gate :
        List.of(
            GateNames.P99_LATENCY,
            GateNames.AECE_MINUS_TAU,
            GateNames.CONFIDENCE_SHIFT,
            GateNames.FAILURE_RATE,
            GateNames.TRIPWIRE_MEAN,
            GateNames.HEALTH)) {
      assertThat(of(results, gate).verdict()).as(gate).isEqualTo(Verdict.PASS);
    }
    assertThat(judge(gates(PLAN), window(20, q -> {}), false))
        .allMatch(result -> result.verdict() == Verdict.INSUFFICIENT);
  }

  @Test
  void aBadWindow_breachesByItsOwnEvidence() {
    assertThat(breaching(q -> q.overLimit = 0.1)).contains(GateNames.P99_LATENCY);
    assertThat(breaching(q -> q.overconfidence = 0.3)).contains(GateNames.AECE_MINUS_TAU);
    assertThat(breaching(q -> q.failures = 1)).contains(GateNames.HEALTH);
    assertThat(breaching(q -> {})).isEmpty();
  }

  private static List<String> breaching(Consumer<Queries> faults) {
    return judge(gates(PLAN), window(1_500, faults), false).stream()
        .filter(GateResult::breached)
        .map(result -> result.key().gate())
        .distinct()
        .toList();
  }

  /** What was seen before is no evidence: of windows, not of the attempt. */
  @Test
  void windows_doNotRememberOneAnother() {
    SequentialGates gates = gates(PLAN);
    Summary bad = window(1_500, q -> q.overLimit = 0.1);
    Summary good = window(1_500, q -> {});
    List<GateResult> alone = judge(gates(PLAN), good, false);
    judge(gates, bad, false);
    assertThat(judge(gates, good, false)).isEqualTo(alone);
    assertThat(gates.hasRejected()).isFalse();
  }

  /** At the limit itself, a level of 30 % breaches in at most 30 % of windows. */
  @Test
  void atTheLimit_breachesAreAsRareAsTheLevelSays() {
    double level = 0.3;
    RolloutPlan plan = plan(evaluation -> evaluation.significance(OptionalDouble.of(level)));
    Queries queries = new Queries(Seed.random(5));
    queries.overLimit = 0.01;
    queries.slices = 1;
    int windows = 0;
    int breaching = 0;
    for (int attempt = 0; attempt < 8; attempt++) {
      SequentialGates gates = gates(plan);
      for (int i = 0; i < 100; i++) {
        GateResult p99 =
            of(judge(gates, queries.tick(layout(plan), 1_000), false), GateNames.P99_LATENCY);
        windows++;
        breaching += p99.breached() ? 1 : 0;
      }
    }
    // Three standard deviations above 30 % of 800.
    assertThat(breaching).as("of %d, seed %d", windows, Seed.value(5)).isBetween(1, 278);
  }

  @Test
  void aWindowsEvidence_isThatOfItsCounts() {
    Summary window = window(1_500, q -> q.overLimit = 0.04);
    GateResult p99 = of(judge(gates(PLAN), window, false), GateNames.P99_LATENCY);
    long over = Math.round(p99.estimate().orElseThrow() / 100 * p99.n());
    EValue evidence = p99.evidence().orElseThrow();
    // The weight of a single tick is 3/4.
    assertThat(evidence.log())
        .isCloseTo(
            new OneSidedProportion(0.01, 1).logAlarm(over, p99.n()) + Math.log(0.75), within(1e-9));
  }

  @Test
  void onceTheBudgetIsSpent_noWindowIsJudged_alsoAfterARestart() {
    RolloutPlan plan = plan(evaluation -> evaluation.window(Duration.ofHours(24)));
    SequentialGates gates = gates(plan);
    Summary bad = window(1_500, q -> q.overLimit = 0.1);
    assertThat(judge(gates, bad, false)).anyMatch(GateResult::breached);
    gates = SequentialGates.restore(plan, layout(plan), gates.encode());
    assertThat(judge(gates, bad, false)).anyMatch(GateResult::breached);
    assertThat(judge(gates, bad, false)).containsExactly(unjudgedHealth(gates, bad));
    gates = SequentialGates.restore(plan, layout(plan), gates.encode());
    assertThat(judge(gates, bad, false)).containsExactly(unjudgedHealth(gates, bad));
  }

  private static GateResult unjudgedHealth(SequentialGates gates, Summary window) {
    GateResult health = of(judge(gates, window, false), GateNames.HEALTH);
    assertThat(health.verdict()).isEqualTo(Verdict.INSUFFICIENT);
    return health;
  }
}
