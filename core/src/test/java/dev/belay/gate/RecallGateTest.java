package dev.belay.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.belay.flag.Variant;
import dev.belay.plan.SlaRecall50Gate;
import dev.belay.stats.Seed;
import dev.belay.telemetry.Summary;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** SLA-recall@50: on the same queries a fact, between the arms more than chance or nothing. */
class RecallGateTest {
  private static final Gate NONE =
      new RecallGate(new SlaRecall50Gate(OptionalDouble.empty(), Optional.empty()));

  private static Gate tolerating(double change) {
    return new RecallGate(new SlaRecall50Gate(OptionalDouble.of(change), Optional.empty()));
  }

  @Test
  void onPairs_everyQueryTheSame_isAConfirmedPass() {
    Scene scene = new Scene().pairs(100, Scene.recalled(0.94), Scene.recalled(0.94));
    GateResult result = NONE.evaluate(scene.evidence(100));
    assertThat(result.verdict()).isEqualTo(Verdict.PASS);
    assertThat(result.confirmed()).isTrue();
    assertThat(result.sentence())
        .isEqualTo("slaRecall50: recall is the same on every query (100 pairs)");
  }

  @Test
  void onPairs_anyQueryThatDiffers_isABreach_evenIfGainsMakeUpForLosses() {
    Scene scene =
        new Scene()
            .pairs(98, Scene.recalled(0.9), Scene.recalled(0.9))
            .pairs(1, Scene.recalled(0.9), Scene.recalled(0.8))
            .pairs(1, Scene.recalled(0.8), Scene.recalled(0.9));
    GateResult result = NONE.evaluate(scene.evidence(100));
    assertThat(result.verdict()).isEqualTo(Verdict.BREACH);
    assertThat(result.estimate()).hasValue(0);
    assertThat(result.sentence())
        .isEqualTo(
            "slaRecall50: recall differs on the same queries, by 0 on average, and no change is"
                + " allowed (100 pairs)");
    Scene gain =
        new Scene()
            .pairs(99, Scene.recalled(0.9), Scene.recalled(0.9))
            .pairs(1, Scene.recalled(0.9), Scene.recalled(0.9000000001));
    assertThat(NONE.evaluate(gain.evidence(100)).verdict()).isEqualTo(Verdict.BREACH);
  }

  @Test
  void onPairs_withATolerance_onlyALossAboveItIs() {
    Scene scene =
        new Scene()
            .pairs(99, Scene.recalled(0.75), Scene.recalled(0.75))
            .pairs(1, Scene.recalled(0.75), Scene.recalled(0.25));
    GateResult result = tolerating(0.005).evaluate(scene.evidence(100));
    assertThat(result.verdict()).isEqualTo(Verdict.PASS);
    assertThat(result.estimate()).hasValue(-0.005);
    assertThat(result.limit()).hasValue(-0.005);
    assertThat(tolerating(0.004).evaluate(scene.evidence(100)).sentence())
        .isEqualTo("slaRecall50: -0.005 is below the limit of -0.004 (100 pairs)");
    scene.pairs(50, Scene.recalled(0.1), Scene.recalled(0.9));
    assertThat(tolerating(0.004).evaluate(scene.evidence(100)).verdict()).isEqualTo(Verdict.PASS);
  }

  @Test
  void tooFewPairs_leaveItToTheArms() {
    Scene scene =
        new Scene()
            .pairs(99, Scene.recalled(0.9), Scene.recalled(0.1))
            .recall(Variant.TREATMENT, 1, 0.1)
            .recall(Variant.CONTROL, 100, 0.1);
    GateResult result = NONE.evaluate(scene.evidence(100));
    assertThat(result.comparison()).isEqualTo(Comparison.ARMS);
    assertThat(result.verdict()).isEqualTo(Verdict.PASS);
    assertThat(result.n()).isEqualTo(100);
  }

  @Test
  void byArms_aPassIsUnconfirmed_aBreachIsNot() {
    Scene scene =
        new Scene().recall(Variant.TREATMENT, 100, 0.94).recall(Variant.CONTROL, 300, 0.94);
    GateResult pass = NONE.evaluate(scene.evidence(100));
    assertThat(pass.verdict()).isEqualTo(Verdict.PASS);
    assertThat(pass.confirmed()).isFalse();
    assertThat(pass.sentence())
        .isEqualTo(
            "slaRecall50: a change of 0 is within chance, 0 (100 observations, between the arms);"
                + " unconfirmed, as the arms hold different queries");
    assertThat(tolerating(0.1).evaluate(scene.evidence(100)).confirmed()).isFalse();
    Scene lower =
        new Scene().recall(Variant.TREATMENT, 100, 0.92).recall(Variant.CONTROL, 300, 0.94);
    GateResult breach = NONE.evaluate(lower.evidence(100));
    assertThat(breach.verdict()).isEqualTo(Verdict.BREACH);
    assertThat(breach.confirmed()).isTrue();
    assertThat(breach.sentence()).contains("a change of -0.02 is more than chance explains, 0");
  }

