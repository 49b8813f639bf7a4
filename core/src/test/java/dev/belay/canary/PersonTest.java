package dev.belay.canary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.flag.BucketStrategy;
import dev.belay.flag.Variant;
import dev.belay.plan.RolloutPlan;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What people say, and plans that come and go. */
class PersonTest {
  private static final RolloutPlan PLAN = TestPlans.mission().build();

  private final PolicyRun run = PolicyRun.of(PLAN);

  @Test
  void promote_climbsOneRungAndNoFurtherThanTheTop() {
    for (String stage : new String[] {"Limited", "Major", "Full"}) {
      CanaryDecision up = run.person(CanaryDecisionType.PROMOTE);
      assertThat(up.targetStage()).contains(stage);
      assertThat(up.cause()).contains(Cause.PERSON);
      assertThat(up.reason()).isEqualTo("Ada says so");
    }
    CanaryDecision refused = run.person(CanaryDecisionType.PROMOTE);
    assertThat(refused.decisionType()).isEqualTo(CanaryDecisionType.CONTINUE);
    assertThat(refused.reason())
        .isEqualTo("a person asked for a promotion, refused: Full is the last rung");
  }

  @Test
  void promote_standsAgainstAFailedProbe_andSaysSo() {
    Forced forced = new Forced(CanaryDecisionType.PROMOTE, "Ada says so");
    CanaryDecision up =
        run.tick(
            Traffic.CLEAN.failedProbe("probe plateaus: not monotone"),
            Duration.ofSeconds(30),
            Optional.of(forced));
    assertThat(up.targetStage()).contains("Limited");
    assertThat(up.cause()).contains(Cause.PERSON);
    String reason =
        "Ada says so; a person promoted although the candidate fails probe plateaus: not monotone";
    assertThat(up.reason()).isEqualTo(reason);
    assertThat(up.events()).containsExactly(new RolloutEvent.Promoted(0, 1, Cause.PERSON, reason));
  }

  @Test
  void rollBack_isAStopOnTheFirstRungAndNothingBelow() {
    run.person(CanaryDecisionType.PROMOTE);
    CanaryDecision down = run.person(CanaryDecisionType.ROLLBACK);
    assertThat(down.decisionType()).isEqualTo(CanaryDecisionType.ROLLBACK);
    assertThat(down.targetStage()).contains("Canary");
    assertThat(run.state.reverts()).isEmpty();
    assertThat(run.state.epoch().value()).isEqualTo(1);
    CanaryDecision stop = run.person(CanaryDecisionType.ROLLBACK);
    assertThat(stop.decisionType()).isEqualTo(CanaryDecisionType.EMERGENCY_STOP);
    assertThat(run.state.epoch().value()).isEqualTo(2);
    assertThat(run.person(CanaryDecisionType.ROLLBACK).events()).isEmpty();
  }

  @Test
  void hold_keepsTheRungUntilResumed() {
    CanaryDecision hold = run.person(CanaryDecisionType.MANUAL_INTERVENTION);
    assertThat(hold.decisionType()).isEqualTo(CanaryDecisionType.MANUAL_INTERVENTION);
    assertThat(hold.events()).containsExactly(new RolloutEvent.Held("Ada says so"));
    assertThat(run.person(CanaryDecisionType.MANUAL_INTERVENTION).events()).isEmpty();
    assertThatThrownBy(() -> run.policy.held(run.state, "again"))
        .isInstanceOf(IllegalStateException.class);
    run.quietFor(Traffic.CLEAN, Duration.ofHours(3));
    assertThat(run.tick(Traffic.CLEAN).reason())
        .isEqualTo("Canary stays; held by a person, until a person resumes");
    CanaryDecision resumed = run.person(CanaryDecisionType.CONTINUE);
    assertThat(resumed.events()).containsExactly(new RolloutEvent.Resumed("Ada says so"));
    assertThat(run.person(CanaryDecisionType.CONTINUE).events()).isEmpty();
    assertThatThrownBy(() -> run.policy.resumed(run.state, "again"))
        .isInstanceOf(IllegalStateException.class);
    assertThat(run.tick(Traffic.CLEAN).targetStage()).contains("Limited");
  }

  @Test
  void aBlankReason_isNone() {
    for (CanaryDecisionType type : CanaryDecisionType.values()) {
      Evidence evidence =
          new Evidence(
              Optional.empty(),
              List.of(),
              List.of(),
              Optional.empty(),
              false,
              Optional.empty(),
              Optional.of(new Forced(type, " ")));
      assertThatThrownBy(() -> run.decide(evidence))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("the reason is blank; say why, for the journal");
    }
  }

