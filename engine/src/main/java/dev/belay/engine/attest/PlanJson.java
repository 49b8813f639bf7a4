package dev.belay.engine.attest;

import dev.belay.flag.BucketStrategy;
import dev.belay.flag.Percentage;
import dev.belay.flag.Variant;
import dev.belay.plan.AutoRevert;
import dev.belay.plan.Automation;
import dev.belay.plan.Drift;
import dev.belay.plan.Evaluation;
import dev.belay.plan.Gates;
import dev.belay.plan.RolloutPlan;
import dev.belay.plan.Stage;
import dev.belay.plan.Tripwires;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The effective plan as JSON, every key written out. Percentages and durations are texts in
 * canonical form, for they are exact and a JSON number is not; rates are doubles in the plan and so
 * are numbers here. Stateless.
 */
final class PlanJson {

  private PlanJson() {}

  static String write(RolloutPlan plan) {
    return new JsonObject()
        .text("apiVersion", "belay/v1")
        .text("kind", "Rollout")
        .object(
            "metadata",
            new JsonObject()
                .text("key", plan.metadata().key())
                .text("description", plan.metadata().description()))
        .object("spec", spec(plan))
        .toString();
  }

  private static JsonObject spec(RolloutPlan plan) {
    return new JsonObject()
        .bool("enabled", plan.enabled())
        .object("bucketing", bucketing(plan.bucketing()))
        .duration("baseline", plan.baseline())
        .objects("ladder", plan.ladder().stream().map(PlanJson::stage).toList())
        .object("completion", new JsonObject().duration("hold", plan.completion().hold()))
        .object("gates", gates(plan.gates()))
        .object("evaluation", evaluation(plan.evaluation()))
        .object("automation", automation(plan.automation()))
        .object("autoRevert", autoRevert(plan.autoRevert()))
        .object("tripwires", tripwires(plan.tripwires()))
        .object("drift", drift(plan.drift()))
        .duration("deadMansSwitch", plan.deadMansSwitch())
        .duration("lease", plan.lease());
  }

  private static JsonObject bucketing(BucketStrategy bucketing) {
    JsonObject overrides = new JsonObject();
    for (Map.Entry<String, Variant> entry : bucketing.overrides().entrySet()) {
      overrides.word(entry.getKey(), entry.getValue());
    }
    JsonObject assignments = new JsonObject();
    for (Map.Entry<String, Percentage> entry : bucketing.assignments().entrySet()) {
      assignments.text(entry.getKey(), entry.getValue().text());
    }
    return new JsonObject()
        .text("strategy", bucketing.strategy())
        .text("salt", bucketing.salt())
        .bool("stickySessions", bucketing.stickySessions())
        .duration("sessionIdle", bucketing.sessionIdle())
        .object("overrides", overrides)
        .object("assignments", assignments);
  }

  static JsonObject stage(Stage stage) {
    return new JsonObject()
        .text("stage", stage.name())
        .text("percent", stage.percent().text())
        .duration("minObservation", stage.minObservation())
        .whole("minSamples", stage.minSamples())
        .number("minSuccessRate", stage.minSuccessRate());
  }

  static JsonObject gates(Gates gates) {
    JsonObject json = new JsonObject();
    gate(
        json,
        "p99Latency",
        gates.p99Latency(),
        gate ->
            new JsonObject()
                .duration("limit", gate.limit())
                .duration("maxIncrease", gate.maxIncrease()));
    gate(
        json,
        "aeceMinusTau",
        gates.aeceMinusTau(),
        gate ->
            new JsonObject()
                .number("limit", gate.limit())
                .number("cHat", gate.cHat())
                .number("floor", gate.floor())
                .whole("bins", gate.bins())
                .duration("labelMaturity", gate.labelMaturity())
                .word("unlabelled", gate.unlabelled())
                .texts("requiredSlices", gate.requiredSlices()));
    gate(
        json,
        "confidenceShift",
        gates.confidenceShift(),
        gate -> new JsonObject().number("limit", gate.limit()).word("baseline", gate.baseline()));
    gate(
        json,
        "slaRecall50",
        gates.slaRecall50(),
        gate ->
            new JsonObject()
                .numberOr("change", gate.change(), "none")
                .duration("querySla", gate.querySla().orElse(Duration.ZERO)));
    gate(
        json,
        "failureRate",
        gates.failureRate(),
        gate -> new JsonObject().number("ratio", gate.ratio()));
    return json;
  }

  private static <G> void gate(
      JsonObject json, String key, Optional<G> gate, Function<G, JsonObject> writer) {
    gate.ifPresentOrElse(on -> json.object(key, writer.apply(on)), () -> json.text(key, "off"));
  }

  private static JsonObject evaluation(Evaluation evaluation) {
    return new JsonObject()
        .word("mode", evaluation.mode())
        .duration("window", evaluation.window())
        .duration("tick", evaluation.tick())
        .duration("gracePeriod", evaluation.gracePeriod())
        .whole("consecutiveBreaches", evaluation.consecutiveBreaches())
        .number("maxBreachRate", evaluation.maxBreachRate())
        .numberOr("significance", evaluation.significance(), "auto")
        .number("falseRevertRate", evaluation.falseRevertRate())
        .numberOr("dispersion", evaluation.dispersion(), "auto")
        .whole("minWindowSamples", evaluation.minWindowSamples())
        .whole("maxSlices", evaluation.maxSlices())
        .word("onPreExisting", evaluation.onPreExisting());
  }

  private static JsonObject automation(Automation automation) {
    return new JsonObject()
        .bool("promote", automation.promote())
        .bool("rollback", automation.rollback())
        .word("requiredHealth", automation.requiredHealth())
        .word("promotion", automation.promotion());
  }

  private static JsonObject autoRevert(AutoRevert autoRevert) {
    return new JsonObject()
        .bool("enabled", autoRevert.enabled())
        .duration("cooldown", autoRevert.cooldown())
        .whole("maxPerDay", autoRevert.maxPerDay())
        .word("recover", autoRevert.recover());
  }

  private static JsonObject tripwires(Tripwires tripwires) {
    return new JsonObject()
        .duration("p99", tripwires.p99())
        .duration("mean", tripwires.mean())
        .whole("allocatedBytes", tripwires.allocatedBytes())
        .whole("consecutiveFailures", tripwires.consecutiveFailures())
        .duration("halfOpenAfter", tripwires.halfOpenAfter());
  }

  static JsonObject drift(Drift drift) {
    return new JsonObject()
        .number("aeceMinusTauWarn", drift.aeceMinusTauWarn())
        .number("aeceMinusTauFail", drift.aeceMinusTauFail())
        .number("clampWarn", drift.clampWarn())
        .number("clampFail", drift.clampFail())
        .number("mergedBinsWarn", drift.mergedBinsWarn())
        .number("mergedBinsFail", drift.mergedBinsFail())
        .whole("baselineDays", drift.baselineDays())
        .number("maxAeceIncrease", drift.maxAeceIncrease())
        .number("minCoverage", drift.minCoverage());
  }
}
