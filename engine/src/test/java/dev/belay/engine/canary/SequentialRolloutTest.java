package dev.belay.engine.canary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.canary.CanaryDecision;
import dev.belay.canary.CanaryDecisionType;
import dev.belay.canary.Cause;
import dev.belay.engine.journal.ChainVerifier;
import dev.belay.engine.journal.JournalStore;
import dev.belay.engine.journal.MemoryJournalStore;
import dev.belay.engine.journal.SqliteJournalStore;
import dev.belay.flag.Decision;
import dev.belay.gate.GateKey;
import dev.belay.gate.GateNames;
import dev.belay.gate.GateResult;
import dev.belay.plan.Automation;
import dev.belay.plan.Mode;
import dev.belay.plan.PromotionRule;
import dev.belay.plan.RequiredHealth;
import dev.belay.plan.RolloutPlan;
import dev.belay.sequential.DispersionChoice;
import dev.belay.telemetry.Observation;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A controller whose gates are judged at every tick. */
class SequentialRolloutTest {
  private static final RolloutPlan PLAN = sequential(Service.shortPlan());
  private static final String KEY = PLAN.metadata().key();
  private static final long SEED = 20261122;

  @TempDir Path directory;

  private static RolloutPlan sequential(RolloutPlan plan) {
    return plan.toBuilder()
        .evaluation(plan.evaluation().toBuilder().mode(Mode.SEQUENTIAL).build())
        .build();
  }

  @Test
  void cleanTraffic_climbs_andTheStatusSaysWhatTheGatesSay() {
    try (Service service =
        new Service(PLAN, MemoryJournalStore.unbounded(), new VirtualTime(), SEED)) {
      service.tickUntil(() -> service.stage().equals("Full"), 300);
      assertThat(service.steps)
          .extracting(CanaryDecision::decisionType)
          .containsOnly(CanaryDecisionType.PROMOTE);
      List<GateResult> said = service.controller.getStatus().sequential();
      assertThat(said).extracting(result -> result.key().gate()).contains(GateNames.P99_LATENCY);
      assertThat(said).noneMatch(GateResult::breached);
      assertThat(service.controller.getStatus().budget())
          .extracting(share -> share.alpha())
          .allMatch(alpha -> alpha > 0 && alpha < 0.01);
      assertThat(service.controller.getStatus().dispersion())
          .as("there was no control before")
          .contains(DispersionChoice.NOT_MEASURED);
    }
  }

  @Test
  void aSlowChange_isStopped_withoutWaitingForAWindow() {
    MemoryJournalStore store = MemoryJournalStore.unbounded();
    try (Service service = new Service(PLAN, store, new VirtualTime(), SEED)) {
      service.tickUntil(() -> service.stage().equals("Limited"), 100);
      service.fault = Service.Fault.SLOW;
      CanaryDecision stop = untilStop(service);
      assertThat(stop.cause()).contains(Cause.SEQUENTIAL_REJECTION);
      assertThat(stop.reason()).contains(GateNames.P99_LATENCY);
      assertThat(stop.gates()).isNotEmpty().allMatch(gate -> gate.evidence().isPresent());
      assertThat(service.controller.getStatus().state().stage().windows()).isZero();
      assertThat(service.flag().snapshot().breakerOpen()).isTrue();

      service.fault = Service.Fault.NONE;
      for (int i = 0; i < 300; i++) {
        service.tick();
      }
      assertThat(service.stage()).as("only a person starts it again").isEqualTo("Disabled");
      service.controller.reset("mended", "alice");
      service.tickUntil(() -> service.stage().equals("Limited"), 100);
    }
    assertThat(ChainVerifier.verify(store, KEY).intact()).isTrue();
  }

