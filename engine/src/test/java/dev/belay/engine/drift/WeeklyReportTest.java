package dev.belay.engine.drift;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.drift.WeeklyReport;
import dev.belay.drift.WeeklyReporter;
import dev.belay.engine.Conformance;
import dev.belay.flag.Variant;
import dev.belay.plan.RolloutPlan;
import dev.belay.telemetry.Summary;
import java.time.LocalDate;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class WeeklyReportTest {
  private static final WeeklyReport EXAMPLE = report(week(2, 1.6), Optional.of(week(1, 1)));

  private static Summary week(long seed, double exponent) {
    return new WeekTraffic(seed)
        .labelled(Variant.TREATMENT, "definition:java", 6_000, 1)
        .labelled(Variant.TREATMENT, "navigation:rust", 6_000, exponent)
        .unlabelled(Variant.TREATMENT, "navigation:c", 400)
        .labelled(Variant.CONTROL, "definition:java", 6_000, 1)
        .labelled(Variant.CONTROL, "navigation:rust", 6_000, 1)
        .unlabelled(Variant.CONTROL, "navigation:c", 400)
        .summary();
  }

  private static WeeklyReport report(Summary week, Optional<Summary> before) {
    return new WeeklyReporter(RolloutPlan.calibV22())
        .report(
            LocalDate.of(2025, 6, 2),
            "calib_v22_r3_0f3c2a9be471",
            week,
            before,
            Optional.empty(),
            100);
  }

  @Test
  void theDocumentShowsARealReport() {
    String document = Conformance.text("docs/DRIFT.md");
    assertThat(document).contains(WeeklyReportMarkdown.write(EXAMPLE));
  }

  @Test
  void everyKeyIsDocumented() {
    String document = Conformance.text("docs/DRIFT.md");
    Set<String> keys = new TreeSet<>();
    collect(JsonMapper.shared().readTree(WeeklyReportJson.write(EXAMPLE)), keys);
    assertThat(keys).contains("aeceMinusTau", "coverageMet", "sentence", "steady", "weekEnd");
    for (String key : keys) {
      assertThat(document).contains("`" + key + "`");
    }
  }

  private static void collect(JsonNode node, Set<String> keys) {
    keys.addAll(node.propertyNames());
    node.forEach(child -> collect(child, keys));
  }

  @Test
  void jsonHoldsWhatTheReportHolds() {
    WeeklyReport report = EXAMPLE;
    JsonNode json = JsonMapper.shared().readTree(WeeklyReportJson.write(report));
    assertThat(json.path("rollout").stringValue()).isEqualTo("calib-v22");
    assertThat(json.path("weekStart").stringValue()).isEqualTo("2025-06-02");
    assertThat(json.path("weekEnd").stringValue()).isEqualTo("2025-06-08");
    JsonNode rust = json.path("slices").path(2);
    assertThat(rust.path("slice").stringValue()).isEqualTo("navigation:rust");
    assertThat(rust.path("health").stringValue()).isEqualTo("RED");
    assertThat(rust.path("labelled").longValue()).isEqualTo(6_000);
    assertThat(rust.path("aece").doubleValue())
        .isEqualTo(report.slices().get(2).calibration().orElseThrow().aece());
    assertThat(rust.path("coverageMet").booleanValue()).isFalse();
    assertThat(rust.path("alerts").path(0).path("comparison").stringValue()).isEqualTo("arms");
    JsonNode unlabelled = json.path("slices").path(1);
    assertThat(unlabelled.propertyNames())
        .containsExactly("slice", "n", "p99Micros", "meanMicros", "health", "measures", "alerts");
  }

  @Test
  void anEmptyWeekIsFullOfNothing() {
    WeeklyReport report = report(new WeekTraffic(1).summary(), Optional.empty());
    assertThat(WeeklyReportJson.write(report))
        .contains("\"overall\" : {\n    \"n\" : 0,\n    \"measures\" : [ ],\n    \"alerts\" : [ ]");
    assertThat(WeeklyReportMarkdown.write(report))
        .contains("| **all** | not measured | 0 | not measured | not measured | not measured |")
        .endsWith("## What stands out\n\nNothing.\n");
  }

  @Test
  void namesCannotBreakTheTable() {
    Summary week =
        new WeekTraffic(1).unlabelled(Variant.TREATMENT, "a|b <script> `c` [d](e)", 10).summary();
    assertThat(WeeklyReportMarkdown.write(report(week, Optional.empty())))
        .contains("| a\\|b \\<script\\> \\`c\\` \\[d\\](e) |");
  }
}
