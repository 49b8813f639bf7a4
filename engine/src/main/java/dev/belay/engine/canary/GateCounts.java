package dev.belay.engine.canary;

import dev.belay.gate.Verdict;

/**
 * How often a gate answered what, over all windows, overall and by slice.
 *
 * @param gate the gate's name
 * @param pass passes
 * @param breach breaches
 * @param insufficient windows without enough data
 */
public record GateCounts(String gate, long pass, long breach, long insufficient) {

  static GateCounts of(String gate, Verdict verdict) {
    return new GateCounts(
        gate,
        verdict == Verdict.PASS ? 1 : 0,
        verdict == Verdict.BREACH ? 1 : 0,
        verdict == Verdict.INSUFFICIENT ? 1 : 0);
  }

  GateCounts plus(GateCounts other) {
    return new GateCounts(
        gate, pass + other.pass, breach + other.breach, insufficient + other.insufficient);
  }
}
