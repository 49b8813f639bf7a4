package dev.belay.gate;

import dev.belay.plan.SlaRecall50Gate;
import dev.belay.telemetry.ArmCounter;
import dev.belay.telemetry.ArmSummary;
import dev.belay.telemetry.PairCounter;
import dev.belay.telemetry.SliceSummary;
import java.util.OptionalDouble;

/**
 * The change of SLA-recall@50, treatment less control: on the same queries where both arms were
 * evaluated on enough of them, else by the means of the arms.
 */
final class RecallGate implements Gate {
  /*
   * How. Pairs, both inside the query SLA: with no change allowed, any pair whose recall differs is a
   * change, whatever the mean; with a tolerance, a mean loss above it.
   *
   * Arms hold different queries, whose recall varies, so that their means differ even if nothing
   * changed: by z·SE at most in about 99.9 % of all cases, z = 3.2905 (two-sided), with SE from the
   * recalls of both arms (see RecallMoments). With no change allowed, more than that is a breach; where
   * recall varies in neither arm, SE is 0 and any difference is. With a tolerance the point estimate
   * decides. Either way a pass by arms is unconfirmed. (Queries count as independent and their mean as
   * normal: those of one repository are not quite, and rare misses are skewed.)
   */
  private static final double Z = 3.2905;
  private static final String WHAT = "queries with recall@50";

  private final OptionalDouble tolerance;

  RecallGate(SlaRecall50Gate plan) {
    this.tolerance = plan.change();
  }

  @Override
  public String name() {
    return GateNames.SLA_RECALL_50;
  }

  @Override
  public GateResult evaluate(GateEvidence evidence) {
    long pairs = evidence.observed().get(PairCounter.RECALL_PAIRS);
    return pairs >= evidence.minSamples() ? byPairs(evidence, pairs) : byArms(evidence);
  }

  private GateResult byPairs(GateEvidence evidence, long pairs) {
    SliceSummary observed = evidence.observed();
    long gained = observed.get(PairCounter.TREATMENT_RECALL_EXCESS_UNITS);
    long lost = observed.get(PairCounter.CONTROL_RECALL_EXCESS_UNITS);
    double change = ((double) gained - (double) lost) / pairs / ArmSummary.RECALL_UNITS_PER_ONE;
    boolean differs =
        observed.get(PairCounter.CONTROL_RECALL_HIGHER) > 0
            || observed.get(PairCounter.TREATMENT_RECALL_HIGHER) > 0;
    boolean breach = tolerance.isPresent() ? lostTooMuch(change) : differs;
    return GateResult.judged(name(), evidence, breach, change, limitOr(0), "", pairs)
        .comparedWith(Comparison.PAIRS);
  }

  private GateResult byArms(GateEvidence evidence) {
    ComparedArms arms =
        ComparedArms.arms(evidence, arm -> arm.get(ArmCounter.SLA_RECALL_MEASURED), WHAT);
    ArmSummary treatment = arms.treatment();
    ArmSummary control = arms.control();
    if (treatment == null || control == null) {
      return arms.insufficient(name(), evidence);
    }
    RecallMoments treated = RecallMoments.of(treatment);
    RecallMoments controlled = RecallMoments.of(control);
    double change = treated.mean() - controlled.mean();
    double chance = Z * treated.standardErrorTo(controlled);
    boolean breach =
        tolerance.isPresent() ? lostTooMuch(change) : Shares.over(Math.abs(change), chance);
    return GateResult.judged(name(), evidence, breach, change, limitOr(chance), "", arms.n())
        .comparedWith(arms.comparison())
        .unconfirmed();
  }

  private boolean lostTooMuch(double change) {
    return Shares.over(-change, tolerance.orElse(0));
  }

  /** What the change is held against: the tolerated loss, below 0, or where none is, this. */
  private double limitOr(double standard) {
    return tolerance.isPresent() ? -tolerance.getAsDouble() : standard;
  }
}
