package dev.belay.sequential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.gate.GateKey;
import dev.belay.gate.GateNames;
import dev.belay.gate.GateResult;
import dev.belay.gate.SummaryLayouts;
import dev.belay.plan.RolloutPlan;
import dev.belay.stats.Seed;
import dev.belay.telemetry.Summary;
import dev.belay.telemetry.SummaryLayout;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Whose fault a breach is: while the control breaches too, and once it does not any more. */
class PreExistingTest {
  private static final RolloutPlan PLAN = RolloutPlan.calibV22();
  private static final SummaryLayout LAYOUT = SummaryLayouts.of(PLAN);

  private final Queries queries = new Queries(Seed.random(1));
  private SequentialGates gates = SequentialGates.of(PLAN, LAYOUT, 1, 7);

  private PreExistingTest run(int ticks, Consumer<Queries> faults) {
    faults.accept(queries);
    for (int i = 0; i < ticks; i++) {
      Summary tick = queries.tick(LAYOUT, 200);
      gates.add(tick);
      gates.addLabels(tick);
    }
    return this;
  }

  private GateResult rejected(String gate) {
    GateResult result =
        gates.results().stream()
            .filter(each -> each.key().equals(GateKey.overall(gate)))
            .findFirst()
            .orElseThrow();
    assertThat(result.breached()).as("%s, seed %d", gate, Seed.value(1)).isTrue();
    return result;
  }

  private static void over(Queries queries, double treatment, double control) {
    queries.overLimit = treatment;
    queries.controlOverLimit = control;
  }

  private static void miscalibrated(Queries queries, double treatment, double control) {
    queries.overconfidence = treatment;
    queries.firstSlice = treatment;
    queries.controlOverconfidence = control;
  }

  @Test
  void p99_isTheChangesOwn_onceTheControlKeepsTheLimit() {
    run(60, q -> over(q, 0.05, 0.05));
    assertThat(rejected(GateNames.P99_LATENCY).preExisting()).isTrue();
    run(200, q -> over(q, 0.05, 0.05));
    assertThat(rejected(GateNames.P99_LATENCY).preExisting()).isTrue();
    gates = SequentialGates.restore(PLAN, LAYOUT, gates.encode());
    run(150, q -> over(q, 0.05, 0.001));
    assertThat(rejected(GateNames.P99_LATENCY).preExisting()).isFalse();
  }

  @Test
  void p99_staysPreExisting_whereBothRecover() {
    run(60, q -> over(q, 0.05, 0.05)).run(300, q -> over(q, 0.001, 0.001));
    assertThat(rejected(GateNames.P99_LATENCY).preExisting()).isTrue();
    run(100, q -> over(q, 0.05, 0.001));
    assertThat(rejected(GateNames.P99_LATENCY).preExisting()).isFalse();
  }

  @Test
  void calibration_isTheChangesOwn_onceTheControlKeepsTheLimit() {
    miscalibrated(queries, 0.12, 0.12);
    for (int i = 0; i < 250 && !gates.hasRejected(); i++) {
      run(1, q -> {});
    }
    assertThat(rejected(GateNames.AECE_MINUS_TAU).preExisting()).isTrue();
    run(450, q -> miscalibrated(q, 0.12, 0));
    assertThat(rejected(GateNames.AECE_MINUS_TAU).preExisting()).isFalse();
  }

  @Test
  void theMean_isNeverPreExisting() {
    queries.percent = 20;
    run(60, q -> over(q, 0.5, 0.5));
    assertThat(rejected(GateNames.TRIPWIRE_MEAN).preExisting()).isFalse();
  }

  /** By chance a control that is over the limit looks fine for a while: that is no evidence. */
  @Test
  void aControlThatStaysOver_neverReleasesTheBreach() {
    int held = 0;
    for (int round = 0; round < 6; round++) {
      Queries some = new Queries(Seed.random(20 + round));
      SequentialGates bad = SequentialGates.of(PLAN, LAYOUT, 1, 7);
      some.percent = 20;
      for (int i = 0; i < 700; i++) {
        over(some, 0.05, i < 40 ? 0.05 : 0.012);
        bad.add(some.tick(LAYOUT, 200));
      }
      held += isPreExisting(bad) ? 1 : 0;
    }
    // Each is released wrongly with a probability of at most 5 %.
    assertThat(held).as("of 6, seed %d", Seed.value(20)).isGreaterThanOrEqualTo(5);
  }

  /** An estimate over the limit is no evidence that the control is. */
  @Test
  void aControlWithinItsLimit_excusesNothing() {
    for (int round = 0; round < 8; round++) {
      Queries some = new Queries(Seed.random(40 + round));
      SequentialGates bad = SequentialGates.of(PLAN, LAYOUT, 1, 7);
      over(some, 0.1, 0.009);
      some.percent = 20;
      for (int i = 0; i < 40; i++) {
        bad.add(some.tick(LAYOUT, 200));
      }
      assertThat(bad.hasRejected()).isTrue();
      assertThat(isPreExisting(bad)).as("seed %d", Seed.value(40 + round)).isFalse();
    }
  }

  private static boolean isPreExisting(SequentialGates some) {
    return some.rejected().stream()
        .filter(result -> result.key().gate().equals(GateNames.P99_LATENCY))
        .anyMatch(GateResult::preExisting);
  }

  @Test
  void whereARungHasNoControl_theBreachIsTheChangesOwn() {
    run(60, q -> over(q, 0.05, 0.05));
    assertThat(rejected(GateNames.P99_LATENCY).preExisting()).isTrue();
    gates.beginRung(3);
    queries.percent = 100;
    run(5, q -> over(q, 0.05, 0.05));
    assertThat(rejected(GateNames.P99_LATENCY).preExisting()).isFalse();
  }
}
