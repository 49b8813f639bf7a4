package dev.belay.sequential;

import dev.belay.gate.Comparison;
import dev.belay.gate.GateResult;
import dev.belay.telemetry.SliceSummary;

/** A gate that is on and has no sequential test: it is left to windows, and says so. */
final class UntestedJudge extends Judge {
  private final Comparison comparison;
  private final String missing;

  UntestedJudge(String gate, Comparison comparison, String missing, long minSamples) {
    // It never rejects, so its α does not matter, and it has no share of the budget.
    super(gate, "", 1, minSamples);
    this.comparison = comparison;
    this.missing = missing;
  }

  @Override
  void begin() {}

  @Override
  void take(SliceSummary slice) {}

  @Override
  void end() {}

  @Override
  void beginRung() {}

  @Override
  GateResult open(String slice) {
    return nothing(slice, comparison, missing);
  }

  @Override
  void writeState(StateWriter out) {}

  @Override
  void readState(StateReader in) {}
}