  @Test
  void byArms_whereRecallDoesNotVary_anyDifferenceIsABreach() {
    for (double recall : new double[] {1, 0.9, 1 / 3.0, 0.02, 1e-9}) {
      Scene same =
          new Scene().recall(Variant.TREATMENT, 150, recall).recall(Variant.CONTROL, 101, recall);
      assertThat(NONE.evaluate(same.evidence(100)).limit()).as("%s", recall).hasValue(0);
      assertThat(NONE.evaluate(same.evidence(100)).verdict()).isEqualTo(Verdict.PASS);
      Scene higher =
          new Scene()
              .recall(Variant.TREATMENT, 150, recall - recall / 1000)
              .recall(Variant.CONTROL, 101, recall);
      Verdict expected = recall < 1e-6 ? Verdict.PASS : Verdict.BREACH;
      assertThat(NONE.evaluate(higher.evidence(100)).verdict()).isEqualTo(expected);
    }
  }

  @Test
  void byArms_chanceIsOfBothArms() {
    // Treatment misses in 3 of 100, control in 40 of 4 000: S = 3·0.97 + 40·0.99, V = S/4 098.
    Scene scene =
        new Scene()
            .recall(Variant.TREATMENT, 97, 1)
            .recall(Variant.TREATMENT, 3, 0)
            .recall(Variant.CONTROL, 3960, 1)
            .recall(Variant.CONTROL, 40, 0);
    GateResult result = NONE.evaluate(scene.evidence(100));
    double variance = (3 * 0.97 + 40 * 0.99) / 4098;
    assertThat(result.limit().getAsDouble())
        .isCloseTo(3.2905 * Math.sqrt(variance * (1 / 100.0 + 1 / 4000.0)), within(1e-8));
    assertThat(result.estimate().getAsDouble()).isCloseTo(-0.02, within(1e-9));
    assertThat(result.verdict()).isEqualTo(Verdict.PASS);
    scene.recall(Variant.TREATMENT, 2, 0);
    assertThat(NONE.evaluate(scene.evidence(100)).verdict()).isEqualTo(Verdict.BREACH);
  }

  @Test
  void byArms_luckIsNoBreach() {
    Scene scene =
        new Scene()
            .recall(Variant.TREATMENT, 100, 1)
            .recall(Variant.CONTROL, 1890, 1)
            .recall(Variant.CONTROL, 10, 0);
    assertThat(NONE.evaluate(scene.evidence(100)).verdict()).isEqualTo(Verdict.PASS);
  }

  @Test
  void byArms_ofTheSameQueries_breachesHardlyEver_andSeesALoss() {
    SplittableRandom seeds = Seed.random(311);
    int falseBreaches = 0;
    int seen = 0;
    int rounds = 400;
    for (int round = 0; round < rounds; round++) {
      falseBreaches += draw(seeds.split(), 0.02, 0.02) ? 1 : 0;
      seen += draw(seeds.split(), 0.12, 0.02) ? 1 : 0;
    }
    String seed = "belay.seed " + Seed.value(311);
    assertThat(falseBreaches).as(seed).isLessThanOrEqualTo(rounds / 50);
    assertThat(seen).as(seed).isGreaterThan(rounds * 3 / 4);
  }

  private static boolean draw(SplittableRandom random, double missesT, double missesC) {
    Scene scene = new Scene();
    for (int i = 0; i < 200; i++) {
      scene.recall(Variant.TREATMENT, 1, recall(random, missesT));
    }
    for (int i = 0; i < 1000; i++) {
      scene.recall(Variant.CONTROL, 1, recall(random, missesC));
    }
    return NONE.evaluate(scene.evidence(100)).breached();
  }

  private static double recall(SplittableRandom random, double misses) {
    return random.nextDouble() < misses ? random.nextInt(50) / 50.0 : 1;
  }

  @Test
  void oneQueryInEachArm_saysNothingOfChance() {
    Scene scene = new Scene().recall(Variant.TREATMENT, 1, 0).recall(Variant.CONTROL, 1, 1);
    assertThat(NONE.evaluate(scene.evidence(1)).verdict()).isEqualTo(Verdict.PASS);
  }

  @Test
  void atFull_theBaselineIsComparedWith() {
    Scene baseline = new Scene().recall(Variant.CONTROL, 100, 0.9);
    Scene scene = new Scene().recall(Variant.TREATMENT, 100, 0.9);
    GateResult result = NONE.evaluate(scene.evidence(100, baseline));
    assertThat(result.comparison()).isEqualTo(Comparison.BASELINE);
    assertThat(result.confirmed()).isFalse();
    assertThat(NONE.evaluate(scene.evidence(100)).sentence())
        .isEqualTo(
            "slaRecall50: insufficient, 0 of 100 queries with recall@50 of the control, and there is"
                + " no green baseline");
  }

  @Test
  void aQueryOverItsSla_countsZeroBetweenTheArms() {
    Summary summary = new Summary(Scene.LAYOUT.withQuerySlaNanos(100));
    Scene scene = new Scene(summary.layout());
    scene.serve(Variant.CONTROL, 100, o -> o.recall50(1).queryLatencyNanos(100));
    scene.serve(Variant.TREATMENT, 100, o -> o.recall50(1).queryLatencyNanos(101));
    GateResult result = NONE.evaluate(scene.evidence(100));
    assertThat(result.verdict()).isEqualTo(Verdict.BREACH);
    assertThat(result.estimate()).hasValue(-1);
  }
}
