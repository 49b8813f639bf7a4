package dev.belay.gate;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a gate said of one summary. Immutable.
 *
 * @param key what was judged
 * @param verdict the answer
 * @param estimate the estimate, finite; empty where there is none
 * @param limit what the estimate is held against, in the same unit, finite; empty where there is
 *     none
 * @param unit the unit of both, such as {@code us}; empty for plain numbers
 * @param n the observations the estimate rests on: of the scarcer side, where two are compared; for
 *     an insufficient answer, how much there is of what is missing
 * @param needed the least observations for an answer
 * @param comparison what was compared with
 * @param windows over how many windows the evidence was gathered, at least 1; 1 where it is not
 *     gathered by windows
 * @param confirmed whether a pass is evidence; false where the arms hold different queries and "no
 *     change" can only be not refuted
 * @param preExisting whether the control or the baseline breaches the same limit; never without a
 *     breach
 * @param missing what there is too little of, for an insufficient answer; else empty
 * @param evidence how far a gate that is judged at every tick has come; empty for one that is
 *     judged by its estimate
 * @param interval where what is estimated lies with 95 %, at any time (see {@link Interval}); empty
 *     where no sound one is known, or nobody asked
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
    String missing,
    Optional<EValue> evidence,
    Optional<Interval> interval) {

  /**
   * Checks that nothing is null and that numbers are numbers.
   *
   * @throws IllegalArgumentException if the estimate or the limit is NaN or infinite
   */
  public GateResult {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(verdict, "verdict");
    Objects.requireNonNull(comparison, "comparison");
    Objects.requireNonNull(unit, "unit");
    Objects.requireNonNull(missing, "missing");
    Objects.requireNonNull(evidence, "evidence");
    Objects.requireNonNull(interval, "interval");
    requireFinite(key, "estimate", estimate);
    requireFinite(key, "limit", limit);
  }

  /**
   * A result without an interval.
   *
   * @throws IllegalArgumentException if the estimate or the limit is NaN or infinite
   */
  public GateResult(
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
      String missing,
      Optional<EValue> evidence) {
    this(
        key,
        verdict,
        estimate,
        limit,
        unit,
        n,
        needed,
        comparison,
        windows,
        confirmed,
        preExisting,
        missing,
        evidence,
        Optional.empty());
  }

  private static void requireFinite(GateKey key, String name, OptionalDouble value) {
    if (value.isPresent() && !Double.isFinite(value.getAsDouble())) {
      throw new IllegalArgumentException(
          "the "
              + name
              + " of gate "
              + key
              + " is "
              + value.getAsDouble()
              + "; leave it out where there is none");
    }
  }

  /**
   * There is too little to judge.
   *
   * @param gate the gate's name
   * @param n how much there is of what is missing
   * @param missing what there is too little of, as it follows "40 of 100": "labels of the
   *     treatment"
   */
  public static GateResult insufficient(
      String gate, GateEvidence evidence, long n, String missing) {
    return new GateResult(
        new GateKey(gate, evidence.slice()),
        Verdict.INSUFFICIENT,
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        "",
        n,
        evidence.minSamples(),
        Comparison.LIMIT,
        evidence.windows(),
        true,
        false,
        missing,
        Optional.empty());
  }

  /** The gate gave no answer: it threw, or answered for something else. */
  static GateResult failed(GateKey key, GateEvidence evidence, String why) {
    return new GateResult(
        key,
        Verdict.INSUFFICIENT,
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        "",
        0,
        0,
        Comparison.LIMIT,
        evidence.windows(),
        true,
        false,
        "the gate failed: " + why,
        Optional.empty());
  }

  /**
   * A pass or a breach against a number, for a gate that compares with a number only.
   *
   * @param gate the gate's name
   * @param n the observations that the estimate rests on
   * @throws IllegalArgumentException if the estimate or the limit is NaN or infinite
   */
  public static GateResult judged(
      String gate,
      GateEvidence evidence,
      boolean breach,
      double estimate,
      double limit,
      String unit,
      long n) {
    return new GateResult(
        new GateKey(gate, evidence.slice()),
        breach ? Verdict.BREACH : Verdict.PASS,
        OptionalDouble.of(estimate),
        OptionalDouble.of(limit),
        unit,
        n,
        evidence.minSamples(),
        Comparison.LIMIT,
        evidence.windows(),
        true,
        false,
        "",
        Optional.empty());
  }

  /** The same result with what was compared with. */
  public GateResult comparedWith(Comparison other) {
    return with(other, confirmed, preExisting);
  }

  /** The same result; a pass is marked as not refuted only. */
  public GateResult unconfirmed() {
    return with(comparison, verdict != Verdict.PASS, preExisting);
  }

  /** The same result; a breach is marked as one that the control or the baseline has too. */
  public GateResult alsoInControl() {
    return with(comparison, confirmed, breached());
  }

  /** The same figures with another answer. */
  public GateResult with(Verdict answer) {
    return new GateResult(
        key,
        answer,
        estimate,
        limit,
        unit,
        n,
        needed,
        comparison,
        windows,
        confirmed,
        preExisting && answer == Verdict.BREACH,
        missing,
        evidence,
        interval);
  }

  /** The same result with an interval of its estimate. */
  public GateResult with(Interval ofEstimate) {
    return new GateResult(
        key,
        verdict,
        estimate,
        limit,
        unit,
        n,
        needed,
        comparison,
        windows,
        confirmed,
        preExisting,
        missing,
        evidence,
        Optional.of(ofEstimate));
  }

  private GateResult with(Comparison other, boolean isConfirmed, boolean isPreExisting) {
    return new GateResult(
        key,
        verdict,
        estimate,
        limit,
        unit,
        n,
        needed,
        other,
        windows,
        isConfirmed,
        isPreExisting,
        missing,
        evidence,
        interval);
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
