package dev.belay.cli;

import dev.belay.canary.Cause;
import dev.belay.canary.StageProgress;
import java.util.OptionalLong;

/**
 * Prints a replay as JSON, one object a line: the decisions, then the summary. The names are fixed:
 * scripts rely on them.
 */
final class ReplayJson {
  private static final long NANOS_PER_MILLI = 1_000_000L;

  private final Json json;

  ReplayJson(Output out) {
    json = Json.lines(out);
  }

  void print(ReplayResult result) {
    result.decisions().forEach(this::decision);
    summary(result);
  }

  private void decision(ReplayDecision kept) {
    json.beginObject();
    json.name("time").value(kept.timeMillis());
    json.name("decision").value(kept.decision().decisionType().name());
    json.name("from").value(kept.from());
    json.name("to").value(kept.to());
    json.name("cause").value(kept.decision().cause().map(Cause::name).orElse(null));
    json.name("reason").value(kept.decision().reason());
    json.name("gates").beginArray();
    kept.decision().gates().forEach(gate -> GateJson.write(json, gate));
    json.endArray();
    evidence(kept.evidence());
    json.endObject().finish();
  }

  /** The counters of the stage in which the decision was made. */
  private void evidence(StageProgress stage) {
    json.name("evidence").beginObject();
    json.name("stage_ms").value(stage.nanos() / NANOS_PER_MILLI);
    json.name("treated").value(stage.treated());
    json.name("failed").value(stage.failed());
    json.name("windows").value(stage.windows());
    json.name("breaches").value(stage.breaching());
    json.name("consecutive_breaches").value(stage.consecutive());
    json.name("stable_ms").value(stage.stableNanos() / NANOS_PER_MILLI);
    json.name("window_ms").value(stage.windowNanos() / NANOS_PER_MILLI);
    json.name("window_treated").value(stage.windowTreated());
    json.name("window_invalid").value(stage.windowInvalid());
    json.endObject();
  }

  private void summary(ReplayResult result) {
    json.beginObject().name("summary").beginObject();
    json.name("final_stage").value(result.finalStage());
    json.name("reverted").value(result.reverts() > 0);
    json.name("reverts").value(result.reverts());
    json.name("promotions").value(result.promotions());
    json.name("rows").value(result.rows());
    json.name("treatment_rows").value(result.treatmentRows());
    json.name("first_revert_time");
    orNull(result.firstRevertMillis());
    json.name("treatment_rows_before_first_revert");
    orNull(result.treatmentRowsBeforeFirstRevert());
    json.name("windows").value(result.windows());
    json.name("breaches").value(result.breaches());
    json.name("completed").value(result.completed());
    json.endObject().endObject().finish();
  }

  private void orNull(OptionalLong value) {
    if (value.isPresent()) {
      json.value(value.getAsLong());
    } else {
      json.nullValue();
    }
  }
}
