package dev.belay.gate;

import dev.belay.plan.ConfidenceBaseline;
import dev.belay.plan.ConfidenceShiftGate;
import dev.belay.telemetry.ArmSummary;
import dev.belay.telemetry.QuantileEstimate;

/**
 * The shift of the median score: |median of the treatment − median of what it is compared with|.
 * Both medians are known to a cell, at most 0.002.
 */
final class ConfidenceGate implements Gate {
  private final double limit;
  private final ConfidenceBaseline baseline;

  ConfidenceGate(ConfidenceShiftGate plan) {
    this.limit = plan.limit();
    this.baseline = plan.baseline();
  }

  @Override
  public String name() {
    return GateNames.CONFIDENCE_SHIFT;
  }

  @Override
  public GateResult evaluate(GateEvidence evidence) {
    ComparedArms arms =
        baseline == ConfidenceBaseline.GREEN
            ? ComparedArms.baseline(evidence, ConfidenceGate::scores, "scores")
            : ComparedArms.pairsFirst(evidence, ConfidenceGate::scores, "scores");
    ArmSummary treatment = arms.treatment();
    ArmSummary control = arms.control();
    if (treatment == null || control == null) {
      return arms.insufficient(name(), evidence);
    }
    double shift = Math.abs(median(treatment) - median(control));
    return GateResult.judged(
            name(), evidence, Shares.over(shift, limit), shift, limit, "", arms.n())
        .comparedWith(arms.comparison());
  }

  private static long scores(ArmSummary arm) {
    return arm.scores().served();
  }

  private static double median(ArmSummary arm) {
    return arm.scores().median().map(QuantileEstimate::estimate).orElse(0.0);
  }
}
