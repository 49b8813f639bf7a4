package dev.belay.engine.journal;

import dev.belay.gate.Comparison;
import dev.belay.gate.EValue;
import dev.belay.gate.EvidencePoint;
import dev.belay.gate.GateKey;
import dev.belay.gate.GateResult;
import dev.belay.gate.Interval;
import dev.belay.gate.Verdict;

/** The form of what gates say inside an event. Stateless. */
final class GateResultJson {
  private GateResultJson() {}

  static void write(GateResult result, CanonicalObject out) {
    out.word("comparison", result.comparison()).bool("confirmed", result.confirmed());
    result.estimate().ifPresent(estimate -> out.real("estimate", estimate));
    result.evidence().ifPresent(e -> out.object("evidence", e, GateResultJson::writeEvidence));
    out.text("gate", result.key().gate());
    result.interval().ifPresent(i -> out.object("interval", i, GateResultJson::writeInterval));
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
        in.textIfAny("missing"),
        in.objectIfAny("evidence", GateResultJson::readEvidence),
        in.objectIfAny("interval", GateResultJson::readInterval));
  }

  static void writePoint(EvidencePoint point, CanonicalObject out) {
    out.object("evidence", point.evidence(), GateResultJson::writeEvidence)
        .text("gate", point.gate())
        .digits("n", point.n());
  }

  static EvidencePoint readPoint(EventFields in) {
    return new EvidencePoint(
        in.text("gate"), in.object("evidence", GateResultJson::readEvidence), in.digits("n"));
  }

  private static void writeInterval(Interval interval, CanonicalObject out) {
    out.real("high", interval.high()).real("low", interval.low());
  }

  private static Interval readInterval(EventFields in) {
    return new Interval(in.real("low"), in.real("high"));
  }

  private static void writeEvidence(EValue evidence, CanonicalObject out) {
    out.real("log", evidence.log())
        .bool("ofBreach", evidence.ofBreach())
        .real("threshold", evidence.logThreshold());
  }

  private static EValue readEvidence(EventFields in) {
    return new EValue(in.real("log"), in.real("threshold"), in.bool("ofBreach"));
  }
}
