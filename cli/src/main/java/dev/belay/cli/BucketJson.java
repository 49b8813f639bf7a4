package dev.belay.cli;

import dev.belay.flag.Variant;
import dev.belay.plan.RolloutPlan;

/** Prints who is served what as JSON. The names are fixed: scripts rely on them. */
final class BucketJson {
  private final Json json;

  BucketJson(Output out) {
    json = new Json(out);
  }

  void print(RolloutPlan rollout, Rungs rungs, KeyFile keys, BucketReport report) {
    json.beginObject();
    json.name("rollout").value(rollout.metadata().key());
    json.name("fingerprint").value(PlanOption.fingerprint(rollout));
    json.name("percent").value(rungs.percent().value());
    keys(keys, report);
    json.name("distinct_keys").value(report.distinct());
    json.name("treatment_share").value(report.treatmentShare());
    json.name("nested").value(report.nested());
    json.name("uniformity_p_value").value(report.uniformity());
    json.name("next_stage").value(rungs.next().map(stage -> stage.name()).orElse(null));
    json.name("next_percent");
    if (rungs.next().isPresent()) {
      json.value(rungs.next().get().percent().value());
    } else {
      json.nullValue();
    }
    flips(keys, report);
    json.endObject().finish();
  }

  private void keys(KeyFile keys, BucketReport report) {
    json.name("keys").beginArray();
    for (int i = 0; i < keys.size(); i++) {
      json.beginObject();
      json.name("key").value(keys.key(i));
      json.name("bucket").value(Long.toUnsignedString(report.bucket(i)));
      json.name("variant").value((report.treated(i) ? Variant.TREATMENT : Variant.CONTROL).text());
      json.endObject();
    }
    json.endArray();
  }

  private void flips(KeyFile keys, BucketReport report) {
    json.name("next_stage_flips").beginArray();
    for (int i = 0; i < keys.size(); i++) {
      if (report.first(i) && report.flips(i)) {
        json.value(keys.key(i));
      }
    }
    json.endArray();
  }
}
