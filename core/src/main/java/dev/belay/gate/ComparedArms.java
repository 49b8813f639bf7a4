package dev.belay.gate;

import dev.belay.flag.Variant;
import dev.belay.telemetry.ArmSummary;
import dev.belay.telemetry.Population;
import dev.belay.telemetry.SliceSummary;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The two sides that a relative gate compares, or what is missing of them.
 *
 * @param treatment what the treatment did; null where there is too little
 * @param control what it is compared with; null where there is too little
 * @param comparison which it is
 * @param n the observations of the scarcer side, or how much there is of what is missing
 * @param missing what there is too little of; empty where both sides have enough
 */
record ComparedArms(
    @Nullable ArmSummary treatment,
    @Nullable ArmSummary control,
    Comparison comparison,
    long n,
    String missing) {
  /*
   * How. In this order: pairs, where both sides have enough of them; else the arms; else the treatment
   * against the green baseline, where there is no control arm to speak of: too little of it, and less
   * than a tenth of the treatment's. (At 100 % sessions that began before keep the control for a
   * while. A control arm that is merely thin, as at 50 % by night, is waited for: a baseline is of
   * other days and hours.)
   */
  private static final int NO_ARM_PART = 10;

  /** Pairs, else arms, else the baseline. */
  static ComparedArms pairsFirst(
      GateEvidence evidence, ToLongFunction<ArmSummary> measured, String what) {
    SliceSummary observed = evidence.observed();
    ArmSummary treatment = observed.arm(Population.PAIRED, Variant.TREATMENT).orElse(null);
    ArmSummary control = observed.arm(Population.PAIRED, Variant.CONTROL).orElse(null);
    long n = Math.min(count(treatment, measured), count(control, measured));
    return n >= evidence.minSamples()
        ? new ComparedArms(treatment, control, Comparison.PAIRS, n, "")
        : arms(evidence, measured, what);
  }

  /** Arms, else the baseline. */
  static ComparedArms arms(
      GateEvidence evidence, ToLongFunction<ArmSummary> measured, String what) {
    long needed = evidence.minSamples();
    ArmSummary treatment = served(evidence.observed(), Variant.TREATMENT);
    ArmSummary control = served(evidence.observed(), Variant.CONTROL);
    long treated = count(treatment, measured);
    long controlled = count(control, measured);
    if (treated < needed) {
      return lacking(Comparison.ARMS, treated, what + " of the treatment");
    }
    if (controlled >= needed) {
      long n = Math.min(treated, controlled);
      return new ComparedArms(treatment, control, Comparison.ARMS, n, "");
    }
    if (controlled >= treated / NO_ARM_PART && controlled > 0) {
      return lacking(Comparison.ARMS, controlled, what + " of the control");
    }
    if (evidence.baseline().isEmpty()) {
      return lacking(
          Comparison.ARMS, controlled, what + " of the control, and there is no green baseline");
    }
    return baseline(evidence, measured, what);
  }

  /** The green baseline alone. */
  static ComparedArms baseline(
      GateEvidence evidence, ToLongFunction<ArmSummary> measured, String what) {
    long needed = evidence.minSamples();
    ArmSummary treatment = served(evidence.observed(), Variant.TREATMENT);
    long treated = count(treatment, measured);
    if (treated < needed) {
      return lacking(Comparison.BASELINE, treated, what + " of the treatment");
    }
    Optional<SliceSummary> baseline = evidence.baseline();
    ArmSummary control = baseline.isEmpty() ? null : served(baseline.get(), Variant.CONTROL);
    long controlled = count(control, measured);
    return controlled >= needed
        ? new ComparedArms(
            treatment, control, Comparison.BASELINE, Math.min(treated, controlled), "")
        : lacking(Comparison.BASELINE, controlled, what + " of a green baseline");
  }

  private static ComparedArms lacking(Comparison comparison, long n, String missing) {
    return new ComparedArms(null, null, comparison, n, missing);
  }

  private static @Nullable ArmSummary served(SliceSummary slice, Variant variant) {
    return slice.arm(Population.SERVED, variant).orElse(null);
  }

  private static long count(@Nullable ArmSummary arm, ToLongFunction<ArmSummary> measured) {
    return arm == null ? 0 : measured.applyAsLong(arm);
  }

  /** The result that says what is missing. */
  GateResult insufficient(String gate, GateEvidence evidence) {
    return GateResult.insufficient(gate, evidence, n, missing).comparedWith(comparison);
  }
}
