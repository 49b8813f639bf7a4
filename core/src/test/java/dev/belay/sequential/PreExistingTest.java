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
    run(100, q -> over(q, 0.05, 0.001));
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
    run(250, q -> miscalibrated(q, 0.12, 0.12));
    assertThat(rejected(GateNames.AECE_MINUS_TAU).preExisting()).isTrue();
    run(250, q -> miscalibrated(q, 0.12, 0));
    assertThat(rejected(GateNames.AECE_MINUS_TAU).preExisting()).isFalse();
  }

  @Test
  void theMean_isTheChangesOwn_onceTheControlKeepsTheLimit() {
    queries.percent = 20;
    run(60, q -> over(q, 0.5, 0.5));
    assertThat(rejected(GateNames.TRIPWIRE_MEAN).preExisting()).isTrue();
    run(60, q -> over(q, 0.5, 0.001));
    assertThat(rejected(GateNames.TRIPWIRE_MEAN).preExisting()).isFalse();
  }
}
