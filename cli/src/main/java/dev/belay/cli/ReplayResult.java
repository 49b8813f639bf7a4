package dev.belay.cli;

import dev.belay.canary.CanaryDecisionType;
import java.util.List;
import java.util.OptionalLong;

/**
 * What came of a replay. Immutable.
 *
 * @param decisions those that changed something, in order
 * @param firstStage where the rollout began
 * @param finalStage where it stood at the end
 * @param completed whether the last rung was held as long as the plan asks
 * @param startMillis the time of the first row, in milliseconds since 1970-01-01
 * @param endMillis the time of the last tick
 * @param rows the rows
 * @param treatmentRows those served treatment
 * @param treatmentRowsBeforeFirstRevert those before the first automatic step down; empty without
 * @param windows completed windows with a verdict of pass or breach
 * @param breaches those of them that breached
 */
record ReplayResult(
    List<ReplayDecision> decisions,
    String firstStage,
    String finalStage,
    boolean completed,
    long startMillis,
    long endMillis,
    long rows,
    long treatmentRows,
    OptionalLong treatmentRowsBeforeFirstRevert,
    long windows,
    long breaches) {

  /** Copies the decisions. */
  ReplayResult {
    decisions = List.copyOf(decisions);
  }

  /** Automatic steps down. */
  long reverts() {
    return decisions.stream().filter(ReplayDecision::reverts).count();
  }

  /** Steps up. */
  long promotions() {
    return decisions.stream()
        .filter(each -> each.decision().decisionType() == CanaryDecisionType.PROMOTE)
        .count();
  }

  /** When the first automatic step down was taken; empty without one. */
  OptionalLong firstRevertMillis() {
    return decisions.stream()
        .filter(ReplayDecision::reverts)
        .mapToLong(ReplayDecision::timeMillis)
        .findFirst();
  }
}
