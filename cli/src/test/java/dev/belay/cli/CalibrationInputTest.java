package dev.belay.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.calibration.CalibrationReport;
import dev.belay.calibration.LabelledScores;
import dev.belay.calibration.ReliabilityBins;
import dev.belay.calibration.SharedBinningConfig;
import dev.belay.calibration.SharedBinningCore;
import dev.belay.calibration.TauRule;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** What {@code belay calibration} takes and what it refuses. */
class CalibrationInputTest {
  @TempDir Path directory;

  static Stream<Arguments> badFiles() {
    return Stream.of(
        bad("", "1:1", "the file is empty"),
        bad("\n\n", "1:1", "the file is empty"),
        bad("score,label\n", "2:1", "no row after the header"),
        bad("score,label", "1:12", "no row after the header"),
        bad("score,lable\n.5,1\n", "1:1", "no column \"label\" among \"score\", \"lable\""),
        bad("label\n1\n", "1:1", "no column \"score\""),
        bad("score,label,score\n.5,1,1\n", "1:13", "\"score\" is there twice"),
        bad("score,label\n.5,1\n1.5,1\n", "3:1", "score is \"1.5\""),
        bad("score,label\n-0.1,1\n", "2:1", "score is \"-0.1\""),
        bad("score,label\n1.00000000000000001,1\n", "2:1", "score is \"1.00000000000000001\""),
        bad("score,label\n 1000000000000000001e-18 ,1\n", "2:1", "a number from 0 to 1"),
        bad("score,label\n-1e-400,1\n", "2:1", "score is \"-1e-400\""),
        bad("score,label\n-0.0000001e-99999999999,1\n", "2:1", "a number from 0 to 1"),
        bad("score,label\nNaN,1\n", "2:1", "score is \"NaN\""),
        bad("score,label\nInfinity,1\n", "2:1", "score is \"Infinity\""),
        bad("score,label\n0x1p-1,1\n", "2:1", "score is \"0x1p-1\""),
        bad("score,label\n1d,1\n", "2:1", "score is \"1d\""),
        bad("score,label\n,1\n", "2:1", "score is \"\""),
        bad("score,label\n.5,2\n", "2:4", "label is \"2\"; a label is 0 or 1"),
        bad("score,label\n.5,true\n", "2:4", "label is \"true\""),
        bad("score,label\n.5,\n", "2:4", "label is \"\""),
        bad("score,label,weight\n.5,1,-1\n", "2:6", "weight is \"-1\""),
        bad("score,label,weight\n.5,1,1e999\n", "2:6", "weight is \"1e999\""),
        bad(
            "score,label,weight\n.5,1,1\n.5,1,1e-320\n",
            "3:6",
            "0 or a number from 1e-100 to 1e15"),
        bad("score,label,weight\n.5,1,9e-101\n", "2:6", "weight is \"9e-101\""),
        bad("score,label,weight\n.5,1,1e-999\n", "2:6", "weight is \"1e-999\""),
        bad("score,label,weight\n.5,1,-1e-999\n", "2:6", "weight is \"-1e-999\""),
        bad("score,label,weight\n.5,1,1.001e15\n", "2:6", "weight is \"1.001e15\""),
        bad("score,label,weight\n.5,1,1e308\n.5,1,1e308\n", "2:6", "weight is \"1e308\""),
        bad("score,label,weight\n.5,1,NaN\n", "2:6", "weight is \"NaN\""),
        bad("score,label\n.5\n", "2:3", "has 1 field, the header has 2"),
        bad("score,label\n.5,1,7\n", "2:7", "has 3 fields, the header has 2"),
        bad("score,label\n.5,\"1\n", "2:4", "broken quote"),
        bad("score,label\n.5,\"1\n.6,0\n", "2:4", "broken quote"),
        bad("score,label\n.5,\"1\"0\n", "2:4", "broken quote"),
        bad("a,score,label\nx\"y,.5,1\n", "2:2", "broken quote"),
        bad("\"score,label\n.5,1\n", "1:1", "broken quote"),
        bad("a,score,label\n\"x\r\ny\"\"\u20ac\uD83D\uDE00\",.5,3\n", "3:11", "label is \"3\""),
        bad("a,score,label\rb,.5,3\r", "2:6", "label is \"3\""),
        bad("\uFEFFscore,label\n.5,3\n", "2:4", "label is \"3\""),
        Arguments.of("a,score,label\nx\u00e9y,.5,1\n".getBytes(ISO_8859_1), "2:2", "not UTF-8"),
        Arguments.of("score,label\n.5,1\n\u00c3".getBytes(ISO_8859_1), "3:1", "not UTF-8"));
  }

