package dev.belay.engine.canary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.canary.Breaker;
import dev.belay.canary.CanaryDecision;
import dev.belay.canary.CanaryDecisionType;
import dev.belay.canary.Cause;
import dev.belay.canary.Condition;
import dev.belay.engine.journal.ChainVerifier;
import dev.belay.engine.journal.JournalException;
import dev.belay.engine.journal.JournalRow;
import dev.belay.engine.journal.MemoryJournalStore;
import dev.belay.flag.BucketStrategy;
import dev.belay.flag.Decision;
import dev.belay.flag.Variant;
import dev.belay.plan.RolloutPlan;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** One rollout in one process, in virtual time, on a store that keeps all. */
class CanaryControllerTest {
  private static final long SEED = 20261122;
  private static final RolloutPlan PLAN = Service.shortPlan();
  private static final String KEY = PLAN.metadata().key();

  private final VirtualTime time = new VirtualTime();
  private final MemoryJournalStore memory = MemoryJournalStore.unbounded();
  private final FlakyStore store = new FlakyStore(memory);

  private Service service(RolloutPlan plan) {
    return new Service(plan, store, time, SEED);
  }

  @Test
  void cleanTraffic_climbsEveryRung_andCompletes() {
    try (Service service = service(PLAN)) {
      service.tickUntil(() -> service.controller.getStatus().state().completed(), 2000);
      assertThat(service.steps)
          .extracting(CanaryDecision::decisionType)
          .containsOnly(CanaryDecisionType.PROMOTE)
          .hasSize(3);
      assertThat(service.stage()).isEqualTo("Full");
      assertThat(ChainVerifier.verify(memory, KEY).intact()).isTrue();
    }
  }

  @Test
  void beforeTheFirstTick_everybodyIsOnControl() {
    try (Service service = service(PLAN)) {
      service.serve(1);
      assertThat(service.controller.getStatus().treatmentDecisions()).isZero();
      service.tick();
      service.tick();
      assertThat(service.controller.getStatus().treatmentDecisions()).isPositive();
    }
  }

  @Test
  void aJournalThatCannotBeWrittenAtTheStart_servesControl_untilItCan() {
    store.full = true;
    try (Service service = service(PLAN)) {
      for (int i = 0; i < 10; i++) {
        service.tick();
      }
      CanaryStatus status = service.controller.getStatus();
      assertThat(status.treatmentDecisions()).isZero();
      assertThat(status.journalError()).get().asString().contains("the disk is full");
      store.full = false;
      service.tick();
      service.tick();
      assertThat(service.controller.getStatus().treatmentDecisions()).isPositive();
      assertThat(service.controller.getStatus().journalError()).isEmpty();
    }
  }

  @Test
  void aStepUp_waitsForTheJournal_whileServingGoesOn() {
    try (Service service = service(PLAN)) {
      service.tick();
      store.full = true;
      for (int i = 0; i < 200; i++) {
        service.tick();
      }
      assertThat(service.stage()).isEqualTo("Canary");
      assertThat(service.flag().snapshot().stage()).isEqualTo("Canary");
      assertThat(service.controller.evaluateStage().open())
          .extracting(Condition::name)
          .contains("journal");
      store.full = false;
      service.tickUntil(() -> service.stage().equals("Limited"), 5);
      assertThat(ChainVerifier.verify(memory, KEY).intact()).isTrue();
    }
  }

  @Test
  void aStepDown_takesEffectAtOnce_andIsWrittenWhenTheDiskHasRoom() {
    try (Service service = service(PLAN)) {
      service.tick();
      store.full = true;
      service.fault = Service.Fault.SLOW;
      service.tickUntil(() -> service.controller.getStatus().circuitBreakerOpen(), 60);
      assertThat(service.flag().snapshot().breakerOpen()).isTrue();
      assertThat(memory.rows(KEY, 0, 1000)).extracting(row -> row.type()).doesNotContain("Stopped");
      store.full = false;
      service.tick();
      assertThat(memory.rows(KEY, 0, 1000)).extracting(row -> row.type()).contains("Stopped");
      assertThat(ChainVerifier.verify(memory, KEY).intact()).isTrue();
    }
  }

