package dev.belay.engine.canary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.canary.RolloutEvent;
import dev.belay.engine.journal.ChainVerifier;
import dev.belay.engine.journal.EventJson;
import dev.belay.engine.journal.JournalRow;
import dev.belay.engine.journal.JournalStore;
import dev.belay.engine.journal.MemoryJournalStore;
import dev.belay.engine.journal.SqliteJournalStore;
import dev.belay.gate.EvidencePoint;
import dev.belay.gate.GateNames;
import dev.belay.gate.GateResult;
import dev.belay.plan.Mode;
import dev.belay.plan.RolloutPlan;
import dev.belay.sequential.BudgetSplit;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What rows and the status tell of evidence and budget. */
class EvidenceHistoryTest {
  private static final long SEED = 20261122;

  @TempDir Path directory;

  private static <E extends RolloutEvent> List<E> rows(
      JournalStore store, String key, Class<E> type) {
    return store.rows(key, 0, 100_000).stream()
        .map(row -> EventJson.decode(key, row))
        .filter(type::isInstance)
        .map(type::cast)
        .toList();
  }

  private static void run(Service service, int ticks) {
    for (int i = 0; i < ticks; i++) {
      service.tick();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Mode.class,
      names = {"GUARDED", "SEQUENTIAL"})
  void aRestart_keepsTheHistory_andWindowsTellOfIt(Mode mode) {
    RolloutPlan plan = Service.shortPlan(mode);
    VirtualTime time = new VirtualTime();
    List<EvidenceHistory> history;
    try (JournalStore store = SqliteJournalStore.open(directory);
        Service service = new Service(plan, store, time, SEED)) {
      run(service, 100);
      history = service.controller.getStatus().evidenceHistory();
      assertThat(service.controller.getStatus().significance().isPresent())
          .isEqualTo(mode == Mode.GUARDED);
    }
    assertThat(history)
        .extracting(EvidenceHistory::gate)
        .contains(GateNames.P99_LATENCY, GateNames.AECE_MINUS_TAU);
    assertThat(history).allMatch(gate -> gate.points().size() > 5);
    assertThat(history.get(0).points())
        .isSortedAccordingTo((a, b) -> Long.compare(a.timeNanos(), b.timeNanos()))
        .allMatch(point -> point.evidence().ofBreach() && point.n() > 0);
    try (JournalStore store = SqliteJournalStore.open(directory);
        Service service = new Service(plan, store, time, SEED)) {
      assertThat(service.controller.getStatus().evidenceHistory()).isEqualTo(history);
      String key = plan.metadata().key();
      List<EvidencePoint> last = List.of();
      for (RolloutEvent.WindowCompleted row :
          rows(store, key, RolloutEvent.WindowCompleted.class)) {
        last = row.attempt();
      }
      assertThat(last)
          .extracting(EvidencePoint::gate)
          .containsExactlyElementsOf(history.stream().map(EvidenceHistory::gate).toList());
    }
  }

  @Test
  void theHistory_isBounded_andSoAreTheRows() {
    RolloutPlan plan = Service.shortPlan(Mode.SEQUENTIAL);
    plan =
        plan.toBuilder()
            .evaluation(plan.evaluation().toBuilder().window(Duration.ofSeconds(30)).build())
            .build();
    MemoryJournalStore store = MemoryJournalStore.unbounded();
    try (Service service = new Service(plan, store, new VirtualTime(), SEED)) {
      run(service, 250);
      assertThat(service.controller.getStatus().evidenceHistory())
          .isNotEmpty()
          .allMatch(gate -> gate.points().size() == RolloutHistory.KEPT);
    }
    for (JournalRow row : store.rows(plan.metadata().key(), 0, 100_000)) {
      int most = row.type().equals("WindowCompleted") ? 2_000 : 16_000;
      assertThat(row.event().getBytes(StandardCharsets.UTF_8).length)
          .as(row.event())
          .isLessThan(most);
    }
  }

  @Test
  void aStop_carriesItsEvidence_andWhatBeginsAnAttemptItsBudget() {
    RolloutPlan plan = Service.shortPlan(Mode.GUARDED);
    String key = plan.metadata().key();
    MemoryJournalStore store = MemoryJournalStore.unbounded();
    try (Service service = new Service(plan, store, new VirtualTime(), SEED)) {
      service.tickUntil(() -> service.stage().equals("Limited"), 100);
      service.fault = Service.Fault.SLOW;
      service.tickUntil(() -> service.controller.getStatus().circuitBreakerOpen(), 30);
      assertThat(service.controller.getStatus().evidenceHistory()).isNotEmpty();
      service.fault = Service.Fault.NONE;
      service.controller.reset("mended", "alice");
      assertThat(service.controller.getStatus().evidenceHistory()).isEmpty();
      Optional<BudgetSplit> budget =
          rows(store, key, RolloutEvent.Configured.class).get(0).budget();
      assertThat(budget.orElseThrow().shares())
          .isEqualTo(service.controller.getStatus().budget())
          .isNotEmpty();
      assertThat(budget.orElseThrow().significance())
          .isEqualTo(service.controller.getStatus().significance());
      assertThat(rows(store, key, RolloutEvent.Reset.class).get(0).budget()).isEqualTo(budget);
    }
    RolloutEvent.Promoted promoted = rows(store, key, RolloutEvent.Promoted.class).get(0);
    assertThat(promoted.evidence())
        .anyMatch(result -> result.evidence().isPresent() && result.interval().isPresent());
    RolloutEvent.Stopped stopped = rows(store, key, RolloutEvent.Stopped.class).get(0);
    GateResult p99 = stopped.evidence().get(0);
    assertThat(p99.key().gate()).isEqualTo(GateNames.P99_LATENCY);
    assertThat(p99.evidence().orElseThrow().reaches()).isTrue();
    assertThat(p99.interval().orElseThrow().low()).isGreaterThan(p99.limit().orElseThrow());
    assertThat(stopped.reason())
        .isEqualTo(p99.sentence() + "; and by tripwires.p99, tripwires.mean");
    assertThat(ChainVerifier.verify(store, key).intact()).isTrue();
  }

  @Test
  void modeWindows_hasNeitherBudgetNorHistory() {
    RolloutPlan plan = Service.shortPlan(Mode.WINDOWS);
    String key = plan.metadata().key();
    MemoryJournalStore store = MemoryJournalStore.unbounded();
    try (Service service = new Service(plan, store, new VirtualTime(), SEED)) {
      run(service, 60);
      assertThat(service.controller.getStatus().evidenceHistory()).isEmpty();
      assertThat(service.controller.getStatus().significance()).isEmpty();
    }
    assertThat(rows(store, key, RolloutEvent.Configured.class).get(0).budget()).isEmpty();
    assertThat(rows(store, key, RolloutEvent.WindowCompleted.class))
        .isNotEmpty()
        .allMatch(row -> row.attempt().isEmpty());
  }
}
