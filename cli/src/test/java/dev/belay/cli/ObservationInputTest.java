package dev.belay.cli;

import static dev.belay.cli.ObservationLines.ARMS;
import static dev.belay.cli.ObservationLines.HEADER;
import static dev.belay.cli.ObservationLines.file;
import static dev.belay.cli.ObservationLines.row;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code belay replay} takes as observations and what it refuses. */
class ObservationInputTest {
  @TempDir Path directory;

  static Stream<Arguments> badFiles() {
    String good = row(1000, "a");
    return Stream.of(
        bad("", "1:1", "the file is empty; it starts with time_ms,key"),
        bad("\n\n", "1:1", "the file is empty"),
        bad(HEADER + "\n", "2:1", "no row after the header"),
        bad("time_ms,key\n1,a\n", "1:1", "the header lacks slice, control_latency_us"),
        bad(HEADER.replace("label", "lable") + "\n", "1:159", "did you mean label?"),
        bad(HEADER + ",weather\n", "1:165", "\"weather\" is not a known column; leave it out"),
        bad(HEADER + ",key\n", "1:165", "\"key\" is there twice"),
        bad(file(good, row(999, "a")), "3:1", "time_ms is \"999\"; the row before has 1000"),
        bad(file(row(-1, "a")), "2:1", "time_ms is \"-1\"; write whole milliseconds"),
        bad(file(row(1_700_000_000_000_000L, "a")), "2:1", "from 0 to 9000000000000"),
        bad(file(good, row(316_000_000_000L, "a")), "3:1", "over 10 years after the row before"),
        bad(file("1.5,a,java," + ARMS + ",1"), "2:1", "time_ms is \"1.5\""),
        bad(file(",a,java," + ARMS + ",1"), "2:1", "time_ms is \"\""),
        bad(file("1,a,," + ARMS + ",1"), "2:5", "the name of a slice is empty"),
        bad(file("1,a,b\u0001," + ARMS + ",1"), "2:5", "control character"),
        bad(file("1,a\"b,s," + ARMS + ",1"), "2:3", "broken quote"),
        bad(file("1,a,s\"," + ARMS + ",1"), "2:5", "broken quote"),
        bad(file("1,\"a,s," + ARMS + ",1"), "2:3", "broken quote"),
        bad(file("1,a,s,-1,0.7,1,,1,0.7,1,,1"), "2:7", "control_latency_us is \"-1\""),
        bad(file("1,a,s,NaN,0.7,1,,1,0.7,1,,1"), "2:7", "a latency is in microseconds"),
        bad(file("1,a,s,fast,0.7,1,,1,0.7,1,,1"), "2:7", "control_latency_us is \"fast\""),
        bad(file("1,a,s,1,high,1,,1,0.7,1,,1"), "2:9", "control_score is \"high\""),
        bad(file("1,a,s,1,0.7,maybe,,1,0.7,1,,1"), "2:13", "write 1, 0, true or false"),
        bad(file("1,a,s,1,0.7,1,1.5,1,0.7,1,,1"), "2:15", "recall is from 0 to 1"),
        bad(file("1,a,s,1,0.7,1,NaN,1,0.7,1,,1"), "2:15", "control_recall50 is \"NaN\""),
        bad(file("1,a,s,1,0.7,1,,1,0.7,1,,yes"), "2:25", "label is \"yes\""),
        bad(file("1,a,s,1,,1,,1,0.7,1,,1"), "2:9", "fill in latency, score and success"),
        bad(file("1,a,s,,0.7,1,,1,0.7,1,,1"), "2:7", "fill in latency, score and success"),
        bad(file("1,a,s,,,,0.5,1,0.7,1,,1"), "2:7", "control_latency_us is \"\""),
        bad(file("1,a,s,1"), "2:8", "this row has 4 fields, the header has 12"),
        bad(file(good + ",1,1"), "2:37", "this row has 14 fields, the header has 12"),
        bad(file("1,\"a\nb\",s,x,0.7,1,,1,0.7,1,,1"), "3:6", "control_latency_us is \"x\""),
        bad(file("1,\"\"\"\r\n\u20ac\"\"\",s,x,0.7,1,,,,,,"), "3:8", "is \"x\""),
        bad(
            HEADER + ",label_time_ms\n" + row(5, "a") + ",soon\n",
            "2:35",
            "label_time_ms is \"soon\""));
  }