  private static Arguments bad(String text, String place, String message) {
    return Arguments.of(text.getBytes(UTF_8), place, message);
  }

  @ParameterizedTest
  @MethodSource("badFiles")
  void badInput_isNamedByItsPlace_andNothingIsPrinted(byte[] bytes, String place, String message)
      throws IOException {
    Files.write(directory.resolve("s.csv"), bytes);
    assertRefused(
        CliRun.in(directory, "calibration", "s.csv", "--json"), "s.csv:" + place, message);
    assertRefused(
        CliRun.in(directory, bytes, Terminal.NONE, "calibration", "-"),
        "<stdin>:" + place,
        message);
  }

  private static void assertRefused(CliRun run, String place, String message) {
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("belay: " + place + ": ").contains(message);
    assertThat(run.errLines()).hasSize(1);
  }

  @Test
  void weightsThatAreAllZero_areRefused() {
    CliRun run = calibrate("score,label,weight\n.5,1,0\n.6,0,0\n");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("every weight is 0");
  }

  @Test
  void scoresAtTheEndsOfTheirRange_areTaken_howeverTheyAreWritten() {
    CliRun plain = calibrate("score,label\n0,0\n0,0\n0,0\n1,1\n1,1\n1,1\n1,1\n");
    assertThat(plain.exitCode()).isZero();
    String text =
        """
        score,label
        -0,0
        -0.0e5,0
        1e-400,0
        1.000 ,1
        +1.,1
        10e-000000000000000001,1
        0.99999999999999999999,1
        """;
    assertThat(calibrate(text)).isEqualTo(plain);
  }

  @Test
  void weightsAtTheirBounds_areMeasured() {
    String[] bounds = {"1e-100", "1.5e-100", "0.5", "3", "999999999999999.5", "1e15", "0", "0e9"};
    for (String first : bounds) {
      for (String second : bounds) {
        if (!first.startsWith("0e") && !first.equals("0")) {
          String rows = ".5,1," + first + "\n.4,0," + second + "\n.4,1," + first + "\n0,0,1e15\n";
          CliRun run = calibrate("score,label,weight\n" + rows.repeat(5));
          assertThat(run.exitCode()).as("%s, %s: %s", first, second, run.err()).isZero();
          run = calibrate("score,label,weight\n.5,1," + first + "\n.4,1," + second + "\n");
          assertThat(run.exitCode()).as("%s, %s: %s", first, second, run.err()).isZero();
          JsonNode json = JsonText.parse(run.out());
          double sum = Double.parseDouble(first) + Double.parseDouble(second);
          assertThat(json.get("n").asDouble()).isEqualTo(sum);
        }
      }
    }
  }

  @Test
  void aNumberThatIsNotFinite_isFoundBeforeTheFirstByteIsPrinted() {
    LabelledScores samples = LabelledScores.of(new double[] {0.5, 0.4}, new int[] {1, 1});
    CalibrationReport report = CalibrationReport.of(samples, 2, TauRule.DEFAULT);
    ReliabilityBins diagram =
        new SharedBinningCore(SharedBinningConfig.DEFAULT).bin(samples).bins();
    CalibrationReport broken =
        CalibrationReport.of(
            LabelledScores.of(new double[] {0.5}, new int[] {1}, new double[] {1e-320}),
            2,
            TauRule.DEFAULT);
    assertThat(broken.tau().orElseThrow()).isInfinite();
    CalibrationResult result =
        new CalibrationResult(
            2, false, true, report, diagram, Optional.empty(), Map.of("last", broken));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Output out = new Output(bytes);
    assertThatThrownBy(() -> CalibrationJson.print(result, out))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Infinity");
    out.flush();
    assertThat(bytes.size()).isZero();
  }

  @Test
  void aFileThatIsNotThere_isRefused() {
    CliRun run = CliRun.in(directory, "calibration", "no\u001b[31m.csv");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("belay: no\\u001b[31m.csv: there is no such file");
  }

