package dev.belay.engine.canary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.canary.CanaryDecisionType;
import dev.belay.drift.Candidate;
import dev.belay.engine.attest.GreenManifest;
import dev.belay.engine.journal.Command;
import dev.belay.engine.journal.CommandAnswer;
import dev.belay.engine.journal.DataDirectory;
import dev.belay.engine.journal.JournalException;
import dev.belay.engine.journal.JournalStore;
import dev.belay.engine.journal.SqliteJournalStore;
import dev.belay.plan.RolloutPlan;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What another process asks of the one that embeds the rollout. */
class CommandTest {
  private static final RolloutPlan PLAN = Service.shortPlan();
  private static final String KEY = PLAN.metadata().key();

  @TempDir Path directory;

  private static Command command(String verb, String argument) {
    return new Command(0, verb, argument, "a drill", "alice", 1);
  }

  @Test
  void aStop_isFeltWhileTheControllerMonitors() throws Exception {
    try (CanaryController controller =
        CanaryController.builder(PLAN).dataDirectory(directory).open()) {
      CountDownLatch first = new CountDownLatch(1);
      CountDownLatch stopped = new CountDownLatch(1);
      controller.addListener(
          (decision, status) -> {
            first.countDown();
            if (status.circuitBreakerOpen()) {
              stopped.countDown();
            }
          });
      controller.startMonitoring();
      assertThat(first.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(controller.getStatus().monitoringActive()).isTrue();
      try (JournalStore elsewhere = SqliteJournalStore.existing(directory)) {
        long id = elsewhere.ask(KEY, command("stop", ""));
        assertThat(stopped.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(controller.flag().snapshot().breakerOpen()).isTrue();
        controller.stopMonitoring();
        assertThat(elsewhere.answered(KEY, id)).map(CommandAnswer::done).contains(true);
      }
    }
  }

  @Test
  void everyVerb_isAnswered_andOnceOnly() {
    VirtualTime time = new VirtualTime();
    try (JournalStore store = SqliteJournalStore.open(directory);
        Service service = new Service(PLAN, store, time, 1)) {
      service.tick();
      assertThat(ask(service, store, command("promote", ""))).matches(CommandAnswer::done);
      assertThat(service.stage()).isEqualTo("Limited");
      service.controller.answerCommands();
      assertThat(service.stage()).isEqualTo("Limited");
      assertThat(ask(service, store, command("hold", ""))).matches(CommandAnswer::done);
      assertThat(ask(service, store, command("hold", ""))).matches(answer -> !answer.done());
      assertThat(ask(service, store, command("resume", ""))).matches(CommandAnswer::done);
      assertThat(ask(service, store, command("override", "a/b=control")))
          .matches(CommandAnswer::done);
      assertThat(ask(service, store, command("override", "a/b=maybe")).sentence())
          .contains("\"maybe\" is no variant");
      assertThat(ask(service, store, command("reset", ""))).matches(answer -> !answer.done());
      assertThat(ask(service, store, command("rollback", ""))).matches(CommandAnswer::done);
      assertThat(service.stage()).isEqualTo("Canary");
      assertThat(ask(service, store, command("stop", ""))).matches(CommandAnswer::done);
      assertThat(ask(service, store, command("promote", "")).sentence()).contains("reset");
      assertThat(ask(service, store, command("reset", ""))).matches(CommandAnswer::done);
      assertThat(ask(service, store, command("dance", "")).sentence()).contains("no command");
    }
  }

  private static CommandAnswer ask(Service service, JournalStore store, Command command) {
    long id = store.ask(KEY, command);
    service.time.pass(Duration.ofMillis(250));
    service.controller.answerCommands();
    Optional<CommandAnswer> answer = store.answered(KEY, id);
    return answer.orElseThrow();
  }

  @Test
  void aPromotionAgainstAFailedProbe_standsInStatusAndJournalAsWhatItIs() {
    VirtualTime time = new VirtualTime();
    Candidate broken =
        samples -> {
          throw new IllegalStateException("no fit");
        };
    try (CanaryController controller =
        CanaryController.builder(PLAN)
            .dataDirectory(directory)
            .clock(time)
            .monotone(time)
            .candidate(broken)
            .open()) {
      controller.evaluateStage();
      controller.forceDecision(CanaryDecisionType.PROMOTE, "reviewed", "bob");
      assertThat(controller.getStatus().currentStage()).isEqualTo("Limited");
    }
    CanaryStatus status = RolloutDirectory.of(directory).status(KEY, time);
    assertThat(status.transitions().get(1).reason())
        .startsWith("reviewed; a person promoted although the candidate fails probe ")
        .contains("no fit");
    try (JournalStore store = SqliteJournalStore.readOnly(directory)) {
      assertThat(store.rows(KEY, 0, 100))
          .filteredOn(row -> row.type().equals("Promoted"))
          .singleElement()
          .matches(row -> row.event().contains("although the candidate fails probe"))
          .matches(row -> row.actor().equals("bob"));
    }
  }

  @Test
  void aSecondController_onOneDirectory_isRefused() {
    try (CanaryController first = CanaryController.builder(PLAN).dataDirectory(directory).open()) {
      first.evaluateStage();
      assertThatThrownBy(() -> CanaryController.builder(PLAN).dataDirectory(directory).open())
          .isInstanceOf(JournalException.class)
          .hasMessageContaining(directory.toString());
    }
    try (CanaryController again = CanaryController.builder(PLAN).dataDirectory(directory).open()) {
      again.evaluateStage();
    }
  }

  @Test
  void aCompletedRollout_publishesItsGreenManifest_andAWeekItsReport() throws Exception {
    VirtualTime time = new VirtualTime();
    CanaryController controller =
        CanaryController.builder(PLAN).dataDirectory(directory).clock(time).monotone(time).open();
    try (Service service = new Service(controller, time, 1)) {
      service.tickUntil(() -> service.controller.getStatus().state().completed(), 2000);
      assertThat(service.controller.weeklyReport()).isPresent();
      time.setWallClockBy(Duration.ofDays(1));
      for (int i = 0; i < 15; i++) {
        service.tick();
      }
    }
    String manifest =
        Files.readString(
            directory.resolve("green-" + controller.getStatus().fingerprint() + ".json"));
    assertThat(GreenManifest.verify(manifest)).isEmpty();
    assertThat(directory.resolve("health-2026-11-16.json")).isNotEmptyFile();
    assertThat(directory.resolve("health-2026-11-16.md")).content().contains("navigation:java");
  }

  @Test
  void aCommandWhoseRowWaits_isCarriedOutOnce_andAnsweredWithIt() {
    VirtualTime time = new VirtualTime();
    try (JournalStore sqlite = SqliteJournalStore.open(directory)) {
      FlakyStore store = new FlakyStore(sqlite);
      long id;
      try (Service service = new Service(PLAN, store, time, 1)) {
        service.tick();
        service.controller.forceDecision(CanaryDecisionType.PROMOTE, "reviewed", "bob");
        service.controller.forceDecision(CanaryDecisionType.PROMOTE, "reviewed", "bob");
        id = store.ask(KEY, command("rollback", ""));
        store.full = true;
        for (int i = 0; i < 5; i++) {
          service.controller.answerCommands();
        }
        assertThat(service.stage()).isEqualTo("Limited");
        assertThat(store.answered(KEY, id)).isEmpty();
        store.full = false;
        service.tick();
        service.controller.answerCommands();
        assertThat(store.answered(KEY, id)).map(CommandAnswer::done).contains(true);
        assertThat(service.stage()).isEqualTo("Limited");
      }
      try (Service service = new Service(PLAN, store, time, 1)) {
        service.tick();
        assertThat(service.stage()).isEqualTo("Limited");
      }
    }
  }

  @Test
  void aStopPastAJournalThatTakesNothing_isFelt() throws Exception {
    VirtualTime time = new VirtualTime();
    try (CanaryController controller =
        CanaryController.builder(PLAN).dataDirectory(directory).clock(time).monotone(time).open()) {
      controller.evaluateStage();
      controller.answerCommands();
      assertThat(controller.getStatus().circuitBreakerOpen()).isFalse();
      DataDirectory.requestStop(directory);
      controller.answerCommands();
      assertThat(controller.getStatus().circuitBreakerOpen()).isTrue();
      assertThat(DataDirectory.holder(directory)).contains(ProcessHandle.current().pid());
    }
  }
}
