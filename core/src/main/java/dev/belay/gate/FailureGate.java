package dev.belay.gate;

import dev.belay.plan.FailureRateGate;
import dev.belay.telemetry.ArmCounter;
import dev.belay.telemetry.ArmSummary;

/**
 * The treatment's failure rate against a multiple of the control's, by point estimates: with few
 * failures it is mostly noise, and where the control has none, one failure of the treatment is a
 * breach. On pairs both rates are of the same queries, so that at a ratio of 1 only queries where
 * one arm failed alone decide.
 */
final class FailureGate implements Gate {
  private final double ratio;

  FailureGate(FailureRateGate plan) {
    this.ratio = plan.ratio();
  }

  @Override
  public String name() {
    return GateNames.FAILURE_RATE;
  }

  @Override
  public GateResult evaluate(GateEvidence evidence) {
    ComparedArms arms = ComparedArms.pairsFirst(evidence, ArmSummary::observations, "observations");
    ArmSummary treatment = arms.treatment();
    ArmSummary control = arms.control();
    if (treatment == null || control == null) {
      return arms.insufficient(name(), evidence);
    }
    double rate = rate(treatment);
    double limit = ratio * rate(control);
    return GateResult.judged(
            name(), evidence, Shares.ratioOver(rate, limit), rate, limit, "", arms.n())
        .comparedWith(arms.comparison());
  }

  private static double rate(ArmSummary arm) {
    return (double) arm.get(ArmCounter.FAILURES) / arm.observations();
  }
}