  private static Arguments bad(String text, String place, String message) {
    return Arguments.of(text, "o.csv:" + place, message);
  }

  @ParameterizedTest
  @MethodSource("badFiles")
  void aFaultyFile_isRefused_byItsPlace(String text, String place, String message) {
    CliRun run = replay(text, new FakeController.Maker());
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("belay: " + place + ": ").contains(message);
    assertThat(run.errLines()).hasSize(1);
  }

  @Test
  void bytesThatAreNotUtf8_areRefused_byTheirPlace() throws IOException {
    CliRun.write(directory.resolve("plan.yaml"), ObservationLines.PLAN);
    Files.write(directory.resolve("o.csv"), file(row(1, "\u00e9")).getBytes(ISO_8859_1));
    CliRun run = run(new FakeController.Maker());
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).startsWith("belay: o.csv:2:3: this is not UTF-8");
  }

  @Test
  void whatNobodyReads_isNotParsed() {
    CliRun run = replay(file("1,a,s,1,0.7,1,,fast,high,maybe,7,1"), new FakeController.Maker());
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    CliRun.write(directory.resolve("o.csv"), file("1,a,s,1,0.7,1,,fast,high,maybe,7,1"));
    CliRun shadow = run(new FakeController.Maker(), "--shadow");
    assertThat(shadow.exitCode()).isEqualTo(2);
    assertThat(shadow.err()).startsWith("belay: o.csv:2:16: treatment_latency_us is \"fast\"");
  }

  @Test
  void otherLayoutsOfTheSameObservations_giveTheSameAnswer() throws IOException {
    FakeController.Maker plain = new FakeController.Maker();
    String text = file(row(1000, "a"), row(31_000, "b"), row(31_000, "c"));
    CliRun expected = replay(text, plain);
    assertThat(expected.exitCode()).isZero();
    for (String same :
        new String[] {
          text.replace("\n", "\r\n").strip(),
          "\uFEFF" + text.replace("time_ms,key", " time_ms ,\"key\"").replace("\n3", "\n\n3"),
          text.replace(",1\n", ",true\n").replace("0.7,", " 7.0e-1 ,").replace("300", "3e2"),
          "label,"
              + HEADER.replace(",label", "")
              + "\n"
              + String.join("\n", swapped("1000,a"), swapped("31000,b"), swapped("31000,c")),
        }) {
      FakeController.Maker maker = new FakeController.Maker();
      assertThat(replay(same, maker)).as(same).isEqualTo(expected);
      assertThat(maker.made().ticks()).as(same).isEqualTo(plain.made().ticks());
    }
    Files.write(directory.resolve("o.csv.gz"), gzipped(text));
    CliRun zipped =
        CliRun.with(
            new FakeController.Maker(),
            directory,
            "replay",
            "-f",
            "plan.yaml",
            "--observations",
            "o.csv.gz",
            "--json");
    assertThat(zipped.out()).isEqualTo(expected.out());
  }

  private static String swapped(String timeAndKey) {
    return "1," + timeAndKey + ",java," + ARMS;
  }

  private static byte[] gzipped(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  private CliRun replay(String text, ReplayTarget.Factory controllers) {
    CliRun.write(directory.resolve("plan.yaml"), ObservationLines.PLAN);
    CliRun.write(directory.resolve("o.csv"), text);
    return run(controllers);
  }

  private CliRun run(ReplayTarget.Factory controllers, String... more) {
    String[] args = {"replay", "-f", "plan.yaml", "--observations", "o.csv", "--json"};
    return CliRun.with(
        controllers,
        directory,
        Stream.concat(Stream.of(args), Stream.of(more)).toArray(String[]::new));
  }
}
