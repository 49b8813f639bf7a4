package dev.belay.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.belay.calibration.CalibrationReport;
import dev.belay.calibration.LabelledScores;
import dev.belay.calibration.TauRule;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What {@code belay calibration} answers. */
class CalibrationCommandTest {
  private static final List<String> METRICS =
      List.of(
          "n",
          "bins",
          "bins_used",
          "aece",
          "dece",
          "ece_equal_width",
          "max_error",
          "tau",
          "aece_minus_tau",
          "brier",
          "reliability",
          "resolution",
          "uncertainty",
          "within_bin",
          "slope",
          "debiased_l2",
          "expected_aece_if_calibrated",
          "expected_aece_sd",
          "merged_bin_rate");

  @TempDir Path directory;

  @Test
  void everyNumber_isThatOfTheCore() {
    LabelledScores samples = new LabelledScores();
    String csv = csv(1000, samples);
    JsonNode json = json(csv);
    CalibrationReport report = CalibrationReport.of(samples, 15, TauRule.DEFAULT);
    assertThat(json.get("rows").asInt()).isEqualTo(1000);
    assertThat(json.get("weighted").asBoolean()).isFalse();
    assertThat(json.has("slices")).isFalse();
    assertThat(json.get("n").asDouble()).isEqualTo(1000);
    assertThat(json.get("bins").asInt()).isEqualTo(15);
    assertThat(json.get("bins_used").asInt()).isEqualTo(report.binsUsed());
    assertThat(json.get("aece").asDouble()).isEqualTo(report.aece().getAsDouble());
    assertThat(json.get("dece").asDouble()).isEqualTo(report.dece().getAsDouble());
    assertThat(json.get("brier").asDouble()).isEqualTo(report.brier().getAsDouble());
    assertThat(json.get("slope").asDouble()).isEqualTo(report.slope().getAsDouble());
    assertThat(json.get("aece_minus_tau").asDouble())
        .isEqualTo(json.get("aece").asDouble() - json.get("tau").asDouble());
    assertThat(json.get("brier").asDouble())
        .isCloseTo(
            json.get("reliability").asDouble()
                - json.get("resolution").asDouble()
                + json.get("uncertainty").asDouble()
                + json.get("within_bin").asDouble(),
            within(1e-15));
    assertThat(json.propertyNames()).containsAll(METRICS);
  }

  @Test
  void theDiagram_holdsAllSamples() {
    JsonNode json = json(csv(1000, new LabelledScores()));
    double n = 0;
    double error = 0;
    for (JsonNode bin : json.get("diagram")) {
      n += bin.get("n").asDouble();
      error +=
          bin.get("n").asDouble()
              * Math.abs(bin.get("confidence").asDouble() - bin.get("accuracy").asDouble());
    }
    assertThat(n).isEqualTo(1000);
    assertThat(error / n).isCloseTo(json.get("aece").asDouble(), within(1e-12));
  }

  @Test
  void withoutBins_theDefaultIsTheRootOfTheWeight_atMost15() {
    assertThat(json("score,label\n.5,1\n").get("bins").asInt()).isEqualTo(1);
    assertThat(json(csv(99, new LabelledScores())).get("bins").asInt()).isEqualTo(9);
    assertThat(json(csv(1000, new LabelledScores())).get("bins").asInt()).isEqualTo(15);
    assertThat(json("score,label,weight\n.5,1,0.25\n").get("bins").asInt()).isEqualTo(1);
    assertThat(json("score,label,weight\n.5,1,49\n").get("bins").asInt()).isEqualTo(7);
    assertThat(json("score,label\n.5,1\n", "--bins", "4").get("bins").asInt()).isEqualTo(4);
  }