  @Test
  void aDirectory_isRefused() {
    CliRun run = CliRun.in(directory, "calibration", ".");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).startsWith("belay: .: it cannot be read");
  }

  @Test
  void aQuoteThatNeverEnds_doesNotReadTheWholeFileIntoMemory() {
    CliRun run = calibrate("a,score,label\n\"" + "z\n".repeat(1 << 20));
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).startsWith("belay: s.csv:2:1: broken quote");
  }

  @Test
  void otherLayoutsOfTheSameSamples_giveTheSameAnswer() throws IOException {
    CliRun plain = calibrate("score,label\n0.25,0\n0.5,1\n1,1\n");
    assertThat(plain.exitCode()).isZero();
    for (String same :
        new String[] {
          "score,label\r\n0.25,0\r\n0.5,1\r\n1,1",
          "\uFEFF score , label \n 0.25 ,0.0\n\n+5e-1,1.0\n1.,1\n\n",
          "x,\"label\",y,\"score\"\n\"a,\n\"\"\",0,,0.25\n,1,,\".5\"\n,1,\u20ac,1\n",
        }) {
      assertThat(calibrate(same)).isEqualTo(plain);
    }
    CliRun zipped = CliRun.in(directory, gzip("score,label\n0.25,0\n.5,1\n1,1\n"));
    assertThat(zipped.out()).isEqualTo(plain.out());
  }

  private String[] gzip(String text) throws IOException {
    Files.write(directory.resolve("s.csv.gz"), gzipped(text));
    return new String[] {"calibration", "s.csv.gz", "--json"};
  }

  @Test
  void aGzipFileThatIsCutShort_isRefused_whereverItIsCut() throws IOException {
    byte[] first = gzipped("score,label\n.5,1\n");
    byte[] whole = concat(first, gzipped(".5,1\n.25,0\n".repeat(1000)));
    for (int length = 0; length < whole.length; length++) {
      if (length != first.length) {
        assertNotWhole(Arrays.copyOf(whole, length));
      }
    }
  }

  @Test
  void aGzipFileThatIsFollowedByOtherBytes_isRefused() throws IOException {
    byte[] whole = gzipped("score,label\n.5,1\n");
    for (int garbage : new int[] {1, 8, 17, 18, 26, 27, 100_000}) {
      assertNotWhole(Arrays.copyOf(whole, whole.length + garbage));
    }
  }

  @Test
  void aSecondMemberWithABrokenHeader_isRefused_alsoWhereTheBufferEnds() throws IOException {
    for (int extra = 65_536 - 64; extra < 65_536; extra++) {
      // A member that is longer by a header field, so that its end moves past 65 536 bytes.
      byte[] plain = gzipped("score,label\n.5,1\n");
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      bytes.write(plain, 0, 3);
      bytes.write(4);
      bytes.write(plain, 4, 6);
      bytes.write(extra & 0xFF);
      bytes.write(extra >> 8);
      bytes.write(new byte[extra]);
      bytes.write(plain, 10, plain.length - 10);
      byte[] first = bytes.toByteArray();
      assertNotWhole(concat(first, Arrays.copyOf(plain, 8)));
      Files.write(directory.resolve("s.csv.gz"), concat(first, gzipped(".25,0\n")));
      CliRun run = CliRun.in(directory, "calibration", "s.csv.gz", "--json");
      assertThat(JsonText.parse(run.out()).get("rows").asInt()).isEqualTo(2);
    }
  }

  @Test
  void aGzipFileWithADamagedByte_isNeverCutShort() throws IOException {
    byte[] first = gzipped("score,label\n.5,1\n");
    byte[] whole = concat(first, gzipped(".25,0\n.75,1\n"));
    for (int i = 0; i < whole.length; i++) {
      byte[] damaged = whole.clone();
      damaged[i] ^= 0x40;
      Files.write(directory.resolve("s.csv.gz"), damaged);
      CliRun run = CliRun.in(directory, "calibration", "s.csv.gz", "--json");
      assertThat(run.err()).as("byte %d", i).doesNotContain("null");
      if (run.exitCode() == 0) {
        // Time, level and system in the header mean nothing.
        assertThat(JsonText.parse(run.out()).get("rows").asInt()).as("byte %d", i).isEqualTo(3);
      } else {
        assertThat(run.exitCode()).as("byte %d", i).isEqualTo(2);
      }
    }
  }

  private void assertNotWhole(byte[] bytes) throws IOException {
    Files.write(directory.resolve("s.csv.gz"), bytes);
    CliRun run = CliRun.in(directory, "calibration", "s.csv.gz");
    assertThat(run.exitCode()).as("%d bytes: %s", bytes.length, run.out()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .startsWith("belay: s.csv.gz: it is not a whole gzip file")
        .doesNotContain("null");
  }

  private static byte[] concat(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  private static byte[] gzipped(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(UTF_8));
    }
    return bytes.toByteArray();
  }

  private CliRun calibrate(String text) {
    CliRun.write(directory.resolve("s.csv"), text);
    return CliRun.in(directory, "calibration", "s.csv", "--json");
  }
}