  @Test
  void twoBreachingWindows_stop_andTheCooldownLeadsToProbation() {
    try (Service service = service(PLAN)) {
      service.tick();
      service.fault = Service.Fault.SLOW;
      service.tickUntil(() -> service.controller.getStatus().circuitBreakerOpen(), 60);
      assertThat(service.steps.get(0).cause()).contains(Cause.CONSECUTIVE_BREACHES);
      service.fault = Service.Fault.NONE;
      service.tickUntil(
          () -> service.controller.getStatus().state().breaker() == Breaker.HALF_OPEN, 130);
      service.tickUntil(() -> service.stage().equals("Limited"), 200);
      assertThat(service.controller.getStatus().state().breaker()).isEqualTo(Breaker.CLOSED);
    }
  }

  @Test
  void anInvalidScore_asksForATickAtTheThird_andStops() {
    try (Service service = service(PLAN)) {
      service.tick();
      service.fault = Service.Fault.NAN;
      service.serve(1);
      assertThat(service.flag().isUrgent()).isTrue();
      time.pass(Duration.ofMillis(10));
      CanaryDecision decision = service.controller.evaluateStage();
      assertThat(decision.decisionType()).isEqualTo(CanaryDecisionType.EMERGENCY_STOP);
      assertThat(decision.cause()).contains(Cause.INVALID_SCORES);
      assertThat(service.controller.getStatus().state().personNeeded()).isTrue();
    }
  }

  @Test
  void labelsThatNeverArrive_neverPromote_andTheStatusSaysSo() {
    try (Service service = service(PLAN)) {
      service.fault = Service.Fault.UNLABELLED;
      for (int i = 0; i < 300; i++) {
        service.tick();
      }
      assertThat(service.steps).isEmpty();
      assertThat(service.controller.getStatus().decision().orElseThrow().open())
          .anySatisfy(open -> assertThat(open.sentence()).contains("aeceMinusTau", "labels"));
    }
  }

  @Test
  void treatmentWithoutObservations_forTheDeadMansTime_isTakenBack() {
    try (Service service = service(PLAN)) {
      service.tick();
      service.fault = Service.Fault.SILENT;
      service.tickUntil(() -> service.controller.getStatus().circuitBreakerOpen(), 125);
      assertThat(service.steps.get(0).cause()).contains(Cause.DEAD_MANS_SWITCH);
      assertThat(service.controller.getStatus().state().clockNanos())
          .isGreaterThanOrEqualTo(PLAN.deadMansSwitch().toNanos());
    }
  }

  @Test
  void aNightWithoutTraffic_isNoAlarm() {
    try (Service service = service(PLAN)) {
      service.tick();
      for (int i = 0; i < 1200; i++) {
        service.idle();
      }
      assertThat(service.steps).isEmpty();
      service.tick();
      assertThat(service.controller.getStatus().circuitBreakerOpen()).isFalse();
    }
  }

  @Test
  void aLoopThatStandsStill_servesControl_andStopsWhenItGoesOn() {
    try (Service service = service(PLAN)) {
      service.tick();
      service.serve(1);
      long before = service.controller.getStatus().treatmentDecisions();
      assertThat(before).isPositive();
      time.pass(PLAN.deadMansSwitch().plusSeconds(1));
      service.serve(2);
      assertThat(service.controller.getStatus().treatmentDecisions()).isEqualTo(before);
      assertThat(service.controller.evaluateStage().cause()).contains(Cause.DEAD_MANS_SWITCH);
    }
  }

  @Test
  void aClockSetByAnHour_addsTwoTickLengthsAtMost_andTheJournalStaysOrdered() {
    try (Service service = service(PLAN)) {
      for (int i = 0; i < 10; i++) {
        service.tick();
      }
      long before = service.controller.getStatus().stageNanos();
      time.setWallClockBy(Duration.ofHours(1));
      service.tick();
      time.setWallClockBy(Duration.ofHours(-2));
      service.tick();
      long added = service.controller.getStatus().stageNanos() - before;
      assertThat(added).isLessThanOrEqualTo(4 * Service.TICK.toNanos());
      service.tickUntil(() -> service.stage().equals("Limited"), 100);
      assertThat(memory.rows(KEY, 0, 1000)).extracting(row -> row.timeNanos()).isSorted();
      time.pass(Duration.ofMinutes(50));
      long late = service.controller.getStatus().stageNanos();
      service.controller.evaluateStage();
      assertThat(service.controller.getStatus().stageNanos() - late)
          .isLessThanOrEqualTo(2 * Service.TICK.toNanos());
    }
  }

