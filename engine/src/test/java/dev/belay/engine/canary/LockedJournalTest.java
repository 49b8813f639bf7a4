package dev.belay.engine.canary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.canary.CanaryDecisionType;
import dev.belay.engine.journal.ChainVerifier;
import dev.belay.engine.journal.ChildJvm;
import dev.belay.engine.journal.Command;
import dev.belay.engine.journal.JournalRow;
import dev.belay.engine.journal.JournalStore;
import dev.belay.engine.journal.SqliteJournalStore;
import dev.belay.plan.RolloutPlan;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody outside holds SQLite's write lock, as a backup or a person with a shell may. */
class LockedJournalTest {
  private static final RolloutPlan PLAN = Service.shortPlan();
  private static final String KEY = PLAN.metadata().key();

  @TempDir Path directory;

  /** Asks for a stop as the command line does, as soon as it is told to. */
  public static final class Stopper {
    private Stopper() {}

    /** {@code directory}. */
    public static void main(String[] arguments) throws Exception {
      RolloutDirectory data = RolloutDirectory.of(Path.of(arguments[0]));
      System.out.println("ready");
      System.in.read();
      Command stop = new Command(0, "stop", "", "a drill", "alice", 1);
      System.out.println(data.carryOut(KEY, stop, InstantSource.system()));
    }
  }

  /** SQLite's write lock, held by a connection of its own. */
  private final class Lock implements AutoCloseable {
    private final Connection connection;

    Lock() throws SQLException {
      connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("journal.db"));
      try (Statement statement = connection.createStatement()) {
        statement.execute("BEGIN IMMEDIATE");
      }
    }

    @Override
    public void close() throws SQLException {
      connection.close();
    }
  }

  private CanaryControllerBuilder builder() {
    return CanaryController.builder(PLAN).dataDirectory(directory);
  }

  private List<JournalRow> rows() {
    try (JournalStore store = SqliteJournalStore.readOnly(directory)) {
      assertThat(ChainVerifier.verify(store, KEY).intact()).isTrue();
      return store.rows(KEY, 0, 1_000);
    }
  }

  @Test
  void aStepDown_takesEffect_andNoTickWaitsForLong() throws Exception {
    VirtualTime time = new VirtualTime();
    try (Service service = new Service(builder().clock(time).monotone(time).open(), time, 1)) {
      service.tick();
      service.tick();
      service.fault = Service.Fault.SLOW;
      service.tickUntil(() -> service.controller.getStatus().state().stage().windows() == 1, 30);
      service.tick();
      try (Lock lock = new Lock()) {
        assertThat(lock).isNotNull();
        long slowest = 0;
        while (!service.flag().snapshot().breakerOpen()) {
          long before = System.nanoTime();
          service.tick();
          slowest = Math.max(slowest, System.nanoTime() - before);
          assertThat(service.steps.size()).isLessThanOrEqualTo(1);
        }
        assertThat(Duration.ofNanos(slowest)).isLessThan(Duration.ofSeconds(2));
        CanaryStatus status = service.controller.getStatus();
        assertThat(status.journalWaiting()).isPositive();
        assertThat(status.journalError())
            .get()
            .asString()
            .contains("another process has it locked");
        assertThat(RolloutDirectory.of(directory).status(KEY, time).currentStage())
            .isEqualTo("Canary");
        assertThat(rows()).extracting(JournalRow::type).doesNotContain("Stopped");
      }
      service.tick();
      assertThat(rows()).extracting(JournalRow::type).containsOnlyOnce("Stopped");
      assertThat(service.controller.getStatus().journalError()).isEmpty();
    }
  }

  @Test
  void aStepUp_isRefused_andTakenOnceTheLockIsGone() throws Exception {
    VirtualTime time = new VirtualTime();
    try (Service service = new Service(builder().clock(time).monotone(time).open(), time, 1)) {
      service.tick();
      try (Lock lock = new Lock()) {
        assertThat(lock).isNotNull();
        assertThat(
                service
                    .controller
                    .forceDecision(CanaryDecisionType.PROMOTE, "reviewed", "bob")
                    .events())
            .isEmpty();
        assertThat(service.stage()).isEqualTo("Canary");
      }
      service.controller.forceDecision(CanaryDecisionType.PROMOTE, "reviewed", "bob");
      assertThat(service.stage()).isEqualTo("Limited");
    }
    assertThat(rows()).extracting(JournalRow::type).containsOnlyOnce("Promoted");
  }

  @Test
  void whatWaits_isWrittenAtTheEnd_ifTheLockGoesMeanwhile() throws Exception {
    VirtualTime time = new VirtualTime();
    Service service = new Service(builder().clock(time).monotone(time).open(), time, 1);
    Lock lock = new Lock();
    service.tick();
    service.controller.forceDecision(CanaryDecisionType.EMERGENCY_STOP, "a drill", "bob");
    Thread unlocker =
        new Thread(
            () -> {
              try {
                TimeUnit.MILLISECONDS.sleep(600);
                lock.close();
              } catch (InterruptedException | SQLException e) {
                throw new IllegalStateException(e);
              }
            });
    unlocker.start();
    service.close();
    unlocker.join();
    assertThat(rows()).extracting(JournalRow::type).containsOnlyOnce("Stopped");
  }

  @Test
  void aStopFromAnotherProcess_isFelt() throws Exception {
    try (CanaryController controller = builder().open()) {
      CountDownLatch ticked = new CountDownLatch(1);
      CountDownLatch stopped = new CountDownLatch(1);
      controller.addListener(
          (decision, status) -> {
            ticked.countDown();
            if (status.circuitBreakerOpen()) {
              stopped.countDown();
            }
          });
      controller.startMonitoring();
      assertThat(ticked.await(20, TimeUnit.SECONDS)).isTrue();
      Process child = ChildJvm.start(Stopper.class, directory.toString());
      try (Lock lock = new Lock();
          BufferedReader says =
              new BufferedReader(
                  new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
        assertThat(lock).isNotNull();
        assertThat(says.readLine()).isEqualTo("ready");
        child.getOutputStream().close();
        // It takes some tenths of a second; who waits for the lock needs five.
        assertThat(stopped.await(4, TimeUnit.SECONDS)).isTrue();
        assertThat(controller.flag().snapshot().breakerOpen()).isTrue();
        assertThat(says.readLine()).contains("done=true", "puts everybody on control");
      }
      assertThat(child.waitFor()).isZero();
      controller.stopMonitoring();
    }
    assertThat(rows()).extracting(JournalRow::type).containsOnlyOnce("Stopped");
  }

  @Test
  void aStopThatNobodyTakesUp_saysSo() throws Exception {
    try (CanaryController controller = builder().open()) {
      controller.evaluateStage();
      Process child = ChildJvm.start(Stopper.class, directory.toString());
      try (Lock lock = new Lock();
          BufferedReader says =
              new BufferedReader(
                  new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
        assertThat(lock).isNotNull();
        assertThat(says.readLine()).isEqualTo("ready");
        child.getOutputStream().close();
        assertThat(says.readLine())
            .contains("done=false", "process " + ProcessHandle.current().pid(), "end that process");
      }
      assertThat(child.waitFor()).isZero();
      controller.answerCommands();
      assertThat(controller.getStatus().circuitBreakerOpen()).isTrue();
    }
  }
}
