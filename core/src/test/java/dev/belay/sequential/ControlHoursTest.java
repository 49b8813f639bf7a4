package dev.belay.sequential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.belay.flag.Assignment;
import dev.belay.flag.Decision;
import dev.belay.flag.Fallback;
import dev.belay.flag.Reason;
import dev.belay.flag.Variant;
import dev.belay.gate.SummaryLayouts;
import dev.belay.plan.Gates;
import dev.belay.plan.RolloutPlan;
import dev.belay.sequential.DispersionChoice.Origin;
import dev.belay.stats.Seed;
import dev.belay.telemetry.Observation;
import dev.belay.telemetry.Summary;
import dev.belay.telemetry.SummaryLayout;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The dispersion of a control, and how it is fixed for an attempt. */
class ControlHoursTest {
  private static final RolloutPlan PLAN = SequentialGatesTest.PLAN;
  private static final SummaryLayout LAYOUT = SummaryLayouts.of(PLAN);
  private static final long QUARTER = 900_000_000_000L;

  private static Decision decision(Variant variant) {
    return new Decision(
        variant, Reason.SPLIT, null, Assignment.BUCKET, 7, "Canary", Fallback.LAST_GOOD, "r1", 0);
  }

  /** What a control does in a window: bursts of a kind, the rest at random. */
  private interface Kind {
    Observation next(SplittableRandom random, boolean event);
  }

  private static final Kind SLOW =
      (random, event) -> Observation.of("go", event ? 9_000_000 : 90_000, 0.5, true).build();
  private static final Kind FAILING =
      (random, event) -> Observation.of("go", 90_000, 0.5, !event).build();
  private static final Kind MISSING =
      (random, event) -> Observation.of("go", 90_000, 0.5, true).recall50(event ? 0.5 : 1).build();
  private static final Kind LABELLED =
      (random, event) -> Observation.of("go", 90_000, 0.3, true).label(event).build();

  private static Summary window(SplittableRandom random, Kind kind, double rate, double mean) {
    Summary window = new Summary(LAYOUT);
    for (int i = 0; i < 500; ) {
      boolean event = random.nextDouble() < rate;
      int size = 1;
      while (random.nextDouble() >= 1 / mean) {
        size++;
      }
      i += size;
      for (int j = 0; j < size; j++) {
        window.add(decision(Variant.CONTROL), kind.next(random, event));
      }
      // The treatment is no matter, whatever it does.
      window.add(decision(Variant.TREATMENT), kind.next(random, random.nextInt(3) == 0));
    }
    return window;
  }

  private static ControlHours hours(
      SplittableRandom random, Kind kind, double rate, double mean, int windows) {
    ControlHours hours = new ControlHours(PLAN);
    for (int i = 0; i < windows; i++) {
      hours.add(i * QUARTER, window(random, kind, rate, mean));
    }
    return hours;
  }

  @Test
  void burstsOfAnything_thatAGateCounts_areMeasured() {
    SplittableRandom random = Seed.random(31);
    for (Kind kind : new Kind[] {SLOW, FAILING, MISSING, LABELLED}) {
      double rate = kind == LABELLED ? 0.3 : 0.02;
      DispersionChoice measured = hours(random, kind, rate, 5, 4 * 168).measure();
      assertThat(measured.origin()).isEqualTo(Origin.MEASURED);
      assertThat(measured.hours()).isEqualTo(168);
      // 2 b − 1; an estimate over 168 hours has a standard deviation of about 1.2.
      assertThat(measured.value()).as("seed %d", Seed.value(31)).isCloseTo(9, within(3.6));
    }
  }

