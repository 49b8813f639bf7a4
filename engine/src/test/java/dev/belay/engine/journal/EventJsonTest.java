package dev.belay.engine.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.canary.Cause;
import dev.belay.canary.RolloutEvent;
import dev.belay.canary.RolloutEvent.WindowCompleted;
import dev.belay.drift.HealthStatus;
import dev.belay.engine.Conformance;
import dev.belay.engine.attest.CanonicalJson;
import dev.belay.engine.config.Seed;
import dev.belay.flag.Fallback;
import dev.belay.flag.Variant;
import dev.belay.gate.Comparison;
import dev.belay.gate.EValue;
import dev.belay.gate.EvidencePoint;
import dev.belay.gate.GateKey;
import dev.belay.gate.GateResult;
import dev.belay.gate.Interval;
import dev.belay.gate.Verdict;
import dev.belay.sequential.BudgetShare;
import dev.belay.sequential.BudgetSplit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class EventJsonTest {

  /** What the golden rows say, by hand. */
  private static final List<RolloutEvent> EVENTS =
      List.of(
          new RolloutEvent.Configured(
              Journals.FINGERPRINT,
              "prod_2025|sha256|Canary=5,Full=100",
              "{\"apiVersion\":\"belay/v1\",\"kind\":\"Rollout\"}",
              0),
          new RolloutEvent.Observed(
              Long.MAX_VALUE, 30_000_000_000L, 25_000_000_000L, 1000, 1, 950, 2, 0, 0),
          new WindowCompleted(Verdict.BREACH, results(), Optional.of(HealthStatus.YELLOW)),
          new WindowCompleted(Verdict.INSUFFICIENT, List.of(), Optional.empty()),
          new RolloutEvent.Promoted(0, 1, Cause.CONDITIONS_MET, "every condition of Canary holds"),
          new RolloutEvent.RolledBack(2, 1, Cause.BREACH_RATE, "3 of 20 windows breached"),
          new RolloutEvent.Stopped(
              1,
              Cause.CONSECUTIVE_BREACHES,
              "2 windows in a row breached: p99Latency 1.3 ms over 1 ms",
              3_600_000_000_000L,
              false,
              false,
              Fallback.LAST_GOOD),
          new RolloutEvent.InterventionAsked(
              Cause.PERSON_NEEDED, "the control breaches the limit as well"),
          new RolloutEvent.Held(
              "release freeze \u2013 until \ud83c\udf32 Monday\n\"sic\" \\ \u0001"),
          new RolloutEvent.Resumed(""),
          new RolloutEvent.Reset("a fixed build"),
          new RolloutEvent.Overridden(
              "microsoft/vscode", Optional.of(Variant.TREATMENT), "asked by its owners"),
          new RolloutEvent.Overridden("microsoft/vscode", Optional.empty(), "no longer needed"),
          new RolloutEvent.Completed("Full held for 24h"),
          new RolloutEvent.Configured(Journals.FINGERPRINT, "s", "{}", -1, Optional.of(budget())),
          new WindowCompleted(
              Verdict.INSUFFICIENT, List.of(), Optional.empty(), points(), OptionalDouble.of(1.5)),
          new RolloutEvent.Promoted(0, 1, Cause.CONDITIONS_MET, "every condition holds", results()),
          new RolloutEvent.RolledBack(1, 0, Cause.BREACH_RATE, "too many", List.of(rejected())),
          new RolloutEvent.Stopped(
              0,
              Cause.SEQUENTIAL_REJECTION,
              "p99Latency",
              3_600_000_000_000L,
              false,
              true,
              Fallback.LAST_GOOD,
              List.of(rejected())),
          new RolloutEvent.InterventionAsked(
              Cause.SEQUENTIAL_REJECTION, "p99Latency", List.of(rejected())),
          new RolloutEvent.Reset(
              "a fixed build",
              Optional.of(
                  new BudgetSplit(0.01, OptionalDouble.of(10), OptionalDouble.empty(), List.of()))),
          new RolloutEvent.Completed("Full held for 24h", results().subList(0, 1)));

  private static GateResult rejected() {
    return new GateResult(
        new GateKey("p99Latency", ""),
        Verdict.BREACH,
        OptionalDouble.of(4.5),
        OptionalDouble.of(1),
        "% over 1ms",
        704,
        100,
        Comparison.LIMIT,
        1,
        true,
        false,
        "",
        Optional.of(new EValue(14.25, 7.4, true)),
        Optional.of(new Interval(1.25, 10.5)));
  }

  private static List<EvidencePoint> points() {
    return List.of(
        new EvidencePoint("p99Latency", new EValue(-0.75, 7.4, true), 704),
        new EvidencePoint("slaRecall50", new EValue(Double.NEGATIVE_INFINITY, 7.4, true), 0));
  }

  private static BudgetSplit budget() {
    return new BudgetSplit(
        0.01,
        OptionalDouble.empty(),
        OptionalDouble.of(1e-7),
        List.of(
            new BudgetShare("p99Latency", false, 1, 0.0006),
            new BudgetShare("aeceMinusTau", true, 65, 0.00005)));
  }

  private static List<GateResult> results() {
    return List.of(
        new GateResult(
            new GateKey("p99Latency", ""),
            Verdict.PASS,
            OptionalDouble.of(812.5),
            OptionalDouble.of(1000),
            "us",
            9_007_199_254_740_993L,
            100,
            Comparison.LIMIT,
            1,
            true,
            false,
            "",
            Optional.empty()),
        new GateResult(
            new GateKey("aeceMinusTau", "python"),
            Verdict.BREACH,
            OptionalDouble.of(0.1),
            OptionalDouble.of(1e-7),
            "",
            450,
            100,
            Comparison.BASELINE,
            2,
            true,
            true,
            "",
            Optional.empty()),
        new GateResult(
            new GateKey("slaRecall50", ""),
            Verdict.INSUFFICIENT,
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            "",
            3,
            100,
            Comparison.PAIRS,
            5,
            false,
            false,
            "labels: 3 of 100",
            Optional.empty()),
        new GateResult(
            new GateKey("failureRate", ""),
            Verdict.BREACH,
            OptionalDouble.of(1e21),
            OptionalDouble.of(-0.0),
            "",
            100,
            100,
            Comparison.ARMS,
            1,
            true,
            false,
            "",
            Optional.empty()));
  }

  static List<JournalRow> goldenRows() {
    return Conformance.rows("journal/rows.json").stream().map(EventJsonTest::row).toList();
  }

  private static JournalRow row(JsonNode row) {
    assertThat(row.get("rollout").stringValue()).isEqualTo(Journals.ROLLOUT);
    return new JournalRow(
        Long.parseLong(row.get("sequence").stringValue()),
        Long.parseLong(row.get("timeNanos").stringValue()),
        row.get("actor").stringValue(),
        row.get("fingerprint").stringValue(),
        row.get("type").stringValue(),
        row.get("event").stringValue(),
        row.get("previous").stringValue(),
        row.get("hash").stringValue());
  }

  @Test
  void goldenRows_areReadAndWritten() {
    List<JournalRow> rows = goldenRows();
    assertThat(rows).hasSameSizeAs(EVENTS);
    for (int i = 0; i < rows.size(); i++) {
      JournalRow row = rows.get(i);
      RolloutEvent event = EVENTS.get(i);
      assertThat(EventJson.decode(Journals.ROLLOUT, row)).isEqualTo(event);
      assertThat(EventJson.encode(event)).isEqualTo(row.event());
      assertThat(EventJson.type(event)).isEqualTo(row.type());
      assertThat(CanonicalJson.canonicalText(row.event())).isEqualTo(row.event());
    }
  }

  @Test
  void goldenRows_areWhatTheChainMakes() {
    JournalChain end = JournalChain.empty(Journals.ROLLOUT);
    for (JournalRow row : goldenRows()) {
      RolloutEvent event = EventJson.decode(Journals.ROLLOUT, row);
      JournalRow made = end.next(row.timeNanos(), row.actor(), row.fingerprint(), event);
      assertThat(made).isEqualTo(row);
      end = end.with(made);
    }
  }

  @Test
  void everyEvent_hasAGoldenRowWhoseTypeIsItsName() {
    Set<String> types = new HashSet<>();
    goldenRows().forEach(row -> types.add(row.type()));
    List<String> events =
        Arrays.stream(RolloutEvent.class.getPermittedSubclasses())
            .map(Class::getSimpleName)
            .toList();
    assertThat(types).containsExactlyInAnyOrderElementsOf(events);
  }

  @Test
  void anyResult_comesBackAsItWas() {
    SplittableRandom random = Seed.random("gate results");
    for (int i = 0; i < 2_000; i++) {
      List<GateResult> results = new ArrayList<>();
      for (int j = random.nextInt(4); j > 0; j--) {
        results.add(result(random));
      }
      WindowCompleted event =
          new WindowCompleted(
              pick(random, Verdict.values()),
              results,
              random.nextBoolean()
                  ? Optional.of(pick(random, HealthStatus.values()))
                  : Optional.empty());
      String json = EventJson.encode(event);
      JournalRow row = new JournalRow(1, 0, "a", "f", "WindowCompleted", json, "", "");
      assertThat(EventJson.decode("r", row)).as(Seed.replay()).isEqualTo(event);
      assertThat(CanonicalJson.canonicalText(json)).as(Seed.replay()).isEqualTo(json);
    }
  }

  private static GateResult result(SplittableRandom random) {
    return new GateResult(
        new GateKey("gate", random.nextBoolean() ? "" : "slice \u00e9" + random.nextInt(9)),
        pick(random, Verdict.values()),
        real(random),
        real(random),
        random.nextBoolean() ? "" : "us",
        random.nextLong(),
        random.nextInt(1000),
        pick(random, Comparison.values()),
        random.nextInt(),
        random.nextBoolean(),
        random.nextBoolean(),
        random.nextBoolean() ? "" : "labels",
        random.nextBoolean()
            ? Optional.empty()
            : Optional.of(
                new EValue(
                    50 * random.nextDouble() - 20,
                    0.1 + random.nextDouble(),
                    random.nextBoolean())),
        random.nextBoolean()
            ? Optional.empty()
            : Optional.of(new Interval(-random.nextDouble(), 1e9 * random.nextDouble())));
  }

  private static OptionalDouble real(SplittableRandom random) {
    return switch (random.nextInt(4)) {
      case 0 -> OptionalDouble.empty();
      case 1 -> OptionalDouble.of(random.nextInt(1000) / 1000.0);
      case 2 ->
          OptionalDouble.of(
              new double[] {0, -0.0, Double.MIN_VALUE, -Double.MAX_VALUE, 1e21}[random.nextInt(5)]);
      default -> OptionalDouble.of(Double.longBitsToDouble(random.nextLong() & ~(1L << 62)));
    };
  }

  private static <T> T pick(SplittableRandom random, T[] values) {
    return values[random.nextInt(values.length)];
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "Launched | {} | events of type \"Launched\" are unknown",
        "Held | {\"reason\":\"x\",\"since\":1} | unknown field \"since\"",
        "Held | {} | reason is missing",
        "Held | {\"reason\":null} | reason is not a text but null",
        "Held | {\"reason\":\"a\",\"reason\":\"b\"} | uplicate",
        "Held | {\"reason\":\"a\"} {} | not JSON",
        "Held | {\"reason\":\"a\" | not JSON",
        "Held | [] | not a JSON object but ARRAY",
        "Promoted | {\"cause\":\"LUCK\",\"from\":0,\"reason\":\"\",\"to\":1} | cause is \"LUCK\","
            + " none of",
        "Promoted | {\"cause\":\"PERSON\",\"from\":0.5,\"reason\":\"\",\"to\":1} | from is not a"
            + " whole number",
        "Promoted | {\"cause\":\"PERSON\",\"from\":0,\"reason\":\"\",\"to\":\"1\"} | to is not a"
            + " whole number",
        "Overridden | {\"reason\":\"\",\"targetingKey\":\"k\",\"variant\":\"TREATMENT\"} | variant"
            + " is",
        "WindowCompleted | {\"results\":[{}],\"verdict\":\"PASS\"} | results [0]: gate is missing",
        "WindowCompleted | {\"results\":{},\"verdict\":\"PASS\"} | results is not an array",
        "Reset | {\"budget\":{\"shares\":[]},\"reason\":\"\"} | budget : falseRevertRate is"
            + " missing",
        "Completed | {\"evidence\":[{}],\"reason\":\"\"} | evidence [0]: gate is missing",
        "WindowCompleted | {\"attempt\":[{\"gate\":\"g\",\"n\":\"1\"}],\"results\":[],"
            + "\"verdict\":\"PASS\"} | attempt [0]: evidence is missing",
        "Stopped | {\"cause\":\"PERSON\",\"cooldownNanos\":\"01\"} | from is missing",
      })
  void refuses(String type, String event, String message) {
    JournalRow row = new JournalRow(17, 0, "a", "f", type, event, "", "");
    assertThatThrownBy(() -> EventJson.decode("calib-v22", row))
        .isInstanceOf(JournalException.class)
        .hasMessageStartingWith("row 17 (" + type + ") of the journal of calib-v22 is not readable")
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource({"01", "+1", "-0", "1.0", "9223372036854775808", "''", "1e3"})
  void refusesDigitsThatAreNoneOrHaveAnotherForm(String digits) {
    String event =
        EventJson.encode(new RolloutEvent.Observed(7, 0, 0, 0, 0, 0, 0, 0, 0))
            .replace("\"7\"", "\"" + digits + "\"");
    JournalRow row = new JournalRow(1, 0, "a", "f", "Observed", event, "", "");
    assertThatThrownBy(() -> EventJson.decode("r", row))
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("throughTick is");
  }

  @Test
  void refusesATextThatIsNoUnicode() {
    for (String text : List.of("\ud800", "a\udc00b", "\ude00\ud83d")) {
      assertThatThrownBy(() -> EventJson.encode(new RolloutEvent.Held(text)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("unpaired surrogate");
    }
  }

  @Test
  void everyControlCharacter_isCanonical() {
    StringBuilder all = new StringBuilder();
    for (char c = 0; c < 0x120; c++) {
      all.append(c);
    }
    String json = EventJson.encode(new RolloutEvent.Held(all.toString()));
    assertThat(CanonicalJson.canonicalText(json)).isEqualTo(json);
  }
}
