package dev.belay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.engine.journal.DataDirectory;
import dev.belay.engine.journal.SqliteJournalStore;
import java.io.File;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The journal's database, its native part and its migrations are in the runnable jar. */
class JournalInJarIT {
  @TempDir Path directory;

  /** Creates a journal and opens it again. */
  public static final class Probe {
    private Probe() {}

    /** {@code directory}. */
    public static void main(String[] arguments) {
      try (DataDirectory held = DataDirectory.open(Path.of(arguments[0]))) {
        for (int i = 0; i < 2; i++) {
          try (SqliteJournalStore store = SqliteJournalStore.open(held.path())) {
            System.out.println(store.rollouts());
          }
        }
      }
    }
  }

  @Test
  void aJournal_isCreatedFromTheJarAlone() throws Exception {
    Path tests = Path.of(Probe.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Shell.Result result =
        Shell.in(directory)
            .run(
                Shell.JAVA.toString(),
                // As the jar's manifest says where the jar alone is run.
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                Shell.JAR + File.pathSeparator + tests,
                Probe.class.getName(),
                directory.resolve("data").toString());
    assertThat(result.stderr()).isEmpty();
    assertThat(result.stdout()).isEqualTo("[]\n[]\n");
    assertThat(result.exit()).isZero();
  }
}
