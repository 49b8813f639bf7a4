package dev.belay.cli;

import static dev.belay.cli.ObservationLines.HEADER;
import static dev.belay.cli.ObservationLines.file;
import static dev.belay.cli.ObservationLines.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.canary.CanaryDecisionType;
import dev.belay.cli.FakeController.Noted;
import dev.belay.flag.Variant;
import dev.belay.telemetry.ArmSummary;
import dev.belay.telemetry.Population;
import dev.belay.telemetry.Summary;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a replay gives a controller, and when, and what it says of it. */
class ReplayTest {
  /** Treated at 5 % with the default salt. */
  private static final String TREATED = "acme/repo-16";

  private static final String UNTREATED = "apache/kafka";

  @TempDir Path directory;

  private final FakeController.Maker maker = new FakeController.Maker();

  @Test
  void ticksLieOnAGrid_fromTheFirstRow_throughGaps_toTheEndOfTheLastTick() {
    replay(file(row(7_000, TREATED), row(7_000, TREATED), row(7_000 + 3_600_000, TREATED)));
    assertThat(maker.made().startMillis()).isEqualTo(7_000);
    List<Noted> ticks = maker.made().ticks();
    assertThat(ticks).hasSize(121);
    for (int i = 0; i < ticks.size(); i++) {
      assertThat(ticks.get(i).timeMillis()).isEqualTo(7_000 + 30_000 * (i + 1));
    }
    assertThat(ticks.stream().map(tick -> tick.summary().observations()).toList())
        .startsWith(2L, 0L)
        .endsWith(0L, 1L);
    assertThat(ticks.get(0).decided()).isEqualTo(2);
  }

  @Test
  void aMonthWithoutARow_isTickedThrough() {
    replay(file(row(0, TREATED), row(30L * 24 * 3_600_000, TREATED)));
    assertThat(maker.made().ticks()).hasSize(30 * 2880 + 1);
  }

  @Test
  void aRowIsServedByTheArmOfItsMoment_andOnlyThatArmIsRead() {
    maker.at(1, CanaryDecisionType.EMERGENCY_STOP);
    replay(
        file(
            "0," + TREATED + ",java,x,x,x,x,310,0.71,1,0.5,1",
            "30000," + TREATED + ",java,290.5,0.69,0,,x,x,x,x,"));
    Summary treated = maker.made().ticks().get(0).summary();
    ArmSummary treatment = treated.total(Population.SERVED, Variant.TREATMENT).orElseThrow();
    assertThat(treatment.observations()).isEqualTo(1);
    assertThat(treatment.meanRecall50()).hasValue(0.5);
    assertThat(treatment.scores().positives()).isEqualTo(1);
    Summary after = maker.made().ticks().get(1).summary();
    ArmSummary control = after.total(Population.SERVED, Variant.CONTROL).orElseThrow();
    assertThat(control.observations()).isEqualTo(1);
    assertThat(control.successRate()).hasValue(0);
    assertThat(control.scores().labelled()).isZero();
    assertThat(control.meanRecall50()).isEmpty();
    assertThat(control.latencies().maxNanos()).hasValue(290_500);
  }

  @Test
  void anEmptyArm_isADecisionWithoutAnObservation() {
    replay(file("0," + TREATED + ",java,300,0.7,1,,,,,,1"));
    Noted tick = maker.made().ticks().get(0);
    assertThat(tick.decided()).isEqualTo(1);
    assertThat(tick.summary().observations()).isZero();
  }

  @Test
  void inShadow_theOtherArmIsRecordedAsThePair_whereItWasObserved() {
    String rows =
        file(
            row(0, TREATED),
            row(0, UNTREATED),
            "0," + TREATED + ",java,,,,,310,0.71,1,,",
            "0," + TREATED + ",java,300,0.7,1,0.25,310,0.71,1,0.5,1");
    replay(rows);
    assertThat(pairs()).isZero();
    replay(rows, "--shadow");
    assertThat(pairs()).isEqualTo(3);
  }

  private long pairs() {
    return maker
        .made()
        .ticks()
        .get(0)
        .summary()
        .total(Population.PAIRED, Variant.TREATMENT)
        .map(ArmSummary::observations)
        .orElse(0L);
  }

  @Test
  void aLateLabel_entersTheTickInWhichItArrives() {
    String late = HEADER + ",label_time_ms\n";
    for (String flags : new String[] {"", "--shadow"}) {
      replay(
          late
              + String.join(
                  "\n",
                  row(0, TREATED) + ",0",
                  row(1, TREATED) + ",95000",
                  row(2, TREATED) + ",30000",
                  row(3, TREATED) + ",29999",
                  row(4, TREATED) + ",",
                  row(29_999, TREATED) + ",5",
                  row(40_000, TREATED) + ",999999999",
                  row(100_000, UNTREATED) + ","),
          flags);
      assertThat(maker.made().ticks().stream().map(ReplayTest::labels).toList())
          .as(flags)
          .containsExactly(4L, 1L, 0L, 2L);
    }
  }

