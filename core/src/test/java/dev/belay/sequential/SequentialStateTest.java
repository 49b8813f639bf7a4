package dev.belay.sequential;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.gate.SummaryLayouts;
import dev.belay.plan.Evaluation;
import dev.belay.plan.Metadata;
import dev.belay.plan.RolloutPlan;
import dev.belay.stats.Seed;
import dev.belay.telemetry.Summary;
import dev.belay.telemetry.SummaryLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class SequentialStateTest {
  private static final RolloutPlan PLAN = SequentialGatesTest.PLAN;
  private static final SummaryLayout LAYOUT = SummaryLayouts.of(PLAN).withBaselineMedian(0.47);

  private static SequentialGates gates() {
    return SequentialGates.of(PLAN, LAYOUT, 1.5, 11);
  }

  private static SequentialGates restored(SequentialGates gates) {
    return SequentialGates.restore(PLAN, LAYOUT, gates.encode());
  }

  private static Queries queries(SplittableRandom random) {
    Queries queries = new Queries(random);
    queries.paired = random.nextBoolean();
    queries.slices = 1 + random.nextInt(6);
    return queries;
  }

  /** Whatever may happen in an attempt. */
  private static void step(SequentialGates gates, Summary tick, int kind) {
    switch (kind) {
      case 0 -> gates.beginRung(Math.floorMod(tick.hashCode(), 4));
      case 1 -> gates.add(tick);
      case 2 -> gates.addLabels(tick);
      default -> {
        gates.add(tick);
        gates.addLabels(tick);
      }
    }
  }

  @Test
  void restoredAtRandomPoints_itGoesOnToTheBit() {
    for (int round = 0; round < 12; round++) {
      long seed = Seed.value(round);
      SplittableRandom random = new SplittableRandom(seed);
      Queries queries = queries(random);
      SequentialGates steady = gates();
      SequentialGates interrupted = gates();
      for (int i = 0; i < 60; i++) {
        if (random.nextInt(20) == 0) {
          queries.overLimit = 0.05 * random.nextDouble();
          queries.overconfidence = 0.2 * random.nextDouble();
          queries.failures = 0.1 * random.nextDouble();
          queries.paired = random.nextBoolean();
        }
        Summary tick = queries.tick(LAYOUT, random.nextInt(80));
        int kind = random.nextInt(12);
        step(steady, tick, kind);
        step(interrupted, tick, kind);
        if (random.nextInt(4) == 0) {
          interrupted = restored(interrupted);
        }
        assertThat(interrupted.encode()).as("seed %d, step %d", seed, i).isEqualTo(steady.encode());
      }
      assertThat(interrupted.results()).as("seed %d", seed).isEqualTo(steady.results());
      assertThat(interrupted.rejected()).isEqualTo(steady.rejected());
    }
  }

  @Test
  void aTickOfSeveralReplicas_inAnyOrder_givesTheSameBits() {
    long seed = Seed.value(5);
    SplittableRandom random = new SplittableRandom(seed);
    Queries queries = queries(random);
    queries.paired = true;
    SequentialGates one = gates();
    SequentialGates several = gates();
    for (int i = 0; i < 20; i++) {
      List<Queries.Query> tick = new ArrayList<>(queries.some(120));
      Summary whole = Queries.summary(LAYOUT, tick);
      one.add(whole);
      one.addLabels(whole);
      shuffle(tick, random);
      Summary merged = new Summary(LAYOUT);
      int cut = random.nextInt(tick.size());
      merged.merge(Queries.summary(LAYOUT, tick.subList(cut, tick.size())));
      merged.merge(Queries.summary(LAYOUT, tick.subList(0, cut)));
      several.add(merged);
      several.addLabels(merged);
      assertThat(several.encode()).as("seed %d, tick %d", seed, i).isEqualTo(one.encode());
    }
  }

  private static void shuffle(List<Queries.Query> queries, SplittableRandom random) {
    for (int i = queries.size() - 1; i > 0; i--) {
      Collections.swap(queries, i, random.nextInt(i + 1));
    }
  }

  @Test
  void emptyTicks_changeNothingButTheClockOfLooks() {
    SequentialGates gates = gates();
    Summary tick = queries(new SplittableRandom(3)).tick(LAYOUT, 100);
    gates.add(tick);
    gates.addLabels(tick);
    byte[] before = gates.encode();
    gates.addLabels(new Summary(LAYOUT));
    assertThat(gates.encode()).isEqualTo(before);
    List<?> results = gates.results();
    gates.add(new Summary(LAYOUT));
    assertThat(gates.results()).isEqualTo(results);
  }

  @Test
  void aStateOfAnotherShape_isRefused_oneOfAnotherDescriptionIsNot() {
    byte[] state = gates().encode();
    RolloutPlan renamed = PLAN.toBuilder().metadata(new Metadata("other", "words")).build();
    assertThat(SequentialGates.restore(renamed, LAYOUT, state).encode()).isEqualTo(state);
    RolloutPlan budget =
        PLAN.toBuilder()
            .evaluation(Evaluation.mission().toBuilder().falseRevertRate(0.02).build())
            .build();
    assertRefused(() -> SequentialGates.restore(budget, LAYOUT, state), "begin a new attempt");
    RolloutPlan number =
        PLAN.toBuilder()
            .evaluation(PLAN.evaluation().toBuilder().dispersion(OptionalDouble.of(1.5)).build())
            .build();
    assertRefused(() -> SequentialGates.restore(number, LAYOUT, state), "begin a new attempt");
    assertRefused(
        () -> SequentialGates.restore(PLAN, LAYOUT.withBaselineMedian(0.5), state),
        "begin a new attempt");
  }

  @Test
  void brokenStates_areRefused_withOneException() {
    SequentialGates gates = gates();
    Summary tick = queries(new SplittableRandom(4)).tick(LAYOUT, 100);
    gates.add(tick);
    gates.addLabels(tick);
    byte[] state = gates.encode();
    assertRefused(() -> restore(new byte[0]), "too few");
    assertRefused(() -> restore("something else altogether, quite".getBytes(UTF_8)), "BLYE");
    assertRefused(() -> restore(changed(state, 4, 9)), "version is 9");
    assertRefused(() -> restore(changed(state, 40, ~state[40])), "checksum");
    long seed = Seed.value(6);
    SplittableRandom random = new SplittableRandom(seed);
    int refused = 0;
    for (int i = 0; i < 4000; i++) {
      byte[] broken =
          random.nextInt(4) == 0
              ? Arrays.copyOf(state, 25 + random.nextInt(state.length - 25))
              : changed(state, 21 + random.nextInt(state.length - 25), random.nextInt(256));
      try {
        SequentialGates taken = restore(signed(broken));
        // What is taken is a state like any other.
        taken.results();
        taken.add(tick);
        assertThat(taken.encode()).isNotEmpty();
      } catch (SequentialStateException e) {
        assertThat(e).as("seed %d, round %d", seed, i).hasMessageContaining("cannot be restored: ");
        refused++;
      }
    }
    assertThat(refused).as("seed %d", seed).isGreaterThan(1000);
  }

  private static SequentialGates restore(byte[] state) {
    return SequentialGates.restore(PLAN, LAYOUT, state);
  }

  private static byte[] changed(byte[] state, int at, int value) {
    byte[] copy = state.clone();
    copy[at] = (byte) value;
    return copy;
  }

  /** With a checksum that matches. */
  private static byte[] signed(byte[] state) {
    CRC32C crc = new CRC32C();
    crc.update(state, 0, state.length - 4);
    for (int i = 0; i < 4; i++) {
      state[state.length - 4 + i] = (byte) (crc.getValue() >>> (8 * i));
    }
    return state;
  }

  private static void assertRefused(Runnable restore, String why) {
    assertThatThrownBy(restore::run)
        .isInstanceOf(SequentialStateException.class)
        .hasMessageStartingWith("The stored state of the sequential gates cannot be restored: ")
        .hasMessageContaining(why);
  }
}
