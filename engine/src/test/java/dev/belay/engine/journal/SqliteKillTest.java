package dev.belay.engine.journal;

import static dev.belay.engine.journal.Journals.ROLLOUT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.engine.config.Seed;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that commits is ended by force, again and again: what it acknowledged is there. */
class SqliteKillTest {
  private static final int ROUNDS = 8;

  @TempDir Path directory;

  /** Commits until it is killed; says each sequence once its commit has returned. */
  public static final class Child {
    private Child() {}

    /** {@code directory}. */
    public static void main(String[] arguments) {
      try (DataDirectory held = DataDirectory.open(Path.of(arguments[0]));
          SqliteJournalStore store = SqliteJournalStore.open(held.path())) {
        JournalChain end = JournalChain.of(store, ROLLOUT);
        while (true) {
          int count = 1 + (int) (end.sequence() % 3);
          List<JournalRow> rows = Journals.rows(end, count);
          store.commit(ROLLOUT, commit(end, rows));
          end = end.with(rows);
          System.out.println(end.sequence());
        }
      }
    }

    /** Rows with a tick of their own, and now and then a window. */
    private static Commit commit(JournalChain end, List<JournalRow> rows) {
      long last = end.sequence() + rows.size();
      boolean window = end.sequence() % 10 == 0;
      return new Commit(
          end.sequence(),
          rows,
          Optional.of(Journals.tick(last)),
          window ? Optional.of(Journals.window(last, last)) : Optional.empty(),
          false,
          last - 100,
          Map.of(),
          Optional.of(new AttemptRow(1, last, new byte[] {(byte) last})));
    }
  }

  @Test
  void nothingAcknowledged_isLostOrDoubled() throws Exception {
    SplittableRandom random = Seed.random("kill");
    long acknowledged = 0;
    for (int round = 0; round < ROUNDS; round++) {
      acknowledged = Math.max(acknowledged, runAndKill(random));
      assertThat(DataDirectory.isHeld(directory)).isFalse();
      try (SqliteJournalStore store = SqliteJournalStore.open(directory)) {
        ChainReport report = ChainVerifier.verify(store, ROLLOUT);
        assertThat(report.fault()).as(Seed.replay()).isEmpty();
        assertThat(report.rows())
            .as("rows of round %s with %s; %s", round, acknowledged, Seed.replay())
            .isBetween(acknowledged, acknowledged + 3);
        assertThat(store.ticks(ROLLOUT))
            .as(Seed.replay())
            .last()
            .extracting(tick -> tick.tick().number())
            .isEqualTo(report.rows());
      }
    }
    assertThat(acknowledged).isPositive();
  }

  /** The last sequence that the child said it had committed. */
  private long runAndKill(SplittableRandom random) throws IOException, InterruptedException {
    Process child = ChildJvm.start(Child.class, directory.toString());
    long last = 0;
    try (BufferedReader said =
        new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
      int commits = 1 + random.nextInt(40);
      String line = "";
      for (int i = 0; i < commits && line != null; i++) {
        line = said.readLine();
        last = line == null ? last : Long.parseLong(line);
      }
      long until = System.nanoTime() + random.nextInt(4_000_000);
      while (System.nanoTime() < until) {
        Thread.onSpinWait();
      }
      // By its handle: the process's own method would close the stream that is still to be read.
      child.toHandle().destroyForcibly();
      for (String rest = said.readLine(); rest != null; rest = said.readLine()) {
        last = Long.parseLong(rest);
      }
      child.waitFor();
    }
    assertThat(last).as("the child wrote nothing").isPositive();
    return last;
  }
}
