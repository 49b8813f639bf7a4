package dev.belay.engine.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One fault of every kind, each with its place and its whole sentence. */
class PlanReaderFaultsTest {

  private static final String HEAD =
      "apiVersion: belay/v1\nkind: Rollout\nmetadata: { key: calib-v22 }\n";

  private static final PlanReader READER = PlanReader.standard();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // The schema's rules.
        "enabled: yes | 10 | spec.enabled is \"yes\"; write true or false",
        "enabled: | 9 | spec.enabled is empty; write true or false",
        "enabled: {} | 10 | spec.enabled is a mapping; write true or false",
        "enabled: [] | 10 | spec.enabled is a list; write true or false",
        "lader: [] | 1 | spec.lader is not a known key; did you mean ladder?",
        "cooldown: 3m | 1 | spec.cooldown is not a known key; it belongs in spec.autoRevert",
        "evaluation: { mode: guard } | 21 | spec.evaluation.mode is \"guard\"; write windows,"
            + " sequential or guarded",
        "evaluation: { maxSlices: 65 } | 26 | spec.evaluation.maxSlices is 65; write a whole number"
            + " from 1 to 64",
        "evaluation: { maxSlices: 2.5 } | 26 | spec.evaluation.maxSlices is 2.5; write a whole"
            + " number from 1 to 64",
        "evaluation: { consecutiveBreaches: 0 } | 36 | spec.evaluation.consecutiveBreaches is 0;"
            + " write a whole number from 1 to 100",
        "evaluation: { falseRevertRate: 0 } | 32 | spec.evaluation.falseRevertRate is 0; write a"
            + " number above 0, below 1",
        "evaluation: { falseRevertRate: 1 } | 32 | spec.evaluation.falseRevertRate is 1; write a"
            + " number above 0, below 1",
        "evaluation: { falseRevertRate: 1% } | 32 | spec.evaluation.falseRevertRate is \"1%\";"
            + " write a number above 0, below 1",
        "evaluation: { falseRevertRate: .inf } | 32 | spec.evaluation.falseRevertRate is \".inf\";"
            + " write a number above 0, below 1",
        "evaluation: { maxBreachRate: 1e-999999999 } | 30 | spec.evaluation.maxBreachRate is"
            + " \"1e-999999999\"; write a number from 0 to 1",
        "evaluation: { significance: none } | 29 | spec.evaluation.significance is \"none\"; write"
            + " auto, or a number above 0, below 1",
        "evaluation: { dispersion: 0.5 } | 27 | spec.evaluation.dispersion is 0.5; write auto, or a"
            + " number from 1 to 10000",
        "gates: { p99Latency: false } | 22 | spec.gates.p99Latency is false; write a gate's"
            + " settings, or off",
        "gates: { p99Latency: \"of\" } | 22 | spec.gates.p99Latency is \"of\"; write a gate's"
            + " settings, or off",
        "gates: { slaRecall50: { change: 0 } } | 33 | spec.gates.slaRecall50.change is 0; write"
            + " none, or a number above 0, below 1",
        "gates: { aeceMinusTau: { requiredSlices: [\"\"] } } | 43 |"
            + " spec.gates.aeceMinusTau.requiredSlices[0] is \"\"; write a text of 1 to 256"
            + " characters",
        "ladder: [] | 9 | spec.ladder is a list; write a list of 1 to 100 entries",
        "ladder: [ { stage: A } ] | 11 | spec.ladder[0].percent is missing; every stage needs its"
            + " stage and percent",
        "ladder: [ 5 ] | 11 | spec.ladder[0] is 5; write a mapping of keys to values",
        "ladder: [ { stage: A, percent: 100.000000000001 } ] | 32 | spec.ladder[0].percent is"
            + " 100.000000000001; write a number above 0, at most 100",
        "ladder: [ { stage: A, percent: 0 } ] | 32 | spec.ladder[0].percent is 0; write a number"
            + " above 0, at most 100",
        "bucketing: { overrides: { a/b: maybe } } | 32 | spec.bucketing.overrides[\"a/b\"] is"
            + " \"maybe\"; write control or treatment",
        "bucketing: { overrides: { \"\": control } } | 27 | spec.bucketing.overrides[\"\"] has an"
            + " empty targeting key; name the key",
        // Durations.
        "lease: 5 | 8 | spec.lease is 5; write a duration such as 500us, 30s, 15m, 2h or 7d",
        "lease: 1e3 | 8 | spec.lease is 1e3; write a duration such as 500us, 30s, 15m, 2h or 7d",
        "lease: 1e3s | 8 | spec.lease is \"1e3s\"; write a duration such as 500us, 30s, 15m, 2h or"
            + " 7d",
        "lease: 5 m | 8 | spec.lease is \"5 m\"; write a duration such as 500us, 30s, 15m, 2h or"
            + " 7d",
        "lease: -5m | 8 | spec.lease is \"-5m\"; write a duration such as 500us, 30s, 15m, 2h or"
            + " 7d",
        "lease: 5w | 8 | spec.lease is \"5w\"; write a duration such as 500us, 30s, 15m, 2h or 7d",
        "lease: 1:30 | 8 | spec.lease is \"1:30\"; write a duration such as 500us, 30s, 15m, 2h or"
            + " 7d",
        "lease: 0s | 8 | spec.lease is \"0s\"; write a duration above 0s, at most 1d",
        "lease: 25h | 8 | spec.lease is \"25h\"; write a duration above 0s, at most 1d",
        "lease: 0.0001ns | 8 | spec.lease is \"0.0001ns\"; write a duration above 0s, at most 1d,"
            + " in whole nanoseconds",
        "baseline: 999999999999999999d | 11 | spec.baseline is \"999999999999999999d\"; write a"
            + " duration from 0s to 90d, in whole nanoseconds",
        "autoRevert: { cooldown: 25h } | 25 | spec.autoRevert.cooldown is \"25h\"; write a duration"
            + " above 0s, at most 1d",
        // What a schema cannot say.
        "drift: { clampWarn: 0.2 } | 21 | spec.drift.clampWarn is 0.2; write no more than"
            + " clampFail, which is 0.1 by default",
        "drift: { clampFail: 0.01 } | 21 | spec.drift.clampFail is 0.01; write no less than"
            + " clampWarn, which is 0.05 by default",
        "drift: { aeceMinusTauWarn: 0.3, aeceMinusTauFail: 0.2 } | 28 | spec.drift.aeceMinusTauWarn"
            + " is 0.3; write no more than aeceMinusTauFail, which is 0.2",
        "drift: { mergedBinsWarn: 0.012345678901234567 } | 26 | spec.drift.mergedBinsWarn is"
            + " 0.012345678901234567; write at most 15 significant digits",
        "evaluation: { tick: 16m } | 21 | spec.evaluation.tick is \"16m\"; write no more than"
            + " window, which is 15m by default",
        "deadMansSwitch: 30s | 17 | spec.deadMansSwitch is 30s; write more than"
            + " spec.evaluation.tick, which is 30s",
        "ladder: [ { stage: A, percent: 5 }, { stage: A, percent: 6 } ] | 46 | spec.ladder[1].stage"
            + " is \"A\"; ladder[0] has that name, write another",
        "ladder: [ { stage: A, percent: 5 }, { stage: B, percent: 5.0 } ] | 58 |"
            + " spec.ladder[1].percent is 5.0; percentages must rise, write a number above 5",
        "ladder: [ { stage: A, percent: 0.0000000000000000000000000000001 } ] | 32 |"
            + " spec.ladder[0].percent is 0.0000000000000000000000000000001; write at most 30"
            + " decimals",
        "bucketing: { salt: \"\" } | 20 | spec.bucketing.salt is \"\"; strategy sha256 needs a"
            + " salt, write one",
        "bucketing: { salt: \"a\\0\" } | 20 | spec.bucketing.salt is \"a\\u0000\"; write a salt"
            + " without U+0000",
        "bucketing: { strategy: md5 } | 24 | spec.bucketing.strategy is \"md5\"; write sha256,"
            + " manual, random or the name of an installed Bucketer service",
        "bucketing: { assignments: { a: 5 } } | 27 | spec.bucketing.assignments is only for"
            + " strategy manual, but strategy is sha256; remove one or change the other",
        "gates: { aeceMinusTau: { requiredSlices: [a, b, a] } } | 49 |"
            + " spec.gates.aeceMinusTau.requiredSlices[2] is \"a\"; the slice is named before,"
            + " remove one of them",
        // The text's own faults that leave something to read.
        "lease: \"\\ud800\" | 8 | spec.lease is \"\\ud800\"; it holds an unpaired surrogate, write"
            + " whole characters",
        "lease: !!int 5m | 8 | spec.lease has the tag \"tag:yaml.org,2002:int\"; remove the tag, a"
            + " plan needs none",
        "{ lease: 5m, lease: 6m } | 14 | spec.lease comes twice, first at line 5, column 5; keep"
            + " one of them",
      })
  void aFaultInTheSpec(String spec, int column, String message) {
    PlanResult result = READER.read(HEAD + "spec:\n  " + spec + "\n");
    assertThat(result).as(spec).isInstanceOf(PlanResult.Invalid.class);
    List<Finding> faults = ((PlanResult.Invalid) result).faults();
    assertThat(faults)
        .extracting(Finding::toString)
        .containsExactly("line 5, column " + (column + 2) + ": " + message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "apiVersion: belay/v2 | line 1, column 13: apiVersion is \"belay/v2\"; write belay/v1",
        "kind: Pod | line 1, column 7: kind is \"Pod\"; write Rollout",
        "metadata: { key: a b } | line 1, column 18: metadata.key is \"a b\"; write 1 to 63"
            + " letters, digits, '.', '_' or '-', beginning and ending with a letter or digit",
        "just text | line 1, column 1: the file is \"just text\"; write a mapping, as `belay init`"
            + " does",
        "[] | line 1, column 1: the file is a list; write a mapping, as `belay init` does",
        "# nothing | the file is empty; `belay init` writes a plan",
        "`` | the file is empty; `belay init` writes a plan",
        "kind: Rollout\\n"
            + "---\\n"
            + "{} | line 2, column 1: the file has several documents; write one plan a file and no"
            + " second `---`",
        "spec: *x | line 1, column 7: *x has no complete anchor before it; write the value out",
        "spec: &x { a: *x } | line 1, column 15: *x has no complete anchor before it; write the"
            + " value out",
        "? [a]\\n"
            + ": b | line 1, column 3: the file has a key that is not a plain text; write the key"
            + " as text",
        "metadata: { description: a\\u0007 } | line 1, column 27: the file is not YAML: the"
            + " character \"\\u0007\" is not allowed; remove it, or escape it in double quotes",
      })
  void aFaultOfTheFile(String escaped, String message) {
    String text = escaped == null ? "" : escaped.replace("\\n", "\n").replace("\\u0007", "\u0007");
    PlanResult result = READER.read(text);
    assertThat(result).as(text).isInstanceOf(PlanResult.Invalid.class);
    assertThat(((PlanResult.Invalid) result).faults())
        .extracting(Finding::toString)
        .containsExactly(message);
  }

  @Test
  void aFileThatIsNotUtf8_namesTheByte() {
    byte[] latin1 = "# ok\nmetadata: { key: \u00e9 }".getBytes(StandardCharsets.ISO_8859_1);
    assertThat(fault(READER.read(latin1)))
        .isEqualTo(
            "line 2, column 18: the file is not UTF-8: byte 0xe9 at offset 22; save it as UTF-8");
  }

  @Test
  void aFileThatIsTooLarge_isNotRead() {
    assertThat(fault(READER.read("#".repeat(PlanReader.MAX_BYTES + 1))))
        .isEqualTo("the file has 1048577 bytes; at most 1048576 are read");
    assertThat(fault(READER.read("#".repeat(PlanReader.MAX_BYTES)))).contains("empty");
  }

  @Test
  void aliasesThatMultiply_stopEarly() {
    StringBuilder bomb = new StringBuilder("a: &a [x,x,x,x,x,x,x,x,x,x]\n");
    for (char c = 'b'; c < 'z'; c++) {
      String alias = ("*" + (char) (c - 1) + ",").repeat(10);
      bomb.append(c).append(": &").append(c).append(" [").append(alias).append("]\n");
    }
    assertThat(fault(READER.read(bomb.toString())))
        .endsWith(
            "the file has more than 200000 values, those that aliases repeat included; make it"
                + " smaller");
  }

  @Test
  void anAlias_standsForItsAnchor() {
    PlanResult result =
        READER.read(HEAD + "spec:\n  lease: &five 5m\n  evaluation: { gracePeriod: *five }\n");
    assertThat(result).isInstanceOf(PlanResult.Valid.class);
  }

  @Test
  void absurdDepth_isAFault() {
    assertThat(fault(READER.read("[".repeat(500_000)))).contains("nested deeper than 50 levels");
    assertThat(fault(READER.read("{\"a\":".repeat(150_000)))).contains("nested deeper");
    assertThat(fault(READER.read("- ".repeat(500_000)))).contains("nested deeper");
  }

  @Test
  void json_hasPlacesToo() {
    assertThat(fault(READER.read("{\n  \"spec\": {\n    \"lease\": \"5\"\n  }\n}")))
        .isEqualTo(
            "line 3, column 14: spec.lease is \"5\"; write a duration such as 500us, 30s, 15m, 2h"
                + " or 7d");
    assertThat(fault(READER.read("{\"spec\": {\"lease\": \"5m\", \"lease\": \"6m\"}}")))
        .isEqualTo(
            "line 1, column 26: spec.lease comes twice, first at line 1, column 11; keep one of"
                + " them");
    assertThat(fault(READER.read("{\"spec\": {\"lease\": \"5m\",, }}")))
        .startsWith(
            "line 1, column 25: the file is not JSON: Unexpected character (',' (code 44))");
  }

  @Test
  void yamlInFlowStyleThatLooksLikeJson_isRead() {
    assertThat(READER.read("{metadata: {key: off}, spec: {gates: {p99Latency: off}}}"))
        .isInstanceOf(PlanResult.Valid.class);
  }

  @Test
  void aByteOrderMark_isSkipped() {
    assertThat(READER.read("\uFEFF" + HEAD)).isInstanceOf(PlanResult.Valid.class);
  }

  @Test
  void aTextWithAnUnpairedSurrogate_isAFault() {
    assertThat(fault(READER.read("metadata:\n  description: \ude00")))
        .isEqualTo(
            "line 2, column 16: the text holds an unpaired surrogate; write whole characters");
  }

  @Test
  void strategyRandom_isAWarning() {
    PlanResult result = READER.read(HEAD + "spec: { bucketing: { strategy: random } }");
    assertThat(result).isInstanceOf(PlanResult.Valid.class);
    assertThat(result.warnings())
        .extracting(Finding::toString)
        .containsExactly(
            "line 4, column 32: spec.bucketing.strategy is random: nobody keeps a variant; it is"
                + " meant for tests only");
  }

  @Test
  void aPlanThatIsNotEnabled_isAWarning() {
    assertThat(warnings("spec: { enabled: false }"))
        .containsExactly(
            "line 4, column 18: spec.enabled is false: every repository is served control");
  }

  @Test
  void aRungThatIsLeftBeforeItsFirstWindow_isAWarning() {
    String ladder =
        "ladder: [{ stage: A, percent: 5, minObservation: 19m }, { stage: B, percent: 100,"
            + " minObservation: 20m }], completion: { hold: 0s }";
    assertThat(warnings("spec: { " + ladder + " }"))
        .containsExactly(
            "line 4, column 58: spec.ladder[0].minObservation is 19m, shorter than gracePeriod and"
                + " window together, so A may be left before its first window is judged; write at"
                + " least 20m");
    assertThat(warnings("spec: { evaluation: { gracePeriod: 6m }, " + ladder + " }"))
        .hasSize(2)
        .element(1)
        .asString()
        .contains("spec.ladder[1].minObservation is 20m, and with completion.hold", "21m");
    assertThat(warnings("spec: { evaluation: { window: 2h } }"))
        .singleElement()
        .asString()
        .startsWith("line 4, column 31: spec.ladder[0].minObservation is 2h");
  }

  @Test
  void aPlanThatTheControllerRefuses_isAWarning() {
    assertThat(
            warnings(
                "spec: { evaluation: { mode: windows }, automation: { promotion: evidence } }"))
        .containsExactly(
            "line 4, column 65: spec.automation.promotion is evidence, but windows give estimates"
                + " only; set automation.promotion to estimate, or evaluation.mode to guarded;"
                + " until then controller and replay refuse the plan");
    assertThat(
            warnings(
                "spec: { evaluation: { mode: sequential }, automation: { promotion: evidence },"
                    + " gates: { aeceMinusTau: { unlabelled: negative } } }"))
        .isEmpty();
  }

  @Test
  void aSignificanceThatCostsMoreThanTheBudget_isAWarning() {
    assertThat(warnings("spec: { evaluation: { significance: 0.01 } }"))
        .singleElement()
        .asString()
        .contains(
            "spec.evaluation.significance is 0.01, with which up to 1 of good changes may be"
                + " reverted, more than evaluation.falseRevertRate says; the greatest that keeps it"
                + " is 0.00");
    assertThat(warnings("spec: { evaluation: { significance: 0.00001 } }")).isEmpty();
    assertThat(warnings("spec: { evaluation: { mode: sequential, significance: 0.01 } }"))
        .isEmpty();
  }

  @Test
  void labelsThatMatureAfterTheLadder_areAWarning() {
    assertThat(warnings("spec: { gates: { aeceMinusTau: { labelMaturity: 24h } } }"))
        .singleElement()
        .asString()
        .contains("labelMaturity is 1d, and all stages together take 1d at least");
    assertThat(warnings("spec: { gates: { aeceMinusTau: { labelMaturity: 23h } } }")).isEmpty();
    assertThat(
            warnings(
                "spec: { evaluation: { mode: windows },"
                    + " gates: { aeceMinusTau: { labelMaturity: 2d } } }"))
        .isEmpty();
  }

  private static List<String> warnings(String spec) {
    PlanResult result = READER.read(HEAD + spec);
    assertThat(result).isInstanceOf(PlanResult.Valid.class);
    return result.warnings().stream().map(Finding::toString).toList();
  }

  @Test
  void aStrategyOfTheClassPath_isKnown() {
    PlanReader reader = new PlanReader("ring"::equals);
    assertThat(reader.read(HEAD + "spec: { bucketing: { strategy: ring } }"))
        .isInstanceOf(PlanResult.Valid.class);
    assertThat(fault(reader.read(HEAD + "spec: { bucketing: { strategy: rings } }")))
        .contains("spec.bucketing.strategy is \"rings\"");
  }

  @Test
  void aManyTimesWrongFile_staysBounded() {
    StringBuilder wrong = new StringBuilder("spec:\n");
    for (int i = 0; i < 50_000; i++) {
      wrong.append("  x").append(i).append(": 1\n");
    }
    List<Finding> faults = ((PlanResult.Invalid) READER.read(wrong.toString())).faults();
    assertThat(faults).hasSize(Findings.MAX_FAULTS + 1);
    assertThat(faults.get(Findings.MAX_FAULTS).message())
        .isEqualTo("49000 more faults are not shown; mend these first");
  }

  @Test
  void foreignTextInAMessage_isShortAndHarmless() {
    String fault =
        fault(READER.read(HEAD + "spec: { lease: \"\\e[31m" + "x".repeat(5000) + "\" }"));
    assertThat(fault).contains("\"\\u001b[31mxxx").hasSizeLessThan(250);
  }

  private static String fault(PlanResult result) {
    assertThat(result).isInstanceOf(PlanResult.Invalid.class);
    List<Finding> faults = ((PlanResult.Invalid) result).faults();
    assertThat(faults).hasSize(1);
    return faults.get(0).toString();
  }
}