  @Test
  void aDisabledPlan_doesNothingByItselfAndIsNotPromoted() {
    run.configure(PLAN.toBuilder().enabled(false).build());
    run.tick(Traffic.NAN_STORM);
    run.quietFor(Traffic.CLEAN, Duration.ofHours(5));
    assertThat(run.policy.snapshot(run.state).enabled()).isFalse();
    assertThat(run.tick(Traffic.CLEAN).reason())
        .isEqualTo("enabled is false: everybody is on control");
    assertThat(run.person(CanaryDecisionType.PROMOTE).reason()).contains("enabled is false");
    run.configure(PLAN);
    assertThat(run.state.stage()).isEqualTo(StageProgress.NEW);
    assertThat(run.tick(Traffic.CLEAN).events()).isEmpty();
  }

  @Test
  void overrides_areServedOverThePlansAndBounded() {
    RolloutPlan plan =
        PLAN.toBuilder()
            .bucketing(
                BucketStrategy.sha256("prod_2025")
                    .withOverrides(Map.of("a", Variant.TREATMENT, "b", Variant.TREATMENT)))
            .build();
    PolicyRun people = PolicyRun.of(plan);
    override(people, "a", Optional.of(Variant.CONTROL));
    override(people, "c", Optional.of(Variant.TREATMENT));
    assertThat(people.policy.snapshot(people.state).bucketStrategy().overrides())
        .isEqualTo(Map.of("a", Variant.CONTROL, "b", Variant.TREATMENT, "c", Variant.TREATMENT));
    override(people, "a", Optional.empty());
    assertThat(people.policy.snapshot(people.state).bucketStrategy().overrides())
        .containsEntry("a", Variant.TREATMENT);
    assertThatThrownBy(() -> override(people, "b", Optional.empty()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("the plan's are changed there");
    assertThatThrownBy(() -> override(people, "", Optional.of(Variant.CONTROL)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> people.policy.overridden(people.state, "k", Optional.of(Variant.CONTROL), ""))
        .isInstanceOf(IllegalArgumentException.class);
    for (int i = 1; i < PersonEvents.MOST_OVERRIDES; i++) {
      override(people, "key" + i, Optional.of(Variant.CONTROL));
    }
    assertThatThrownBy(() -> override(people, "one more", Optional.of(Variant.CONTROL)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("1000 overrides");
    override(people, "key1", Optional.of(Variant.TREATMENT));
  }

  private static void override(PolicyRun run, String key, Optional<Variant> variant) {
    run.apply(run.policy.overridden(run.state, key, variant, "a test"));
  }

  @Test
  void aChangedSaltOrLadder_restartsAtTheFirstRung() {
    run.person(CanaryDecisionType.PROMOTE);
    run.configure(PLAN.toBuilder().deadMansSwitch(Duration.ofHours(2)).build());
    assertThat(run.stage()).isEqualTo("Limited");
    assertThat(run.state.attempt()).isEqualTo(2);
    assertThat(run.state.epoch().value()).isZero();
    run.configure(PLAN.toBuilder().bucketing(BucketStrategy.sha256("prod_2026")).build());
    assertThat(run.stage()).isEqualTo("Canary");
    assertThat(run.state.epoch().value()).isEqualTo(1);
    run.person(CanaryDecisionType.PROMOTE);
    run.configure(PLAN.toBuilder().ladder(PLAN.ladder().subList(1, 4)).build());
    assertThat(run.stage()).isEqualTo("Limited");
    assertThat(run.state.rung()).isZero();
  }

  @Test
  void aRestartWhileOff_staysOff() {
    run.person(CanaryDecisionType.EMERGENCY_STOP);
    run.configure(PLAN.toBuilder().bucketing(BucketStrategy.sha256("prod_2026")).build());
    assertThat(run.stage()).isEqualTo("Disabled");
    assertThat(run.state.breaker()).isEqualTo(Breaker.OPEN);
    run.apply(run.policy.reset(run.state, "go on"));
    run.apply(run.policy.held(run.state, "not yet"));
    run.configure(PLAN);
    run.quietFor(Traffic.CLEAN, Duration.ofHours(1));
    assertThat(run.stage()).isEqualTo("Disabled");
  }

  @Test
  void shapes_ofDifferentPlansDiffer() {
    assertThat(Shape.of(PLAN))
        .isEqualTo("6:sha256 9:prod_2025 6:Canary 1:5 7:Limited 2:25 5:Major 2:50 4:Full 3:100 ");
  }
}