  @Test
  void aRestart_goesOnWhereItWas_andDowntimeAddsNothing() {
    CanaryStatus before;
    try (Service service = service(PLAN)) {
      service.tickUntil(() -> service.stage().equals("Limited"), 200);
      for (int i = 0; i < 7; i++) {
        service.tick();
      }
      before = service.controller.getStatus();
    }
    time.pass(Duration.ofHours(30));
    try (Service service = service(PLAN)) {
      service.controller.evaluateStage();
      CanaryStatus after = service.controller.getStatus();
      assertThat(after.currentStage()).isEqualTo("Limited");
      assertThat(after.state().clockNanos()).isEqualTo(before.state().clockNanos());
      assertThat(after.state().stage()).isEqualTo(before.state().stage());
      assertThat(after.treatment()).isEqualTo(before.treatment());
      assertThat(after.gates()).isEqualTo(before.gates());
      assertThat(after.transitions()).isEqualTo(before.transitions());
    }
  }

  @Test
  void aChangedSaltStrategyOrLadder_restartsAtTheFirstRung_otherChangesDoNot() {
    List<RolloutPlan> restarting =
        List.of(
            PLAN.toBuilder().bucketing(BucketStrategy.sha256("another")).build(),
            PLAN.toBuilder().ladder(PLAN.ladder().subList(0, 3)).build());
    for (RolloutPlan changed : restarting) {
      assertThat(stageAfterChangeTo(changed)).isEqualTo("Canary");
    }
    RolloutPlan other = PLAN.toBuilder().deadMansSwitch(Duration.ofHours(2)).build();
    assertThat(stageAfterChangeTo(other)).isEqualTo("Limited");
    assertThat(stageAfterChangeTo(PLAN)).isEqualTo("Limited");
  }

  private String stageAfterChangeTo(RolloutPlan changed) {
    MemoryJournalStore fresh = MemoryJournalStore.unbounded();
    try (Service service = new Service(PLAN, fresh, time, SEED)) {
      service.tickUntil(() -> service.stage().equals("Limited"), 200);
    }
    try (Service service = new Service(changed, fresh, time, SEED)) {
      service.controller.evaluateStage();
      return service.stage();
    }
  }

  @Test
  void aRevert_isNotUndoneByARestart_norByAnotherConfiguration() {
    try (Service service = service(PLAN)) {
      service.tick();
      service.controller.forceDecision(CanaryDecisionType.EMERGENCY_STOP, "drill", "alice");
    }
    RolloutPlan changed = PLAN.toBuilder().bucketing(BucketStrategy.sha256("another")).build();
    for (RolloutPlan plan : List.of(PLAN, changed)) {
      try (Service service = service(plan)) {
        service.tick();
        assertThat(service.flag().snapshot().breakerOpen()).isTrue();
        assertThat(service.controller.getStatus().treatmentDecisions()).isZero();
      }
    }
  }

