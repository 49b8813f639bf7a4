package dev.belay.gate;

import dev.belay.flag.Variant;
import dev.belay.telemetry.ArmSummary;
import dev.belay.telemetry.Population;
import dev.belay.telemetry.SliceSummary;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A gate that holds what the treatment served against a number of the plan. The control, or where
 * it has too little the green baseline, is held against it only to say whether a breach was there
 * before. Immutable.
 */
abstract class LimitGate implements Gate {
  private final String name;
  private final String what;
  private final String unit;
  private final double limit;
  private final boolean requiredToPass;

  /**
   * A gate.
   *
   * @param name the gate's name
   * @param what what is counted as n, such as "labels"
   * @param unit of estimate and limit
   * @param limit the estimate must not be above this
   * @param requiredToPass whether a promotion needs its pass
   */
  LimitGate(String name, String what, String unit, double limit, boolean requiredToPass) {
    this.name = name;
    this.what = what;
    this.unit = unit;
    this.limit = limit;
    this.requiredToPass = requiredToPass;
  }

  /** How many observations of an arm there are to judge from. */
  abstract long measured(ArmSummary arm);

  /** The estimate of an arm of which at least one observation is measured. */
  abstract double estimate(ArmSummary arm);

  /** Whether the arm is over the limit. */
  abstract boolean over(ArmSummary arm, double estimate);

  /** What the arm's summary lacks for a judgement whatever its size; null where nothing. */
  @Nullable String lacking(ArmSummary arm) {
    return null;
  }

  double limit() {
    return limit;
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final boolean requiredToPass() {
    return requiredToPass;
  }

  @Override
  public final GateResult evaluate(GateEvidence evidence) {
    long needed = evidence.minSamples();
    ArmSummary treatment = arm(evidence.observed(), Variant.TREATMENT);
    long n = treatment == null ? 0 : measured(treatment);
    if (treatment == null || n < needed) {
      return GateResult.insufficient(name, evidence, n, what + " of the treatment");
    }
    String lacking = lacking(treatment);
    if (lacking != null) {
      return GateResult.insufficient(name, evidence, needed, lacking);
    }
    double estimate = estimate(treatment);
    boolean breach = over(treatment, estimate);
    GateResult result = GateResult.judged(name, evidence, breach, estimate, limit, unit, n);
    return breach && breachedBefore(evidence, needed) ? result.alsoInControl() : result;
  }

  private boolean breachedBefore(GateEvidence evidence, long needed) {
    ArmSummary control = arm(evidence.observed(), Variant.CONTROL);
    if (control == null || measured(control) < needed) {
      Optional<SliceSummary> baseline = evidence.baseline();
      control = baseline.isEmpty() ? null : arm(baseline.get(), Variant.CONTROL);
    }
    return control != null
        && measured(control) >= needed
        && lacking(control) == null
        && over(control, estimate(control));
  }

  private static @Nullable ArmSummary arm(SliceSummary slice, Variant variant) {
    return slice.arm(Population.SERVED, variant).orElse(null);
  }
}
