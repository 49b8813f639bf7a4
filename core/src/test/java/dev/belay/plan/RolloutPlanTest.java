package dev.belay.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.flag.BucketStrategy;
import dev.belay.flag.Percentage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class RolloutPlanTest {

  private static final RolloutPlan DEFAULT = RolloutPlan.calibV22();

  @Test
  void calibV22_hasTheMissionsNumbers() {
    assertThat(DEFAULT.ladder())
        .extracting(stage -> stage.name() + " " + stage.percent().text())
        .containsExactly("Canary 5", "Limited 25", "Major 50", "Full 100");
    assertThat(DEFAULT.ladder())
        .extracting(Stage::minObservation)
        .containsExactly(
            Duration.ofHours(2), Duration.ofHours(4), Duration.ofHours(6), Duration.ofHours(12));
    assertThat(DEFAULT.ladder())
        .extracting(Stage::minSamples)
        .containsExactly(500L, 2000L, 5000L, 10_000L);
    assertThat(DEFAULT.ladder())
        .extracting(Stage::minSuccessRate)
        .containsExactly(0.995, 0.998, 0.999, 0.9995);
    assertThat(DEFAULT.bucketing()).isEqualTo(BucketStrategy.sha256("prod_2025"));
    assertThat(DEFAULT.evaluation().window()).isEqualTo(Duration.ofMinutes(15));
    assertThat(DEFAULT.evaluation().consecutiveBreaches()).isEqualTo(2);
    assertThat(DEFAULT.evaluation().significance()).isEmpty();
    assertThat(DEFAULT.autoRevert())
        .isEqualTo(new AutoRevert(true, Duration.ofMinutes(60), 5, Recovery.AUTO));
    assertThat(DEFAULT.gates().slaRecall50().orElseThrow().change()).isEmpty();
    assertThat(DEFAULT.gates().slaRecall50().orElseThrow().querySla()).isEmpty();
  }

  @Test
  void builders_keepWhatTheyDoNotChange() {
    assertThat(RolloutPlan.builder().build()).isEqualTo(DEFAULT);
    assertThat(DEFAULT.toBuilder().enabled(false).build().toBuilder().enabled(true).build())
        .isEqualTo(DEFAULT);
    assertThat(Evaluation.builder().build()).isEqualTo(DEFAULT.evaluation());
    assertThat(Drift.builder().build()).isEqualTo(DEFAULT.drift());
    AeceMinusTauGate gate = DEFAULT.gates().aeceMinusTau().orElseThrow();
    assertThat(gate.toBuilder().build()).isEqualTo(gate);
    assertThat(
            Evaluation.builder()
                .mode(Mode.WINDOWS)
                .tick(Duration.ofSeconds(10))
                .gracePeriod(Duration.ZERO)
                .significance(OptionalDouble.of(0.01))
                .dispersion(OptionalDouble.of(2))
                .maxSlices(3)
                .onPreExisting(OnPreExisting.HOLD)
                .build())
        .isEqualTo(
            new Evaluation(
                Mode.WINDOWS,
                Duration.ofMinutes(15),
                Duration.ofSeconds(10),
                Duration.ZERO,
                2,
                0.1,
                OptionalDouble.of(0.01),
                0.01,
                OptionalDouble.of(2),
                100,
                3,
                OnPreExisting.HOLD));
  }

  @Test
  void aValueOutOfItsRange_isRefusedWithItsNameAndRange() {
    refused(
        () -> DEFAULT.toBuilder().lease(Duration.ZERO),
        "lease must be a duration above 0s, at most 1d, but it is 0s");
    refused(
        () -> DEFAULT.toBuilder().baseline(Duration.ofSeconds(-1)),
        "baseline must be a duration from 0s to 90d, but it is PT-1S");
    refused(
        () -> Evaluation.builder().consecutiveBreaches(0),
        "evaluation.consecutiveBreaches must be a whole number from 1 to 100, but it is 0");
    refused(
        () -> Evaluation.builder().falseRevertRate(1),
        "evaluation.falseRevertRate must be a number above 0, below 1, but it is 1.0");
    refused(
        () -> Evaluation.builder().maxBreachRate(Double.NaN),
        "evaluation.maxBreachRate must be a number from 0 to 1, but it is NaN");
    refused(
        () -> Evaluation.builder().significance(OptionalDouble.of(0)),
        "evaluation.significance must be a number above 0, below 1, but it is 0.0");
    refused(() -> Drift.builder().baselineDays(366), "drift.baselineDays must be a whole number");
    refused(() -> AeceMinusTauGate.builder().bins(1), "aeceMinusTau.bins must be a whole number");
    refused(() -> new FailureRateGate(0), "failureRate.ratio must be a number above 0");
    refused(
        () -> new P99LatencyGate(Duration.ZERO, Duration.ZERO),
        "p99Latency.limit must be a duration above 0s");
    refused(
        () -> new SlaRecall50Gate(OptionalDouble.empty(), Optional.of(Duration.ZERO)),
        "slaRecall50.querySla must be a duration above 0s");
    refused(() -> new ConfidenceShiftGate(1, ConfidenceBaseline.GREEN), "confidenceShift.limit");
    refused(() -> new Completion(Duration.ofDays(91)), "completion.hold");
    refused(
        () -> new AutoRevert(true, Duration.ofHours(25), 5, Recovery.AUTO), "autoRevert.cooldown");
    refused(
        () -> new Tripwires(Duration.ofMillis(1), Duration.ofMillis(1), -1, 5, Duration.ofDays(1)),
        "tripwires.allocatedBytes");
  }

  @Test
  void aContradictionBetweenValues_isRefused() {
    refused(
        () -> Evaluation.builder().tick(Duration.ofMinutes(16)).build(),
        "evaluation.tick must not be longer than evaluation.window (15m), but it is 16m");
    refused(
        () -> Drift.builder().clampWarn(0.2).build(),
        "drift.clampWarn must not be above clampFail (0.1), but it is 0.2");
    refused(
        () -> DEFAULT.toBuilder().deadMansSwitch(Duration.ofSeconds(30)).build(),
        "deadMansSwitch must be longer than evaluation.tick (30s), but it is 30s");
    refused(
        () -> AeceMinusTauGate.builder().requiredSlices(List.of("a", "a")).build(),
        "aeceMinusTau.requiredSlices must not name a slice twice");
    refused(
        () ->
            DEFAULT.toBuilder()
                .bucketing(
                    new BucketStrategy("sha256", "s", true, Duration.ofDays(8), Map.of(), Map.of()))
                .build(),
        "bucketing.sessionIdle must be a duration above 0s, at most 7d, but it is 8d");
  }

  @Test
  void aLadder_mustRiseWithoutANameTwice() {
    refused(() -> ladder(), "ladder must have 1 to 100 stages, but it has 0");
    refused(
        () -> ladder("A 5", "B 5"),
        "ladder[1].percent must be above 5, the stage's before, but it is 5");
    refused(() -> ladder("A 5", "B 6", "A 7"), "ladder[2].stage must be unique, but A came before");
    refused(() -> ladder("A 0"), "percent of stage A must be above 0");
    refused(() -> ladder(" 5"), "stage must have 1 to 64 characters, but it has 0");
    assertThat(ladder("A 0.0001", "B 0.00010000000000000000000000001").ladder()).hasSize(2);
  }

  private static RolloutPlan ladder(String... stages) {
    List<Stage> ladder = new ArrayList<>();
    for (String stage : stages) {
      int space = stage.indexOf(' ');
      Percentage percent = Percentage.of(stage.substring(space + 1));
      ladder.add(new Stage(stage.substring(0, space), percent, Duration.ZERO, 0, 0));
    }
    return DEFAULT.toBuilder().ladder(ladder).build();
  }

  @Test
  void aStagesDefaults_areThoseOfTheNextHigherStageOfTheMission() {
    assertThat(Ladder.defaultsFor(Percentage.of("0.0001")).name()).isEqualTo("Canary");
    assertThat(Ladder.defaultsFor(Percentage.of(5)).name()).isEqualTo("Canary");
    assertThat(Ladder.defaultsFor(Percentage.of("5.0000001")).name()).isEqualTo("Limited");
    assertThat(Ladder.defaultsFor(Percentage.of(50)).name()).isEqualTo("Major");
    assertThat(Ladder.defaultsFor(Percentage.of(100)).name()).isEqualTo("Full");
  }

  @Test
  void aKey_hasABoundedForm() {
    for (String key : List.of("a", "calib-v22", "A.b_c-9", "x".repeat(63))) {
      assertThat(new Metadata(key, "").key()).isEqualTo(key);
    }
    for (String key : List.of("", "-a", "a-", "a b", "é", "a\n", "x".repeat(64))) {
      refused(() -> new Metadata(key, ""), "metadata.key must be 1 to 63 letters");
    }
    refused(() -> new Metadata("a", "\ud800"), "unpaired surrogate at index 0");
    refused(() -> new Metadata("a", "x".repeat(1001)), "metadata.description must have 0 to 1000");
  }

  private static void refused(ThrowingCallable call, String message) {
    assertThatThrownBy(call)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