  @Test
  void aListenerThatFails_doesNotStopTheTick_andOthersAreTold() throws Exception {
    CountDownLatch told = new CountDownLatch(2);
    try (Service service = service(PLAN)) {
      service.controller.addListener(
          (decision, status) -> {
            throw new AssertionError("this listener always fails");
          });
      service.controller.addListener((decision, status) -> told.countDown());
      service.tick();
      service.tick();
      assertThat(told.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void aPersonsWord_isCarriedOut_andJournalledUnderTheirName() {
    try (Service service = service(PLAN)) {
      service.tick();
      CanaryController controller = service.controller;
      controller.forceDecision(CanaryDecisionType.PROMOTE, "reviewed", "alice");
      assertThat(service.stage()).isEqualTo("Limited");
      controller.forceDecision(CanaryDecisionType.MANUAL_INTERVENTION, "look first", "bob");
      assertThat(controller.getStatus().state().held()).isTrue();
      controller.forceDecision(CanaryDecisionType.CONTINUE, "looked", "bob");
      controller.override("apache/kafka", Optional.of(Variant.TREATMENT), "a tester", "carol");
      assertThat(service.flag().decide("apache/kafka").treatment()).isTrue();
      controller.forceDecision(CanaryDecisionType.ROLLBACK, "too early", "dave");
      assertThat(service.stage()).isEqualTo("Canary");
      assertThat(controller.getStatus().transitions())
          .extracting(StageTransition::actor)
          .containsExactly("controller", "alice", "bob", "bob", "carol", "dave");
      assertThatThrownBy(() -> controller.reset("nothing to reset", "alice"))
          .isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> controller.forceDecision(CanaryDecisionType.PROMOTE, " ", "alice"))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void fiveRevertsInADay_latchItOff_untilAPersonResets() {
    try (Service service = service(PLAN)) {
      service.tick();
      service.fault = Service.Fault.SLOW;
      service.tickUntil(() -> service.controller.getStatus().state().latched(), 24 * 120);
      assertThat(service.controller.getStatus().autoReverts()).isEqualTo(5);
      service.fault = Service.Fault.NONE;
      for (int i = 0; i < 2 * 24 * 120; i++) {
        service.idle();
      }
      assertThat(service.flag().snapshot().breakerOpen()).isTrue();
      service.controller.reset("the calibrator was fixed", "alice");
      service.tick();
      assertThat(service.stage()).isEqualTo("Canary");
      assertThat(service.flag().snapshot().breakerOpen()).isFalse();
    }
  }

  @Test
  void theStatus_tellsEveryMetricOfTheMission() {
    try (Service service = service(PLAN)) {
      service.tickUntil(() -> service.stage().equals("Limited"), 200);
      for (int i = 0; i < 20; i++) {
        service.tick();
      }
      CanaryStatus status = service.controller.getStatus();
      assertThat(status.treatment().successRate()).hasValue(1.0);
      assertThat(status.control().failureRate()).hasValue(0.0);
      assertThat(status.decisionsByRepository()).hasSize(64);
      assertThat(status.windows()).isNotEmpty();
      assertThat(status.gateCounts()).anySatisfy(counts -> assertThat(counts.pass()).isPositive());
      assertThat(status.promotions()).isEqualTo(1);
      assertThat(status.consecutiveBreaches()).isZero();
      assertThat(status.stageNanos()).isPositive();
      assertThat(status.circuitBreakerChanges()).isZero();
      assertThat(status.autoReverts()).isZero();
    }
  }

  @Test
  void aFlagThatIsAheadOfTheJournal_isPutOnControl() {
    try (Service service = service(PLAN)) {
      service.tick();
      service.controller.forceDecision(CanaryDecisionType.PROMOTE, "reviewed", "alice");
      service.controller.forceDecision(CanaryDecisionType.PROMOTE, "reviewed", "alice");
      try (CanaryController other =
          CanaryController.builder(PLAN)
              .store(MemoryJournalStore.unbounded())
              .flag(service.flag())
              .open()) {
        assertThatThrownBy(other::evaluateStage).isInstanceOf(IllegalStateException.class);
        assertThat(service.flag().isUnguarded()).isTrue();
      }
    }
  }

  @Test
  void labelsOfWhatWasServedBeforeARevert_areNoEvidenceAfterIt() {
    try (Service service = service(PLAN)) {
      service.tick();
      Decision before = service.flag().decide("repository-1");
      time.pass(Service.TICK);
      service.controller.forceDecision(CanaryDecisionType.EMERGENCY_STOP, "drill", "alice");
      service.controller.reset("drill is over", "alice");
      service.controller.evaluateStage();
      for (int i = 0; i < 4; i++) {
        service.idle();
      }
      service.flag().recordLabel(before, "navigation:java", 0.7, true);
      service.idle();
      assertThat(service.controller.getStatus().gates())
          .filteredOn(gate -> gate.key().gate().equals("aeceMinusTau"))
          .allSatisfy(gate -> assertThat(gate.n()).isZero());
    }
  }

  @Test
  void aReasonThatNoJournalHolds_isRefused_beforeAnythingChanges() {
    try (Service service = service(PLAN)) {
      service.tick();
      assertThatThrownBy(
              () ->
                  service.controller.forceDecision(
                      CanaryDecisionType.EMERGENCY_STOP, "bad \ud800", "alice"))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(service.stage()).isEqualTo("Canary");
    }
  }

  @Test
  void aJournalThatWasCutOff_isRefused() {
    try (Service service = service(PLAN)) {
      service.tick();
      service.controller.forceDecision(CanaryDecisionType.PROMOTE, "reviewed", "alice");
    }
    List<JournalRow> rows = memory.rows(KEY, 0, 100);
    FlakyStore cut =
        new FlakyStore(memory) {
          @Override
          public List<JournalRow> rows(String rollout, long after, int limit) {
            return after >= rows.size() - 1
                ? List.of()
                : rows.subList((int) after, rows.size() - 1);
          }
        };
    assertThatThrownBy(() -> CanaryController.builder(PLAN).store(cut).open())
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("cut off");
  }
}
