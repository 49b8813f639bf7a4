package dev.belay.engine.calibv22;

import dev.belay.engine.canary.ArmTotals;
import dev.belay.engine.canary.KeyDecisions;
import dev.belay.flag.Percentage;
import dev.belay.gate.CallBreaker;
import java.util.List;
import java.util.Optional;

/**
 * Where the flag stands.
 *
 * @param enabled whether anybody may be treated at all
 * @param currentStage the stage's name
 * @param rolloutPercentage the share of the repositories that is treated
 * @param circuitBreakerOpen whether everybody is on control because of a stop
 * @param callBreaker the breaker around calls to the new calibrator in this process
 * @param metrics what was measured; empty while no controller has completed a tick
 */
public record FeatureFlagStatus(
    boolean enabled,
    String currentStage,
    Percentage rolloutPercentage,
    boolean circuitBreakerOpen,
    CallBreaker callBreaker,
    Optional<Metrics> metrics) {

  /**
   * What was measured.
   *
   * @param v22 what CALIB_V22 did in the stage: success and failure rates
   * @param control what control did in the stage
   * @param v22Decisions decisions for CALIB_V22 since the process started
   * @param controlDecisions decisions for control since the process started
   * @param decisionsByRepository of these for the repositories asked for most, at most 64
   * @param circuitBreakerChanges how often the breaker changed
   * @param autoReverts how many steps down the controller took by itself
   */
  public record Metrics(
      ArmTotals v22,
      ArmTotals control,
      long v22Decisions,
      long controlDecisions,
      List<KeyDecisions> decisionsByRepository,
      long circuitBreakerChanges,
      long autoReverts) {}
}