  private static long labels(Noted tick) {
    return Stream.of(Variant.values())
        .flatMap(variant -> tick.summary().total(Population.SERVED, variant).stream())
        .mapToLong(arm -> arm.scores().labelled())
        .sum();
  }

  @Test
  void anInvalidScore_ticksAtOnce_thenOnceASecondAtMost() {
    String storm = "," + TREATED + ",java,300,0.7,1,,310,NaN,1,,";
    replay(
        file(
            "0" + storm.replace("NaN", "0.5"),
            "10000" + storm,
            "10000" + storm.replace("NaN", "-Infinity"),
            "10400" + storm.replace("NaN", "1.5"),
            "12500" + storm,
            "12600,a,java,300,Infinity,1,,310,0.5,1,,",
            "40000" + storm.replace("NaN", "0.5")));
    assertThat(maker.made().ticks().stream().map(Noted::timeMillis).toList())
        .containsExactly(10_000L, 11_000L, 12_500L, 30_000L, 60_000L);
    assertThat(maker.made().ticks().stream().map(Noted::invalid).toList())
        .containsExactly(1L, 2L, 1L, 0L, 0L);
  }

  @Test
  void jsonSaysWhatWasDecided_aLineADecision_thenTheSummary() {
    maker
        .at(1, CanaryDecisionType.PROMOTE)
        .at(2, CanaryDecisionType.MANUAL_INTERVENTION)
        .at(3, CanaryDecisionType.ROLLBACK)
        .at(4, CanaryDecisionType.EMERGENCY_STOP);
    CliRun run =
        replay(
            file(
                row(1000, TREATED),
                row(61_000, TREATED),
                row(95_000, UNTREATED),
                row(140_000, TREATED)));
    assertThat(run.exitCode()).isZero();
    List<JsonNode> lines = run.out().lines().map(JsonText::parse).toList();
    assertThat(lines).hasSize(5);
    assertThat(lines.stream().limit(4).map(line -> line.get("decision").asString()).toList())
        .containsExactly("PROMOTE", "MANUAL_INTERVENTION", "ROLLBACK", "EMERGENCY_STOP");
    assertThat(lines.stream().limit(4).map(line -> line.get("time").asLong()).toList())
        .containsExactly(31_000L, 61_000L, 91_000L, 121_000L);
    assertThat(lines.get(0).get("from").asString()).isEqualTo("Canary");
    assertThat(lines.get(0).get("to").asString()).isEqualTo("Limited");
    assertThat(lines.get(1).get("to").asString()).isEqualTo("Limited");
    assertThat(lines.get(2).get("reason").asString()).isEqualTo("tick 3");
    assertThat(lines.get(2).get("cause").asString()).isEqualTo("BREACH_RATE");
    assertThat(lines.get(2).get("gates").isEmpty()).isTrue();
    assertThat(lines.get(2).get("evidence").get("treated").asLong()).isZero();
    assertThat(lines.get(3).get("to").asString()).isEqualTo("Disabled");
    assertThat(lines.get(4))
        .isEqualTo(
            JsonText.parse(
                """
                {"summary": {"final_stage": "Disabled", "reverted": true, "reverts": 2,
                  "promotions": 1, "rows": 4, "treatment_rows": 2, "first_revert_time": 91000,
                  "treatment_rows_before_first_revert": 2, "windows": 3, "breaches": 2,
                  "completed": false}}
                """));
  }

  @Test
  void withoutARevert_whatIsAboutOne_isNull() {
    CliRun run = replay(file(row(1000, TREATED)));
    JsonNode summary = JsonText.parse(run.out()).get("summary");
    assertThat(summary.get("reverted").asBoolean()).isFalse();
    assertThat(summary.get("first_revert_time").isNull()).isTrue();
    assertThat(summary.get("treatment_rows_before_first_revert").isNull()).isTrue();
    assertThat(run.out()).hasLineCount(1).endsWith("}}\n");
  }

  @Test
  void textShowsTheWay_theDecisions_andTheSummary() {
    maker.at(1, CanaryDecisionType.PROMOTE).at(130, CanaryDecisionType.EMERGENCY_STOP);
    write(file(row(0, TREATED), row(3_899_000, UNTREATED)));
    CliRun run =
        CliRun.with(maker, directory, "replay", "-f", "plan.yaml", "--observations", "o.csv");
    assertThat(run.out())
        .isEqualTo(
            """
            calib-v22 on o.csv: 2 rows in 1:05:00, 1 served treatment

            stages      Canary > Limited > Disabled

               time  decision        from     to        reason
            0:00:30  PROMOTE         Canary   Limited   tick 1
            1:05:00  EMERGENCY_STOP  Limited  Disabled  tick 130

            final stage Disabled
            promotions  1
            reverts     1, the first after 1:05:00 and 1 row served treatment
            windows     2 judged, 1 breach
            """);
  }

