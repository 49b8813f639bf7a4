package dev.belay.cli;

import dev.belay.engine.simulate.Against;
import dev.belay.engine.simulate.Estimate;
import dev.belay.engine.simulate.SimulationResult;
import dev.belay.engine.simulate.Traffic;
import java.util.Locale;
import java.util.Optional;

/** Prints a simulation as one JSON object; the keys are in {@code docs/CLI.md}. */
final class SimulationJson {
  private static final double MEDIAN = 0.5;
  private static final double P90 = 0.9;

  private final Json json;

  SimulationJson(Output out) {
    this.json = new Json(out);
  }

  void print(SimulationReport report) {
    Traffic traffic = report.traffic();
    json.beginObject();
    json.name("rollout").value(report.plan().metadata().key());
    json.name("mode").value(report.plan().evaluation().mode().name().toLowerCase(Locale.ROOT));
    json.name("runs").value(report.healthyRuns());
    json.name("seed").value(report.seed());
    json.name("queries_per_hour").number(traffic.queriesPerHour());
    json.name("repositories").value(traffic.repositories());
    json.name("shadow").value(traffic.shadow());
    json.name("scenarios").beginArray();
    for (SimulationResult result : report.results()) {
      scenario(report, result);
    }
    json.endArray().endObject().finish();
  }

  private void scenario(SimulationReport report, SimulationResult result) {
    json.beginObject();
    json.name("scenario").value(result.scenario().name());
    json.name("description").value(result.scenario().sentence());
    json.name("limits")
        .value(Against.of(report.plan(), result.scenario()).name().toLowerCase(Locale.ROOT));
    json.name("runs").value(result.runs());
    json.name("false_reverts").value(result.falseReverts());
    estimate("false_revert_rate", result.falseRevertRate());
    json.name("faulty").value(result.faulty());
    json.name("caught").value(result.caught());
    estimate("miss_rate", result.missRate());
    estimate("hours_to_revert_median", result.hoursToRevert(MEDIAN));
    estimate("hours_to_revert_p90", result.hoursToRevert(P90));
    estimate("exposed_median", result.exposed(MEDIAN));
    estimate("exposed_p90", result.exposed(P90));
    estimate("full_rate", result.fullRate());
    estimate("hours_to_full_median", result.hoursToFull(MEDIAN));
    json.name("waits_for").beginArray();
    result.waitedFor().forEach(this::waits);
    json.endArray();
    json.endObject();
  }

  private void waits(String condition, int ladders) {
    json.beginObject();
    json.name("condition").value(condition);
    json.name("ladders").value(ladders);
    json.endObject();
  }

  /** An estimate with its 95 % interval; null where there is none. */
  private void estimate(String name, Optional<Estimate> estimate) {
    json.name(name);
    if (estimate.isEmpty()) {
      json.nullValue();
      return;
    }
    json.beginObject();
    json.name("value").number(estimate.get().value());
    json.name("lower").number(estimate.get().lower());
    json.name("upper").number(estimate.get().upper());
    json.endObject();
  }
}