  private static CanaryDecision untilStop(Service service) {
    service.tickUntil(
        () -> !service.steps.isEmpty() && service.controller.getStatus().circuitBreakerOpen(), 20);
    return service.steps.stream()
        .filter(step -> step.decisionType() == CanaryDecisionType.EMERGENCY_STOP)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aRestart_goesOnWithTheEvidence_andNeverSpendsItsBudgetAgain() {
    int unbroken;
    try (JournalStore store = store(directory.resolve("unbroken"));
        Service service = new Service(PLAN, store, new VirtualTime(), SEED)) {
      run(service, 30);
      unbroken = ticksToStop(service);
    }
    VirtualTime time = new VirtualTime();
    Path broken = directory.resolve("broken");
    List<GateResult> said;
    try (JournalStore store = store(broken);
        Service service = new Service(PLAN, store, time, SEED)) {
      run(service, 30);
      said = service.controller.getStatus().sequential();
    }
    try (JournalStore store = store(broken);
        Service service = new Service(PLAN, store, time, SEED)) {
      assertThat(service.controller.getStatus().sequential()).isEqualTo(said);
      // Everybody is on control until the first tick of a process: it sees nothing of the
      // treatment.
      service.idle();
      assertThat(service.controller.getStatus().sequential()).isEqualTo(said);
      service.resumeAt(30);
      assertThat(ticksToStop(service)).isEqualTo(unbroken);
    }
  }

  private static int ticksToStop(Service service) {
    service.fault = Service.Fault.SLOW;
    int ticks = 0;
    while (!service.controller.getStatus().circuitBreakerOpen()) {
      service.tick();
      ticks++;
    }
    return ticks;
  }

  private static void run(Service service, int ticks) {
    for (int i = 0; i < ticks; i++) {
      service.tick();
    }
  }

  private static JournalStore store(Path in) {
    in.toFile().mkdirs();
    return SqliteJournalStore.open(in);
  }

  @Test
  void aRejectionThatWaitsForTheJournal_isNotForgotten() {
    RolloutPlan people =
        PLAN.toBuilder()
            .automation(new Automation(true, false, RequiredHealth.GREEN, PromotionRule.ESTIMATE))
            .build();
    MemoryJournalStore memory = MemoryJournalStore.unbounded();
    FlakyStore store = new FlakyStore(memory);
    VirtualTime time = new VirtualTime();
    try (Service service = new Service(people, store, time, SEED)) {
      run(service, 20);
      service.fault = Service.Fault.SLOW;
      store.full = true;
      service.tickUntil(() -> !service.steps.isEmpty(), 20);
      assertThat(service.steps)
          .extracting(CanaryDecision::decisionType)
          .containsExactly(CanaryDecisionType.MANUAL_INTERVENTION);
      store.full = false;
    }
    try (Service service = new Service(people, store, time, SEED)) {
      assertThat(service.controller.getStatus().sequential()).anyMatch(GateResult::breached);
      run(service, 300);
      assertThat(service.stage()).as("what is rejected is not promoted").isEqualTo("Canary");
    }
  }

  @Test
  void aReplay_judgesTheStageOnAllOfIt() {
    VirtualTime time = new VirtualTime();
    RolloutReplay replay = new RolloutReplay(PLAN, OptionalInt.empty(), time);
    long treated = 0;
    Optional<CanaryDecision> promotion = Optional.empty();
    for (int tick = 0; tick < 200 && promotion.isEmpty(); tick++) {
      boolean grace = tick < 2;
      for (int i = 0; i < 200; i++) {
        Decision decision = replay.decide("repository-" + (tick * 7 + i) % 400);
        replay.served(decision);
        replay.record(
            decision,
            Observation.of("navigation:java", 100_000, 0.7, true)
                .label((tick + i) % 10 < 7)
                .recall50(1.0)
                .build());
        treated += decision.treatment() && !grace ? 1 : 0;
      }
      time.pass(Service.TICK);
      CanaryDecision decision = replay.tick().decision();
      promotion =
          Optional.of(decision).filter(made -> made.decisionType() == CanaryDecisionType.PROMOTE);
    }
    List<GateResult> gates = promotion.orElseThrow().gates();
    assertThat(gates)
        .filteredOn(gate -> gate.key().equals(GateKey.overall(GateNames.P99_LATENCY)))
        .extracting(GateResult::n)
        .as("of the stage, and of the attempt")
        .containsExactly(treated, treated);
  }
}
