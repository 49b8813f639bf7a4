package dev.belay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InitCommandTest {
  @TempDir Path directory;

  @Test
  void thePlan_isPrinted_withComments() {
    CliRun run = CliRun.in(directory, "init");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("apiVersion: belay/v1", "kind: Rollout", "# ");
    assertThat(run.err()).isEmpty();
    assertThat(CliRun.in(directory, "init", "-f", "-")).isEqualTo(run);
  }

  @Test
  void aFile_isWritten_butNeverOverAnother_unlessForced() throws IOException {
    Path file = directory.resolve("plan.yaml");
    String plan = CliRun.in(directory, "init").out();

    CliRun written = CliRun.in(directory, "init", "-f", "plan.yaml");
    assertThat(written.exitCode()).isZero();
    assertThat(written.out()).isEmpty();
    assertThat(Files.readString(file)).isEqualTo(plan);

    CliRun.write(file, "mine, and longer than the plan\n".repeat(1000));
    CliRun refused = CliRun.in(directory, "init", "-f", "plan.yaml");
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err()).startsWith("belay: plan.yaml: there is a file").contains("--force");
    assertThat(Files.readString(file)).startsWith("mine");

    assertThat(CliRun.in(directory, "init", "-f", "plan.yaml", "--force").exitCode()).isZero();
    assertThat(Files.readString(file)).isEqualTo(plan);
  }

  @Test
  void aPlaceThatCannotBeWritten_isRefused() {
    CliRun run = CliRun.in(directory, "init", "-f", "no/such/plan.yaml");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).startsWith("belay: no/such/plan.yaml: the directory");
    assertThat(CliRun.in(directory, "init", "--force", "-f", ".").exitCode()).isEqualTo(2);
  }
}