  @Test
  void fromStage_beginsThere_andAnUnknownOneIsRefused() {
    replay(file(row(0, TREATED)), "--from-stage", "Major");
    assertThat(maker.made().stage()).isEqualTo("Major");
    CliRun run = replay(file(row(0, TREATED)), "--from-stage", "Minor");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .isEqualTo(
            "belay: --from-stage: \"Minor\" is no stage of the ladder;"
                + " name one of Canary, Limited, Major, Full\n");
  }

  @Test
  void failOnRevert_isTheExitCode() {
    assertThat(replay(file(row(0, TREATED)), "--fail-on-revert").exitCode()).isZero();
    maker.at(1, CanaryDecisionType.EMERGENCY_STOP);
    assertThat(replay(file(row(0, TREATED)), "--fail-on-revert").exitCode()).isEqualTo(1);
    assertThat(replay(file(row(0, TREATED))).exitCode()).isZero();
  }

  @Test
  void aPlanThatIsNotEnabled_servesControl_andSaysSo() {
    CliRun.write(directory.resolve("o.csv"), file(row(0, TREATED)));
    String off = "enabled: false, evaluation: {";
    String plan = ObservationLines.PLAN.replaceFirst("evaluation: *\\{", off);
    assertThat(plan).contains(off);
    CliRun.write(directory.resolve("plan.yaml"), plan);
    CliRun run = CliRun.in(directory, "replay", "-f", "plan.yaml", "--observations", "o.csv");
    assertThat(run.out())
        .contains("0 served treatment", "final stage Canary")
        .endsWith("note        enabled is false, so every repository was served control\n");
    assertThat(run.err()).contains("warning: spec.enabled is false");
  }

  @Test
  void aPlanThatCannotBeJudged_isRefused() {
    CliRun.write(directory.resolve("o.csv"), file(row(0, TREATED)));
    CliRun.write(
        directory.resolve("plan.yaml"),
        ObservationLines.PLAN.replace(
            "mode: windows }", "mode: windows }, automation: { promotion: evidence }"));
    CliRun run = run();
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .contains("belay: plan.yaml: automation.promotion is evidence, but windows give estimates");
  }

  @Test
  void inModeSequential_aSlowChangeIsStopped_atATickAndOnEvidence() {
    CliRun.write(
        directory.resolve("plan.yaml"), ObservationLines.PLAN.replace("windows", "sequential"));
    List<String> rows = new ArrayList<>();
    for (long second = 0; second < 900; second += 3) {
      rows.add(second * 1000 + "," + TREATED + ",java,300,0.7,1,,5000,0.71,1,,1");
      rows.add(second * 1000 + "," + UNTREATED + ",java,300,0.7,1,,5000,0.71,1,,1");
    }
    CliRun.write(directory.resolve("o.csv"), file(rows.toArray(String[]::new)));
    CliRun run =
        CliRun.in(directory, "replay", "-f", "plan.yaml", "--observations", "o.csv", "--json");
    assertThat(run.exitCode()).as(run.err()).isZero();
    JsonNode stop = JsonMapper.shared().readTree(run.out().lines().findFirst().orElseThrow());
    assertThat(stop.get("decision").stringValue()).isEqualTo("EMERGENCY_STOP");
    assertThat(stop.get("cause").stringValue()).isEqualTo("SEQUENTIAL_REJECTION");
    assertThat(stop.get("time").longValue())
        .as("after 5 min of grace, before the first window ends")
        .isBetween(300_000L, 400_000L);
    JsonNode evidence = stop.get("gates").get(0).get("evidence");
    assertThat(evidence.get("of_breach").booleanValue()).isTrue();
    assertThat(evidence.get("log_e").doubleValue())
        .isGreaterThan(evidence.get("log_threshold").doubleValue());
    JsonNode gate = stop.get("gates").get(0);
    assertThat(gate.get("interval").size()).isEqualTo(2);
    assertThat(gate.get("estimate").doubleValue())
        .isBetween(
            gate.get("interval").get(0).doubleValue(), gate.get("interval").get(1).doubleValue());
    assertThat(gate.get("interval").get(0).doubleValue())
        .isGreaterThan(gate.get("limit").doubleValue());
    assertThat(stop.get("reason").stringValue()).contains(", 95 % interval ");
  }

  private CliRun replay(String observations, String... more) {
    write(observations);
    return run(more);
  }

  private void write(String observations) {
    CliRun.write(directory.resolve("plan.yaml"), ObservationLines.PLAN);
    CliRun.write(directory.resolve("o.csv"), observations);
  }

  private CliRun run(String... more) {
    String[] args = {"replay", "-f", "plan.yaml", "--observations", "o.csv", "--json"};
    String[] all =
        Stream.concat(Stream.of(args), Stream.of(more).filter(arg -> !arg.isEmpty()))
            .toArray(String[]::new);
    return CliRun.with(maker, directory, all);
  }
}
