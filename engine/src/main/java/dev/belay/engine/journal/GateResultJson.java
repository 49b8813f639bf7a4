package dev.belay.engine.journal;

import dev.belay.gate.Comparison;
import dev.belay.gate.GateKey;
import dev.belay.gate.GateResult;
import dev.belay.gate.Verdict;

/** The form of a gate's result inside an event. Stateless. */
final class GateResultJson {
  private GateResultJson() {}

  static void write(GateResult result, CanonicalObject out) {
    out.word("comparison", result.comparison()).bool("confirmed", result.confirmed());
    result.estimate().ifPresent(estimate -> out.real("estimate", estimate));
    out.text("gate", result.key().gate());
    result.limit().ifPresent(limit -> out.real("limit", limit));
    out.textIfAny("missing", result.missing())
        .digits("n", result.n())
        .digits("needed", result.needed())
        .bool("preExisting", result.preExisting())
        .textIfAny("slice", result.key().slice())
        .textIfAny("unit", result.unit())
        .word("verdict", result.verdict())
        .whole("windows", result.windows());
  }

  static GateResult read(EventFields in) {
    return new GateResult(
        new GateKey(in.text("gate"), in.textIfAny("slice")),
        in.word("verdict", Verdict.class),
        in.realIfAny("estimate"),
        in.realIfAny("limit"),
        in.textIfAny("unit"),
        in.digits("n"),
        in.digits("needed"),
        in.word("comparison", Comparison.class),
        in.whole("windows"),
        in.bool("confirmed"),
        in.bool("preExisting"),
        in.textIfAny("missing"));
  }
}
