package dev.belay.gate;

import dev.belay.calibration.TauRule;
import dev.belay.plan.AeceMinusTauGate;
import dev.belay.telemetry.ArmSummary;
import dev.belay.telemetry.GridAece;

/**
 * Calibration: AECE − τ(N, K) of the treatment's labelled scores, over all slices and in each.
 *
 * <p>K = min(bins, ⌊√N⌋); AECE over the grid's cell-aligned bins of equal mass; τ = max(floor, ĉ
 * √(K/N)).
 */
final class CalibrationGate extends LimitGate {
  private final TauRule tau;
  private final int bins;

  CalibrationGate(AeceMinusTauGate plan) {
    super(GateNames.AECE_MINUS_TAU, "labels", "", plan.limit(), true);
    this.tau = new TauRule(plan.cHat(), plan.floor());
    this.bins = plan.bins();
  }

  @Override
  public boolean judgesSlices() {
    return true;
  }

  @Override
  long measured(ArmSummary arm) {
    return arm.scores().labelled();
  }

  @Override
  double estimate(ArmSummary arm) {
    long n = arm.scores().labelled();
    int k = (int) Math.min(bins, Math.floor(Math.sqrt((double) n)));
    return GridAece.of(arm.scores(), k).orElse(0) - tau.tau((double) n, k).orElse(0);
  }

  @Override
  boolean over(ArmSummary arm, double estimate) {
    return Shares.over(estimate, limit());
  }
}
