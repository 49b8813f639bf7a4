package dev.belay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BelayTest {
  @TempDir Path directory;

  @Test
  void version_isThatOfTheBuild() {
    CliRun run = CliRun.in(directory, "--version");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).matches("belay \\d+\\.\\d+\\.\\d+(-SNAPSHOT)?\\R");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void help_namesEveryVerb() {
    CliRun run = CliRun.in(directory, "--help");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("init", "validate", "bucket", "calibration", "Exit codes");
    assertThat(run.err()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"init", "validate", "bucket", "calibration"})
  void help_ofAVerb_isOnStandardOutput(String verb) {
    CliRun run = CliRun.in(directory, verb, "--help");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).startsWith("Usage: belay " + verb);
    assertThat(run.err()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "frobnicate",
        "--frobnicate",
        "validate",
        "validate -f",
        "validate -f a b",
        "bucket -f a",
        "bucket -f - --keys -",
        "calibration",
        "calibration a b",
        "calibration a --bins",
        "calibration a --bins x",
        "calibration a --bins 0",
        "calibration a --bins -3",
        "calibration a --bins 1000001",
        "calibration a --bins 99999999999999999999",
      })
  void badUsage_exitsWith2_andPrintsOnlyOnStandardError(String line) {
    CliRun run = CliRun.in(directory, line.isEmpty() ? new String[0] : line.split(" "));
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.errLines().get(0)).startsWith("belay: ");
    assertThat(run.err()).doesNotContain("Exception").doesNotContain("\tat ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          validat               | 'validat' is no command of belay; did you mean validate?
          promot --data x       | 'promot' is no command of belay; did you mean promote?
          frobnicate            | 'frobnicate' is no command of belay; write one of init, validate,
          audit verfy           | 'verfy' is no command of belay audit; did you mean verify?
          status --dataa x      | '--dataa' is no option of belay status; did you mean --data?
          status --dataa=x      | '--dataa' is no option of belay status; did you mean --data?
          status --data x --jsn | '--jsn' is no option of belay status; did you mean --json?
          replay --observation b | '--observation' is no option of belay replay; did you mean --observations?
          --versio              | '--versio' is no option of belay; did you mean --version?
          """,
      quoteCharacter = '`')
  void whatWasMistyped_isNamed_withTheNearestThereIs(String line, String answer) {
    CliRun run = CliRun.in(directory, line.split(" "));
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.errLines().get(0)).startsWith("belay: " + answer.replace('\'', '"'));
    assertThat(run.errLines()).hasSize(2);
  }

  @Test
  void anInternalError_isOneSentence_andItsPlaceOnlyWithDebug() {
    OutputStream failing =
        new OutputStream() {
          @Override
          public void write(int b) {
            throw new IllegalStateException("a bug");
          }
        };
    StringWriter err = new StringWriter();
    int exitCode = run(failing, err, "init");
    assertThat(exitCode).isEqualTo(70);
    assertThat(err.toString())
        .isEqualToIgnoringNewLines(
            "belay: internal error: java.lang.IllegalStateException: a bug (--debug says where)");

    StringWriter debugged = new StringWriter();
    assertThat(run(failing, debugged, "init", "--debug")).isEqualTo(70);
    assertThat(debugged.toString()).contains("a bug", "\tat dev.belay.cli.");
  }

  @Test
  void aFullDisk_isNotSuccess() {
    StringWriter err = new StringWriter();
    assertThat(run(refusing("No space left on device"), err, "init")).isEqualTo(70);
    assertThat(err.toString())
        .startsWith("belay: standard output cannot be written: No space left on device");
  }

  @Test
  void aDiskThatFillsUpOnTheWay_isNamedOnce() {
    CliRun.write(directory.resolve("plan.yaml"), CliRun.in(directory, "init").out());
    CliRun.write(directory.resolve("keys"), "some/repository\n".repeat(10_000));
    StringWriter err = new StringWriter();
    OutputStream full = refusing("No space left on device");
    assertThat(run(full, err, "bucket", "-f", "plan.yaml", "--keys", "keys")).isEqualTo(70);
    assertThat(err.toString().lines()).hasSize(1);
  }

  @Test
  void aReaderThatWentAway_isNotAnError() {
    StringWriter err = new StringWriter();
    assertThat(run(refusing("Broken pipe"), err, "init")).isEqualTo(141);
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void aReaderThatWentAway_fromTheHelp_isNotAnErrorEither() {
    StringWriter err = new StringWriter();
    assertThat(run(refusing("Broken pipe"), err, "--help")).isEqualTo(141);
    assertThat(err.toString()).isEmpty();
  }

  private int run(OutputStream out, StringWriter err, String... args) {
    return CliRun.run(directory, new byte[0], Terminal.NONE, out, err, args);
  }

  private static OutputStream refusing(String why) {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        throw new IOException(why);
      }
    };
  }
}