  @Test
  void aWeight_countsAsSoManyRows() {
    JsonNode weighted = json("score,label,weight\n.25,0,3\n.5,1,2\n.9,1,0\n.75,1,1\n");
    JsonNode repeated = json("score,label\n.25,0\n.25,0\n.25,0\n.5,1\n.5,1\n.75,1\n");
    for (String metric : METRICS) {
      assertThat(weighted.get(metric)).as(metric).isEqualTo(repeated.get(metric));
    }
    assertThat(weighted.get("rows").asInt()).isEqualTo(4);
    assertThat(weighted.get("weighted").asBoolean()).isTrue();
  }

  @Test
  void whatCannotBeMeasured_isNull() {
    JsonNode json = json("score,label\n.5,1\n");
    assertThat(json.get("slope").isNull()).isTrue();
    assertThat(json.get("aece").asDouble()).isEqualTo(0.5);
  }

  @Test
  void eachSlice_isAReportOfItsOwn() {
    JsonNode json = json("score,label,slice\n.25,0,a\n.5,1,b \n.75,1,a\n1,1,\n");
    assertThat(json.get("slices").propertyNames()).containsExactly("a", "b ", "");
    JsonNode alone = json("score,label\n.25,0\n.75,1\n");
    METRICS.forEach(
        metric ->
            assertThat(json.get("slices").get("a").get(metric))
                .as(metric)
                .isEqualTo(alone.get(metric)));
  }

  @Test
  void past64Slices_theRestIsOther() {
    String csv =
        IntStream.range(0, 100)
            .mapToObj(i -> ".5," + i % 2 + ",s" + i + "\n")
            .collect(Collectors.joining("", "score,label,slice\n", ""));
    JsonNode slices = json(csv).get("slices");
    assertThat(slices.size()).isEqualTo(65);
    assertThat(slices.get("other").get("n").asInt()).isEqualTo(36);
    assertThat(slices.get("s63").get("n").asInt()).isEqualTo(1);
  }

  @Test
  void theTable_isPlainAscii_andColouredOnATerminalOnly() {
    byte[] csv = csv(200, new LabelledScores()).getBytes(UTF_8);
    String plain = CliRun.in(directory, csv, Terminal.NONE, "calibration", "-").out();
    String color =
        CliRun.in(directory, csv, new Terminal(true, true, true), "calibration", "-").out();
    String noColor =
        CliRun.in(directory, csv, new Terminal(true, true, false), "calibration", "-").out();
    assertThat(plain).contains("AECE", "tau(N,K)", "Brier", "confidence").isASCII();
    assertThat(plain).doesNotContain("\u001b");
    assertThat(color).contains("\u001b[1m");
    assertThat(color.replaceAll("\u001b\\[\\d+m", "")).isEqualTo(plain);
    assertThat(noColor).isEqualTo(plain);
  }

  @Test
  void theAnswer_doesNotDependOnTheLocale() {
    String csv = csv(200, new LabelledScores());
    CliRun expected = run(csv);
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      assertThat(run(csv)).isEqualTo(expected);
    } finally {
      Locale.setDefault(before);
    }
  }

  private JsonNode json(String csv, String... options) {
    CliRun run = run(csv, options.length == 0 ? new String[] {"--json"} : with(options));
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err()).isEmpty();
    return JsonText.parse(run.out());
  }

  private static String[] with(String[] options) {
    return new String[] {options[0], options[1], "--json"};
  }

  private CliRun run(String csv, String... options) {
    CliRun.write(directory.resolve("s.csv"), csv);
    String[] args = new String[options.length + 2];
    args[0] = "calibration";
    args[1] = "s.csv";
    System.arraycopy(options, 0, args, 2, options.length);
    return CliRun.in(directory, args);
  }

  /** A file of random samples, which are added to {@code samples} too. */
  private static String csv(int rows, LabelledScores samples) {
    SplittableRandom random = new SplittableRandom(rows);
    StringBuilder csv = new StringBuilder("score,label\n");
    for (int i = 0; i < rows; i++) {
      double score = random.nextDouble();
      int label = random.nextDouble() < score * score ? 1 : 0;
      samples.add(score, label);
      csv.append(score).append(',').append(label).append('\n');
    }
    return csv.toString();
  }
}
