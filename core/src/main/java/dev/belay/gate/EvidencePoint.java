package dev.belay.gate;

import java.util.Objects;

/**
 * How far the evidence of one gate over everything had come at a moment: a point of its history.
 * Immutable.
 *
 * @param gate its name, as in {@link GateNames}
 * @param evidence that the limit is breached
 * @param n the observations that its estimate rested on
 */
public record EvidencePoint(String gate, EValue evidence, long n) {

  /** Checks that nothing is null. */
  public EvidencePoint {
    Objects.requireNonNull(gate, "gate");
    Objects.requireNonNull(evidence, "evidence");
  }
}
