package dev.belay.cli;

import dev.belay.gate.EValue;
import dev.belay.gate.GateResult;
import dev.belay.gate.Interval;
import java.util.Optional;
import java.util.OptionalDouble;

/** Writes what a gate said. Stateless. */
final class GateJson {
  private GateJson() {}

  static void write(Json json, GateResult result) {
    json.beginObject();
    json.name("gate").value(result.key().gate());
    json.name("slice").value(result.key().isOverall() ? null : result.key().slice());
    json.name("verdict").value(result.verdict().name());
    json.name("estimate").value(finite(result.estimate()));
    interval(json, result.interval());
    json.name("limit").value(finite(result.limit()));
    json.name("unit").value(result.unit().isEmpty() ? null : result.unit());
    json.name("n").value(result.n());
    json.name("needed").value(result.needed());
    json.name("comparison").value(result.comparison().name());
    json.name("windows").value(result.windows());
    json.name("confirmed").value(result.confirmed());
    json.name("pre_existing").value(result.preExisting());
    result.evidence().ifPresent(evidence -> write(json, evidence));
    json.name("sentence").value(result.sentence());
    json.endObject();
  }

  private static void interval(Json json, Optional<Interval> interval) {
    json.name("interval");
    if (interval.isPresent()) {
      json.beginArray().value(interval.get().low()).value(interval.get().high()).endArray();
    } else {
      json.nullValue();
    }
  }

  private static void write(Json json, EValue evidence) {
    json.name("evidence").beginObject();
    figures(json, evidence);
    json.endObject();
  }

  /** What an e-value is, as keys of the open object. */
  static void figures(Json json, EValue evidence) {
    json.name("log_e").value(evidence.log());
    json.name("log_threshold").value(evidence.logThreshold());
    json.name("of_breach").value(evidence.ofBreach());
  }

  /** JSON has no infinity; a ratio to nothing is one. */
  private static OptionalDouble finite(OptionalDouble value) {
    return value.isPresent() && Double.isFinite(value.getAsDouble())
        ? value
        : OptionalDouble.empty();
  }
}
