package dev.belay.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.flag.Variant;
import dev.belay.stats.Seed;
import dev.belay.telemetry.Summary;
import dev.belay.telemetry.SummaryCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What holds for every gate, built in or provided. A test class of a gate extends it. */
public abstract class GateContract {
  private static final long SEED = 301;

  /** The gate. */
  protected abstract Gate gate();

  private GateResult judge(GateEvidence evidence) {
    GateResult result = gate().evaluate(evidence);
    assertSound(result, evidence);
    return result;
  }

  private void assertSound(GateResult result, GateEvidence evidence) {
    assertThat(result.key()).isEqualTo(new GateKey(gate().name(), evidence.slice()));
    assertThat(result.windows()).isEqualTo(evidence.windows());
    assertThat(result.n()).isNotNegative();
    boolean insufficient = result.verdict() == Verdict.INSUFFICIENT;
    assertThat(result.missing().isEmpty()).isEqualTo(!insufficient);
    if (!insufficient) {
      assertThat(result.n()).as("n of a verdict").isGreaterThanOrEqualTo(result.needed());
      assertThat(result.estimate()).isPresent();
    }
    assertThat(result.preExisting() && !result.breached()).isFalse();
    assertThat(result.sentence())
        .startsWith(result.key() + ": ")
        .doesNotContain("NaN", "Infinity", "null", "\n")
        .hasSizeGreaterThan(result.key().toString().length() + 8);
  }

  @Test
  void theNameIsNotEmpty_andAlwaysTheSame() {
    assertThat(gate().name()).isNotEmpty().isEqualTo(gate().name());
  }

  @Test
  void nothing_isInsufficient() {
    GateResult result = judge(new Scene().evidence(1));
    assertThat(result.verdict()).isEqualTo(Verdict.INSUFFICIENT);
    assertThat(result.n()).isZero();
  }

  @Test
  void controlAlone_isInsufficient() {
    Scene scene = new Scene().serve(Variant.CONTROL, 200, o -> o.label(true).recall50(1));
    assertThat(judge(scene.evidence(100)).verdict()).isEqualTo(Verdict.INSUFFICIENT);
    assertThat(judge(scene.evidence(100, Optional.of(scene))).verdict())
        .isEqualTo(Verdict.INSUFFICIENT);
  }

  @Test
  void oneObservation_isInsufficientBelowTheMinimumAndSoundAtIt() {
    for (Variant variant : Variant.values()) {
      Scene one = new Scene().serve(variant, 1, o -> o.label(true).recall50(1).clamped(true));
      assertThat(judge(one.evidence(2)).verdict()).isEqualTo(Verdict.INSUFFICIENT);
      judge(one.evidence(1));
    }
  }

  @Test
  void oneBelowTheMinimum_isInsufficient_theMinimumIsEnough() {
    Optional<Scene> baseline = Optional.of(new Scene().everything(100));
    GateEvidence short1 = new Scene().everything(100 - 1).evidence(100, baseline);
    assertThat(judge(short1).verdict()).isEqualTo(Verdict.INSUFFICIENT);
    assertThat(judge(short1).n()).isEqualTo(99);
    GateEvidence enough = new Scene().everything(100).evidence(100, baseline);
    assertThat(judge(enough).verdict()).isEqualTo(Verdict.PASS);
    assertThat(judge(enough).n()).isEqualTo(100);
  }

  @Test
  void whateverIsGathered_theAnswerIsSound_andGivenAgainTheSame() {
    SplittableRandom seeds = Seed.random(SEED);
    for (int round = 0; round < 60; round++) {
      SplittableRandom random = seeds.split();
      Scene scene = new Scene().random(random, random.nextInt(300));
      Optional<Scene> baseline =
          random.nextBoolean() ? Optional.of(new Scene().random(random, 200)) : Optional.empty();
      byte[] before = SummaryCodec.encode(scene.summary());
      for (int minSamples : new int[] {1, 10, 100}) {
        GateEvidence evidence = scene.evidence(minSamples, baseline);
        GateResult result = judge(evidence);
        assertThat(gate().evaluate(evidence)).as(seed(round)).isEqualTo(result);
      }
      for (String slice : List.of("nav:java", Summary.OTHER, "missing")) {
        judge(scene.slice(slice, 10));
      }
      assertThat(SummaryCodec.encode(scene.summary())).as(seed(round)).isEqualTo(before);
    }
  }

  @Test
  void theAnswerDoesNotDependOnTheOrderOfMerging() {
    SplittableRandom seeds = Seed.random(SEED + 1);
    for (int round = 0; round < 20; round++) {
      List<Summary> parts = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        parts.add(new Scene().random(seeds.split(), 60).summary());
      }
      Summary forwards = new Summary(Scene.LAYOUT);
      Summary backwards = new Summary(Scene.LAYOUT);
      for (int i = 0; i < parts.size(); i++) {
        forwards.merge(parts.get(i));
        backwards.merge(parts.get(parts.size() - 1 - i));
      }
      assertThat(judge(evidence(forwards))).as(seed(round)).isEqualTo(judge(evidence(backwards)));
    }
  }

  private static GateEvidence evidence(Summary summary) {
    return new GateEvidence("", summary.total(), Optional.empty(), summary.layout(), 20, 3);
  }

  private static String seed(int round) {
    return "belay.seed " + Seed.value(SEED) + ", round " + round;
  }
}
