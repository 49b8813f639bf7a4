package dev.belay.canary;

import dev.belay.gate.Comparison;
import dev.belay.gate.GateKey;
import dev.belay.gate.GateNames;
import dev.belay.gate.GateResult;
import dev.belay.gate.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** Results of gates for tests. */
final class Results {
  static final String P99 = GateNames.P99_LATENCY;
  static final String AECE = GateNames.AECE_MINUS_TAU;
  static final String SHIFT = GateNames.CONFIDENCE_SHIFT;
  static final String RECALL = GateNames.SLA_RECALL_50;

  /** The mission's four gates pass. */
  static final List<GateResult> ALL_PASS =
      List.of(pass(P99), pass(AECE), pass(SHIFT), pass(RECALL));

  /** The mission's four gates have too little data. */
  static final List<GateResult> NO_DATA =
      List.of(insufficient(P99), insufficient(AECE), insufficient(SHIFT), insufficient(RECALL));

  private Results() {}

  static GateResult pass(String gate) {
    return of(GateKey.overall(gate), Verdict.PASS, 1, true, false);
  }

  static GateResult pass(String gate, String slice) {
    return of(new GateKey(gate, slice), Verdict.PASS, 1, true, false);
  }

  static GateResult unconfirmed(String gate) {
    return of(GateKey.overall(gate), Verdict.PASS, 1, false, false);
  }

  static GateResult breach(String gate) {
    return of(GateKey.overall(gate), Verdict.BREACH, 1, true, false);
  }

  static GateResult breach(String gate, String slice) {
    return of(new GateKey(gate, slice), Verdict.BREACH, 1, true, false);
  }

  static GateResult preExisting(String gate) {
    return of(GateKey.overall(gate), Verdict.BREACH, 1, true, true);
  }

  static GateResult insufficient(String gate) {
    return insufficient(gate, 1);
  }

  static GateResult insufficient(String gate, int windows) {
    return of(GateKey.overall(gate), Verdict.INSUFFICIENT, windows, true, false);
  }

  static GateResult insufficient(String gate, String slice) {
    return of(new GateKey(gate, slice), Verdict.INSUFFICIENT, 1, true, false);
  }

  /** All four pass, but for those that are given and what is added. */
  static List<GateResult> but(GateResult... others) {
    List<GateResult> given = List.of(others);
    return Stream.concat(
            ALL_PASS.stream()
                .filter(pass -> given.stream().noneMatch(other -> other.key().equals(pass.key()))),
            given.stream())
        .toList();
  }

  private static GateResult of(
      GateKey key, Verdict verdict, int windows, boolean confirmed, boolean preExisting) {
    return new GateResult(
        key,
        verdict,
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        "",
        100,
        100,
        Comparison.LIMIT,
        windows,
        confirmed,
        preExisting,
        verdict == Verdict.INSUFFICIENT ? "samples" : "",
        Optional.empty());
  }
}
