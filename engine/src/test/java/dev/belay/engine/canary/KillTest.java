package dev.belay.engine.canary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.canary.RolloutEvent;
import dev.belay.engine.journal.ChainVerifier;
import dev.belay.engine.journal.EventJson;
import dev.belay.engine.journal.JournalRow;
import dev.belay.engine.journal.JournalStore;
import dev.belay.engine.journal.MemoryJournalStore;
import dev.belay.engine.journal.SqliteJournalStore;
import dev.belay.gate.GateNames;
import dev.belay.gate.GateResult;
import dev.belay.plan.Mode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Killed at 25 random points in each mode and started again: as if it had never been killed. */
class KillTest {
  private static final int KILLS = 25;
  private static final long TICKS = 900;
  private static final String KEY = Service.shortPlan().metadata().key();

  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource
  void killedAtRandomPoints_decidesAsWithoutTheKills_andLosesNothing(Mode mode) throws Exception {
    long seed = System.nanoTime();
    System.out.println("KillTest " + mode + " seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    long acknowledged = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      acknowledged = Math.max(acknowledged, runAndKill(mode, seed, random.nextInt(30)));
    }
    assertThat(finish(mode, seed)).as("seed " + seed).isGreaterThanOrEqualTo(acknowledged);

    MemoryJournalStore unbroken = MemoryJournalStore.unbounded();
    KilledService.run(unbroken, mode, seed, TICKS);
    try (JournalStore killed = SqliteJournalStore.readOnly(directory)) {
      assertThat(ChainVerifier.verify(killed, KEY).intact()).as("seed " + seed).isTrue();

      assertThat(told(killed, mode)).as("seed " + seed).isEqualTo(told(unbroken, mode));
      assertThat(told(killed, mode)).anyMatch(line -> line.startsWith("Stopped"));
      assertThat(told(killed, mode)).anyMatch(line -> line.startsWith("Promoted"));
    }
  }

  /** Lets it live for so many ticks; returns the last one it acknowledged. */
  private long runAndKill(Mode mode, long seed, int ticks)
      throws IOException, InterruptedException {
    Process process = start(mode, seed);
    long last = 0;
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (int i = 0; i < ticks; i++) {
        String line = out.readLine();
        if (line == null) {
          throw new AssertionError("the service ended by itself, exit " + process.waitFor());
        }
        if (line.equals("done")) {
          break;
        }
        last = Long.parseLong(line.substring("tick ".length()));
      }
      process.destroyForcibly().waitFor();
    }
    return last;
  }

  private long finish(Mode mode, long seed) throws IOException, InterruptedException {
    Process process = start(mode, seed);
    long last = 0;
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String line = out.readLine();
      while (line != null) {
        last = line.equals("done") ? TICKS : Long.parseLong(line.substring("tick ".length()));
        line = out.readLine();
      }
    }
    assertThat(process.waitFor()).isZero();
    return last;
  }

  private Process start(Mode mode, long seed) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xshare:auto",
            "-cp",
            System.getProperty("java.class.path"),
            KilledService.class.getName(),
            directory.toString(),
            mode.toString(),
            Long.toString(seed),
            Long.toString(TICKS))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /**
   * All that happened, and what was observed between: how the ticks were added up is no matter.
   * Nor, in mode guarded, is what calibration says of a window in which the process was killed, for
   * the labels that had become mature in it are given up.
   */
  private static List<String> told(JournalStore store, Mode mode) {
    List<String> lines = new ArrayList<>();
    RolloutEvent.Observed seen = null;
    for (JournalRow row : store.rows(KEY, 0, 100_000)) {
      RolloutEvent event = EventJson.decode(KEY, row);
      if (event instanceof RolloutEvent.Observed observed) {
        seen = seen == null ? observed : seen.plus(observed);
      } else {
        lines.add(
            row.type()
                + " "
                + (mode == Mode.GUARDED && event instanceof RolloutEvent.WindowCompleted window
                    ? withoutCalibration(window)
                    : row.event())
                + " after "
                + (seen == null ? 0 : seen.nanos())
                + " ns with "
                + (seen == null ? 0 : seen.treated())
                + " treated");
      }
    }
    return lines;
  }

  private static String withoutCalibration(RolloutEvent.WindowCompleted window) {
    List<GateResult> results =
        window.results().stream()
            .filter(result -> !result.key().gate().equals(GateNames.AECE_MINUS_TAU))
            .toList();
    return new RolloutEvent.WindowCompleted(
            window.verdict(), results, window.health(), window.attempt(), window.dispersion())
        .toString();
  }
}
