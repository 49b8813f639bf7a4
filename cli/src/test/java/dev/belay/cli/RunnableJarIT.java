package dev.belay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The jar that people run, as a process of its own. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the processes are started by a POSIX shell")
class RunnableJarIT {
  @TempDir Path directory;

  @Test
  void version_isAllThatIsSaid() throws IOException, InterruptedException {
    CliRun run = shell("belay --version");
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).matches("belay \\d+\\.\\d+\\.\\d+(-SNAPSHOT)?\\R");
    assertThat(run.exitCode()).isZero();
  }

  @Test
  void aPlanThatInitWrote_isValid() throws IOException, InterruptedException {
    CliRun run = shell("belay init > plan.yaml && belay validate -f plan.yaml");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).startsWith("valid: calib-v22, ");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void aReaderThatStopsEarly_isNoError() throws IOException, InterruptedException {
    String keys =
        IntStream.range(0, 200_000).mapToObj(i -> "key-" + i).collect(Collectors.joining("\n"));
    CliRun.write(directory.resolve("keys.txt"), keys);
    CliRun run =
        shell(
            "belay init > plan.yaml;"
                + " (belay bucket -f plan.yaml --keys keys.txt --json; echo $? > status) | head -n 1;"
                + " cat status");
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).isEqualTo("{\n141\n");
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "/dev/full is Linux")
  void aFullDisk_isAnError() throws IOException, InterruptedException {
    CliRun run = shell("belay init > /dev/full");
    assertThat(run.exitCode()).isEqualTo(70);
    assertThat(run.err()).startsWith("belay: standard output cannot be written");
    assertThat(run.errLines()).hasSize(1);
  }

  @Test
  void badInput_exitsWith2() throws IOException, InterruptedException {
    CliRun run = shell("printf 'score,label\\n2,1\\n' | belay calibration -");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .isEqualTo("belay: <stdin>:2:1: score is \"2\"; a score is a number from 0 to 1\n");
  }

  private CliRun shell(String script) throws IOException, InterruptedException {
    Shell.Result result =
        Shell.in(directory)
            .with("JAVA", Shell.JAVA.toString())
            .with("JAR", Shell.JAR.toString())
            .run("/bin/sh", "-c", "belay() { \"$JAVA\" -jar \"$JAR\" \"$@\"; }\n" + script);
    return new CliRun(result.exit(), result.stdout(), result.stderr());
  }
}
