package dev.belay.engine.canary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.engine.journal.JournalStore;
import dev.belay.engine.journal.SqliteJournalStore;
import dev.belay.flag.Decision;
import dev.belay.plan.RolloutPlan;
import dev.belay.telemetry.Observation;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the controller costs: a status, a tick on a SQLite journal, the start, and the memory and
 * disk of 30 simulated days. Not part of a build: its name is none of a test. {@code
 * docs/BENCHMARKS.md} says how to run it.
 */
class ControllerBenchmark {
  private static final int ROUNDS = 2_000;
  private static final int DAYS = 30;
  private static final int TICKS_A_DAY = 2_880;

  @TempDir Path directory;

  @Test
  void statusAndTick_of64Slices() {
    VirtualTime time = new VirtualTime();
    try (JournalStore store = SqliteJournalStore.open(directory);
        Service service = new Service(RolloutPlan.calibV22(), store, time, 1)) {
      service.controller.evaluateStage();
      double[] tick = new double[ROUNDS];
      double[] status = new double[ROUNDS];
      SplittableRandom random = new SplittableRandom(1);
      for (int round = 0; round < ROUNDS; round++) {
        serve(service, random, 64, 10 * 64);
        time.pass(Service.TICK);
        long start = System.nanoTime();
        service.controller.evaluateStage();
        long ticked = System.nanoTime();
        assertThat(service.controller.getStatus().decisionsByRepository()).isNotEmpty();
        status[round] = System.nanoTime() - ticked;
        tick[round] = ticked - start;
      }
      print("tick of 64 slices, with its commit", tick);
      print("getStatus", status);
    }
  }

  @Test
  void thirtyDays() throws IOException {
    VirtualTime time = new VirtualTime();
    SplittableRandom random = new SplittableRandom(1);
    try (JournalStore store = SqliteJournalStore.open(directory);
        Service service = new Service(RolloutPlan.calibV22(), store, time, 1)) {
      for (int day = 1; day <= DAYS; day++) {
        for (int tick = 0; tick < TICKS_A_DAY; tick++) {
          serve(service, random, 4, 8);
          time.pass(Service.TICK);
          service.controller.evaluateStage();
        }
        if (day == 1 || day % 5 == 0) {
          System.out.printf(
              Locale.ROOT,
              "day %2d: heap %.1f MiB, journal %.1f MiB, %s%n",
              day,
              usedHeap() / 1048576.0,
              Files.size(directory.resolve(SqliteJournalStore.FILE)) / 1048576.0,
              service.stage());
        }
      }
    }
    double[] starts = new double[5];
    for (int i = 0; i < starts.length; i++) {
      long start = System.nanoTime();
      try (JournalStore store = SqliteJournalStore.open(directory);
          Service service = new Service(RolloutPlan.calibV22(), store, time, 1)) {
        assertThat(service.stage()).isNotEmpty();
      }
      starts[i] = System.nanoTime() - start;
    }
    print("start on 30 days", starts);
  }

  private static void serve(Service service, SplittableRandom random, int slices, int queries) {
    for (int i = 0; i < queries; i++) {
      Decision decision = service.flag().decide("repository-" + random.nextInt(5_000));
      double score = 0.65 + 0.1 * random.nextDouble();
      service
          .flag()
          .record(
              decision,
              Observation.of("slice-" + i % slices, 100_000L + random.nextInt(50_000), score, true)
                  .label(random.nextDouble() < score)
                  .recall50(1.0)
                  .build());
    }
  }

  private static long usedHeap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static void print(String what, double[] nanos) {
    Arrays.sort(nanos);
    System.out.printf(
        Locale.ROOT,
        "%s: median %.1f us, p99 %.1f us%n",
        what,
        nanos[nanos.length / 2] / 1000,
        nanos[nanos.length * 99 / 100] / 1000);
  }
}
