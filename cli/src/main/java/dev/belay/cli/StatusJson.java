package dev.belay.cli;

import dev.belay.canary.CanaryDecision;
import dev.belay.canary.Condition;
import dev.belay.canary.RolloutState;
import dev.belay.canary.StageProgress;
import dev.belay.drift.HealthReport;
import dev.belay.drift.HealthStatus;
import dev.belay.engine.canary.ArmTotals;
import dev.belay.engine.canary.CanaryStatus;
import dev.belay.engine.canary.EvidenceHistory;
import dev.belay.engine.canary.GateCounts;
import dev.belay.engine.canary.StageTransition;
import dev.belay.engine.canary.WindowResult;
import dev.belay.sequential.BudgetShare;
import dev.belay.sequential.DispersionChoice;
import java.util.Optional;

/** Prints a status as JSON. */
final class StatusJson {
  private static final long NANOS_PER_MILLI = 1_000_000L;

  private final Json json;

  StatusJson(Output out) {
    json = Json.lines(out);
  }

  void print(CanaryStatus status, Optional<Long> holder) {
    json.beginObject();
    json.name("rollout").value(status.plan().metadata().key());
    json.name("fingerprint").value(status.fingerprint());
    json.name("enabled").value(status.enabled());
    json.name("embedded_by");
    if (holder.isPresent()) {
      json.value(holder.get());
    } else {
      json.nullValue();
    }
    json.name("current_stage").value(status.currentStage());
    json.name("rollout_percentage").value(status.rolloutPercentage().value());
    json.name("circuit_breaker_open").value(status.circuitBreakerOpen());
    state(status.state());
    json.name("health")
        .value(status.health().flatMap(HealthReport::status).map(HealthStatus::name).orElse(null));
    stage(status);
    outlook(status.decision());
    json.name("gates").beginArray();
    status.gates().forEach(gate -> GateJson.write(json, gate));
    json.endArray();
    if (!status.sequential().isEmpty()) {
      sequential(status);
    }
    past(status);
    json.endObject().finish();
  }

  private void sequential(CanaryStatus status) {
    json.name("sequential").beginArray();
    status.sequential().forEach(gate -> GateJson.write(json, gate));
    json.endArray();
    status.dispersion().ifPresent(this::dispersion);
    json.name("budget").beginArray();
    for (BudgetShare share : status.budget()) {
      json.beginObject();
      json.name("gate").value(share.gate());
      json.name("of_slices").value(share.ofSlices());
      json.name("tests").value(share.tests());
      json.name("alpha").value(share.alpha());
      json.endObject();
    }
    json.endArray();
    json.name("false_revert_rate").value(status.plan().evaluation().falseRevertRate());
    json.name("significance").value(status.significance());
    json.name("evidence_history").beginArray();
    status.evidenceHistory().forEach(this::history);
    json.endArray();
  }

  private void history(EvidenceHistory history) {
    json.beginObject();
    json.name("gate").value(history.gate());
    json.name("points").beginArray();
    for (EvidenceHistory.Point point : history.points()) {
      json.beginObject();
      json.name("time").value(point.timeNanos() / NANOS_PER_MILLI);
      GateJson.figures(json, point.evidence());
      json.name("n").value(point.n());
      json.endObject();
    }
    json.endArray();
    json.endObject();
  }

  private void dispersion(DispersionChoice dispersion) {
    json.name("dispersion").beginObject();
    json.name("value").value(dispersion.value());
    json.name("origin").value(dispersion.origin().name());
    json.name("hours").value(dispersion.hours());
    json.endObject();
  }

  private void state(RolloutState state) {
    json.name("breaker").value(state.breaker().name());
    json.name("latched").value(state.latched());
    json.name("person_needed").value(state.personNeeded());
    json.name("held").value(state.held());
    json.name("completed").value(state.completed());
    json.name("attempt").value(state.attempt());
    json.name("revert_epoch").value(state.epoch().value());
    json.name("cooldown_ms").value(state.cooldownNanos() / NANOS_PER_MILLI);
  }

  private void stage(CanaryStatus status) {
    StageProgress stage = status.state().stage();
    json.name("stage").beginObject();
    json.name("stage_ms").value(stage.nanos() / NANOS_PER_MILLI);
    json.name("treated").value(stage.treated());
    json.name("failed").value(stage.failed());
    json.name("windows").value(stage.windows());
    json.name("breaches").value(stage.breaching());
    json.name("consecutive_breaches").value(stage.consecutive());
    arm("treatment", status.treatment());
    arm("control", status.control());
    json.endObject();
  }

  private void arm(String name, ArmTotals arm) {
    json.name(name).beginObject();
    json.name("observations").value(arm.observations());
    json.name("failures").value(arm.failures());
    json.name("invalid_scores").value(arm.invalidScores());
    json.name("success_rate").value(arm.successRate());
    json.name("failure_rate").value(arm.failureRate());
    json.endObject();
  }

  private void outlook(Optional<CanaryDecision> outlook) {
    json.name("waits_for").beginArray();
    for (Condition open : outlook.map(CanaryDecision::open).orElse(java.util.List.of())) {
      json.beginObject();
      json.name("condition").value(open.name());
      json.name("sentence").value(open.sentence());
      json.endObject();
    }
    json.endArray();
    json.name("reason").value(outlook.map(CanaryDecision::reason).orElse(null));
  }

  private void past(CanaryStatus status) {
    json.name("promotions").value(status.promotions());
    json.name("auto_reverts").value(status.autoReverts());
    json.name("circuit_breaker_changes").value(status.circuitBreakerChanges());
    json.name("gate_counts").beginArray();
    status.gateCounts().forEach(this::counts);
    json.endArray();
    json.name("transitions").beginArray();
    status.transitions().forEach(this::transition);
    json.endArray();
    json.name("windows").beginArray();
    status.windows().forEach(this::window);
    json.endArray();
  }

  private void counts(GateCounts counts) {
    json.beginObject();
    json.name("gate").value(counts.gate());
    json.name("pass").value(counts.pass());
    json.name("breach").value(counts.breach());
    json.name("insufficient").value(counts.insufficient());
    json.endObject();
  }

  private void transition(StageTransition step) {
    json.beginObject();
    json.name("time").value(step.timeNanos() / NANOS_PER_MILLI);
    json.name("event").value(step.event());
    json.name("from").value(step.from());
    json.name("to").value(step.to());
    json.name("cause").value(step.cause().map(Enum::name).orElse(null));
    json.name("actor").value(step.actor());
    json.name("reason").value(step.reason());
    json.endObject();
  }

  private void window(WindowResult window) {
    json.beginObject();
    json.name("time").value(window.timeNanos() / NANOS_PER_MILLI);
    json.name("stage").value(window.stage());
    json.name("verdict").value(window.verdict().name());
    json.name("breached").beginArray();
    window.breached().forEach(key -> json.value(key.toString()));
    json.endArray();
    json.name("health").value(window.health().map(HealthStatus::name).orElse(null));
    json.endObject();
  }
}