  @Test
  void whatNoGateCounts_isNoMatter() {
    Gates on = PLAN.gates();
    RolloutPlan other =
        PLAN.toBuilder()
            .gates(
                new Gates(
                    on.p99Latency(),
                    Optional.empty(),
                    on.confidenceShift(),
                    Optional.empty(),
                    Optional.empty()))
            .build();
    SplittableRandom random = Seed.random(32);
    for (Kind kind : new Kind[] {FAILING, MISSING, LABELLED}) {
      ControlHours hours = new ControlHours(other);
      for (int i = 0; i < 200; i++) {
        hours.add(i * QUARTER, window(random, kind, 0.1, 5));
      }
      assertThat(hours.measure()).isEqualTo(DispersionChoice.NOT_MEASURED);
    }
  }

  @Test
  void independentQueries_haveADispersionNearOne() {
    DispersionChoice measured = hours(Seed.random(33), SLOW, 0.02, 1, 4 * 168).measure();
    assertThat(measured.value()).as("seed %d", Seed.value(33)).isBetween(1.0, 1.4);
  }

  @Test
  void fewHours_areNotMeasured_andOldOnesAreForgotten() {
    SplittableRandom random = Seed.random(34);
    assertThat(hours(random, SLOW, 0.02, 5, 40).measure())
        .as("ten hours")
        .isEqualTo(DispersionChoice.NOT_MEASURED);
    ControlHours hours = hours(random, SLOW, 0.05, 20, 4 * 30);
    for (int i = 0; i < 4 * 168; i++) {
      hours.add((1000 + i) * QUARTER, window(random, SLOW, 0.05, 1));
    }
    assertThat(hours.measure().hours()).isEqualTo(168);
    assertThat(hours.measure().value()).as("seed %d", Seed.value(34)).isLessThan(1.5);
  }

  @Test
  void anOpenDispersion_judgesNothing_andIsFixedOnce() {
    SequentialGates gates = SequentialGates.of(PLAN, LAYOUT, DispersionChoice.OPEN, 7);
    Queries queries = new Queries(Seed.random(35));
    queries.percent = 0;
    queries.paired = true;
    queries.recallLoss = 0.5;
    for (int i = 0; i < 20; i++) {
      Summary tick = queries.tick(LAYOUT, 100);
      gates.add(tick);
      gates.addLabels(tick);
    }
    assertThat(gates.hasRejected()).as("pairs at 0 %% are not judged").isFalse();
    DispersionChoice fixed = DispersionChoice.measured(3.25, 48);
    SequentialGates frozen = SequentialGates.restore(PLAN, LAYOUT, gates.encode());
    assertThat(frozen.dispersion()).isEqualTo(DispersionChoice.OPEN);
    gates = gates.withDispersion(fixed);
    frozen = frozen.withDispersion(fixed);
    assertThat(frozen.encode()).isEqualTo(gates.encode());
    frozen = SequentialGates.restore(PLAN, LAYOUT, frozen.encode());
    assertThat(frozen.dispersion()).isEqualTo(fixed);
    // What shards did before is in both; in gates that saw nothing it is not.
    assertThat(frozen.encode().length)
        .isGreaterThan(SequentialGates.of(PLAN, LAYOUT, fixed, 7).encode().length + 500);
    queries.percent = 50;
    gates.beginRung(0);
    frozen.beginRung(0);
    for (int i = 0; i < 20; i++) {
      Summary tick = queries.tick(LAYOUT, 100);
      gates.add(tick);
      frozen.add(tick);
    }
    assertThat(frozen.encode()).isEqualTo(gates.encode());
    assertThat(gates.hasRejected()).isTrue();
    SequentialGates last = gates;
    assertThatThrownBy(() -> last.withDispersion(fixed))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("fixed at 3.25");
  }

  @Test
  void choicesThatCannotBe_areRefused() {
    assertThatThrownBy(() -> new DispersionChoice(0.5, Origin.PLAN, 0)).hasMessageContaining("0.5");
    assertThatThrownBy(() -> new DispersionChoice(2, Origin.OPEN, 0))
        .hasMessageContaining("it is 1");
    assertThatThrownBy(() -> new DispersionChoice(2, Origin.MEASURED, 0))
        .hasMessageContaining("over 0 hours");
    assertThat(DispersionChoice.measured(1e9, 12).value()).isEqualTo(10_000);
  }
}
