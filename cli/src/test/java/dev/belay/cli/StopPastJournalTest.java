package dev.belay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.engine.canary.CanaryController;
import dev.belay.plan.RolloutPlan;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A stop reaches the process that embeds whatever became of its journal's file. */
class StopPastJournalTest {
  @TempDir Path directory;

  /** What becomes of the file while the process runs. */
  enum Damage {
    EMPTIED,
    DELETED,
    OVERWRITTEN;

    void to(Path journal) throws Exception {
      switch (this) {
        case EMPTIED -> Files.write(journal, new byte[0]);
        case DELETED -> Files.delete(journal);
        default -> Files.writeString(journal, "no SQLite database\n".repeat(1000));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aStop_isFelt(Damage damage) throws Exception {
    try (CanaryController controller =
        CanaryController.builder(RolloutPlan.calibV22()).dataDirectory(directory).open()) {
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
      damage.to(directory.resolve("journal.db"));
      // In a process of its own: the lock of this one would go with any handle to its file.
      Process belay =
          new ProcessBuilder(
                  List.of(
                      Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                      "-XX:TieredStopAtLevel=1",
                      "-cp",
                      System.getProperty("java.class.path"),
                      Belay.class.getName(),
                      "stop",
                      "--data",
                      directory.toString(),
                      "--reason",
                      "a drill"))
              .redirectErrorStream(true)
              .start();
      String said = new String(belay.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(stopped.await(10, TimeUnit.SECONDS)).as(said).isTrue();
      assertThat(controller.flag().snapshot().breakerOpen()).isTrue();
      assertThat(said).contains("all rollouts: the journal takes no command", "belay.lock");
      assertThat(belay.waitFor()).as(said).isZero();
    }
  }
}
