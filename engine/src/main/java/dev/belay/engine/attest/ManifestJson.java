package dev.belay.engine.attest;

import dev.belay.calibration.SharedBinningConfig;
import dev.belay.drift.DriftAlert;
import dev.belay.drift.HealthMeasure;
import dev.belay.drift.HealthReport;
import dev.belay.flag.Variant;
import dev.belay.gate.GateResult;
import dev.belay.plan.RolloutPlan;
import dev.belay.telemetry.ArmSummary;
import dev.belay.telemetry.Population;
import dev.belay.telemetry.Summary;
import dev.belay.telemetry.SummaryCodec;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.OptionalDouble;

/** Writes the content of a manifest. What was not measured has no key. Stateless. */
final class ManifestJson {
  private static final double NANOS_PER_MICRO = 1000;

  private ManifestJson() {}

  static JsonObject write(ManifestContent content) {
    RolloutPlan plan = content.plan();
    JsonObject json =
        new JsonObject()
            .text("apiVersion", "belay/v1")
            .text("kind", "GreenManifest")
            .text("key", plan.metadata().key())
            .whole("revision", content.revision())
            .text("fingerprint", PlanFingerprint.of(plan, content.revision()).toString())
            .text("time", content.time().toString())
            .object("binning", binning(content.binning()))
            .object(
                "thresholds",
                new JsonObject()
                    .object("gates", PlanJson.gates(plan.gates()))
                    .object("drift", PlanJson.drift(plan.drift())))
            .objects("ladder", plan.ladder().stream().map(PlanJson::stage).toList())
            .object(
                "evidence",
                new JsonObject()
                    .objects("gates", content.gates().stream().map(ManifestJson::gate).toList())
                    .object("health", health(content.health())));
    content.baseline().ifPresent(summary -> json.object("baseline", baseline(summary)));
    return json;
  }

  private static JsonObject binning(SharedBinningConfig binning) {
    return new JsonObject()
        .whole("bins", binning.bins())
        .whole("roundingDigits", binning.roundingDigits())
        .number("minSamplesPerBin", binning.minSamplesPerBin())
        .text("hash", binning.configurationHash());
  }

  private static JsonObject gate(GateResult result) {
    JsonObject json = new JsonObject().text("gate", result.key().gate());
    if (!result.key().isOverall()) {
      json.text("slice", result.key().slice());
    }
    json.word("verdict", result.verdict());
    put(json, "estimate", result.estimate());
    put(json, "limit", result.limit());
    unit(json, result.unit());
    return json.whole("n", result.n())
        .whole("needed", result.needed())
        .word("comparison", result.comparison())
        .bool("confirmed", result.confirmed())
        .text("sentence", result.sentence());
  }

  private static JsonObject health(HealthReport health) {
    JsonObject json = new JsonObject();
    health.status().ifPresent(status -> json.word("status", status));
    return json.objects("measures", health.measures().stream().map(ManifestJson::measure).toList())
        .objects("alerts", health.alerts().stream().map(ManifestJson::alert).toList());
  }

  private static JsonObject measure(HealthMeasure measure) {
    JsonObject json =
        new JsonObject().text("name", measure.name()).number("value", measure.value());
    put(json, "warn", measure.warn());
    json.number("fail", measure.fail());
    unit(json, measure.unit());
    return json.whole("n", measure.n())
        .word("comparison", measure.comparison())
        .word("status", measure.status());
  }

  private static JsonObject alert(DriftAlert alert) {
    JsonObject json =
        new JsonObject()
            .text("name", alert.name())
            .number("value", alert.value())
            .number("reference", alert.reference())
            .number("threshold", alert.threshold());
    unit(json, alert.unit());
    return json.word("comparison", alert.comparison());
  }

  private static JsonObject baseline(Summary summary) {
    JsonObject json = new JsonObject().text("sha256", sha256(SummaryCodec.encode(summary)));
    summary
        .total(Population.SERVED, Variant.CONTROL)
        .ifPresent(production -> production(json, production));
    return json;
  }

  private static void production(JsonObject json, ArmSummary production) {
    json.whole("observations", production.observations())
        .whole("labelled", production.scores().labelled());
    put(json, "successRate", production.successRate());
    production.scores().median().ifPresent(median -> json.number("medianScore", median.estimate()));
    production
        .latencies()
        .quantileNanos(0.99)
        .ifPresent(p99 -> json.number("p99Micros", p99.estimate() / NANOS_PER_MICRO));
  }

  private static void put(JsonObject json, String key, OptionalDouble value) {
    if (value.isPresent()) {
      json.number(key, value.getAsDouble());
    }
  }

  private static void unit(JsonObject json, String unit) {
    if (!unit.isEmpty()) {
      json.text("unit", unit);
    }
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException everyPlatformHasIt) {
      throw new IllegalStateException("this Java has no SHA-256", everyPlatformHasIt);
    }
  }
}
