package dev.belay.engine.canary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.canary.CanaryDecision;
import dev.belay.canary.CanaryDecisionType;
import dev.belay.canary.Cause;
import dev.belay.engine.journal.ChainVerifier;
import dev.belay.engine.journal.JournalRow;
import dev.belay.engine.journal.MemoryJournalStore;
import dev.belay.plan.RolloutPlan;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A person and the rules have something to say at the same tick: each under their own name. */
class SameTickTest {
  private static final RolloutPlan PLAN = Service.shortPlan();
  private static final String KEY = PLAN.metadata().key();

  private final VirtualTime time = new VirtualTime();
  private final MemoryJournalStore memory = MemoryJournalStore.unbounded();

  private Service service(RolloutPlan plan) {
    return new Service(plan, memory, time, 20261122);
  }

  @Test
  void aStopOfTheRules_atThePersonsTick_isTheRules() {
    try (Service service = service(PLAN)) {
      service.tick();
      service.fault = Service.Fault.NAN;
      service.serve(1);
      time.pass(Duration.ofSeconds(1));
      CanaryDecision decision =
          service.controller.forceDecision(
              CanaryDecisionType.MANUAL_INTERVENTION, "wait for me", "bob");
      assertThat(decision.cause()).contains(Cause.INVALID_SCORES);
      assertThat(service.controller.getStatus().state().held()).isTrue();
      assertThat(memory.rows(KEY, 0, 100))
          .filteredOn(row -> row.type().equals("Stopped") || row.type().equals("Held"))
          .extracting(JournalRow::actor)
          .containsExactly("controller", "bob");
      assertThat(service.controller.getStatus().transitions())
          .filteredOn(step -> step.cause().equals(Optional.of(Cause.INVALID_SCORES)))
          .extracting(StageTransition::actor)
          .containsExactly("controller");
      assertThat(ChainVerifier.verify(memory, KEY).intact()).isTrue();
    }
  }

  @Test
  void aRefusedRequest_atATickThatStops_isARefusal() {
    try (Service service = service(PLAN)) {
      service.tick();
      service.fault = Service.Fault.NAN;
      service.serve(1);
      time.pass(Duration.ofSeconds(1));
      CanaryDecision decision =
          service.controller.forceDecision(CanaryDecisionType.CONTINUE, "go on", "bob");
      assertThat(decision.decisionType()).isEqualTo(CanaryDecisionType.EMERGENCY_STOP);
      assertThat(CommandVerb.answer(decision).done()).isFalse();
      assertThat(memory.rows(KEY, 0, 100)).extracting(JournalRow::actor).doesNotContain("bob");
    }
  }

  @Test
  void aStopAfterLoss_isToldEvenWhenAPersonSpeaks() throws Exception {
    try (Service service = service(PLAN)) {
      service.tick();
      List<CanaryDecisionType> told = new CopyOnWriteArrayList<>();
      CountDownLatch both = new CountDownLatch(2);
      service.controller.addListener(
          (decision, status) -> {
            told.add(decision.decisionType());
            both.countDown();
          });
      time.pass(PLAN.deadMansSwitch().plusSeconds(1));
      CanaryDecision refused =
          service.controller.forceDecision(CanaryDecisionType.PROMOTE, "reviewed", "bob");
      assertThat(refused.reason()).contains("refused", "reset the breaker");
      assertThat(both.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(told)
          .containsExactly(CanaryDecisionType.EMERGENCY_STOP, CanaryDecisionType.CONTINUE);
      assertThat(memory.rows(KEY, 0, 100))
          .filteredOn(row -> row.type().equals("Stopped"))
          .extracting(JournalRow::actor)
          .containsExactly("controller");
    }
  }
}
