package dev.belay.gate;

import java.util.Objects;
import java.util.OptionalDouble;

/**
 * What a gate said of one summary. Immutable.
 *
 * @param key what was judged
 * @param verdict the answer
 * @param estimate the estimate; empty where there is none
 * @param limit what the estimate is held against, in the same unit; empty where there is none
 * @param unit the unit of both, such as {@code us}; empty for plain numbers
 * @param n the observations the estimate rests on: of the scarcer side, where two are compared
 * @param needed the least observations for an answer
 * @param comparison what was compared with
 * @param windows over how many windows the evidence was gathered, at least 1; 1 where it is not
 *     gathered by windows
 * @param confirmed whether a pass is evidence; false where the arms hold different queries and "no
 *     change" can only be not refuted
 * @param preExisting whether the control or the baseline breaches the same limit
 * @param missing what there is too little of, for an insufficient answer; else empty
 */
public record GateResult(
    GateKey key,
    Verdict verdict,
    OptionalDouble estimate,
    OptionalDouble limit,
    String unit,
    long n,
    long needed,
    Comparison comparison,
    int windows,
    boolean confirmed,
    boolean preExisting,
    String missing) {

  /** Checks that nothing is null. */
  public GateResult {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(verdict, "verdict");
    Objects.requireNonNull(comparison, "comparison");
  }

  /** Whether the gate breached. */
  public boolean breached() {
    return verdict == Verdict.BREACH;
  }

  /** The result in one sentence, for people. Built at every call. */
  public String sentence() {
    return GateSentences.of(this);
  }
}
