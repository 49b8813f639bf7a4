package dev.belay.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The jar that people run, as a process of its own. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the processes are started by a POSIX shell")
class RunnableJarIT {
  private static final Path JAR = Repository.root().resolve("cli/target/belay.jar");
  private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

  @TempDir Path directory;

  @BeforeAll
  static void theJarIsThere() {
    assertThat(JAR).exists();
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
    Path out = directory.resolve("out");
    Path err = directory.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(
                "/bin/sh", "-c", "belay() { \"$JAVA\" -jar \"$JAR\" \"$@\"; }\n" + script)
            .directory(directory.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().putAll(Map.of("JAVA", JAVA.toString(), "JAR", JAR.toString()));
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    Process process = builder.start();
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    return new CliRun(
        process.exitValue(), Files.readString(out, UTF_8), Files.readString(err, UTF_8));
  }
}
