package dev.belay.engine.attest;

import dev.belay.calibration.SharedBinningConfig;
import dev.belay.drift.HealthReport;
import dev.belay.gate.GateResult;
import dev.belay.plan.RolloutPlan;
import dev.belay.telemetry.Summary;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a green manifest says.
 *
 * @param plan the plan that was rolled out
 * @param revision its revision, at least 1
 * @param binning how scores are binned
 * @param time when the rollout was completed
 * @param gates what the gates said of the last stage
 * @param health the health over the last stage
 * @param baseline the green baseline that later changes are compared with; empty where there is
 *     none yet
 */
public record ManifestContent(
    RolloutPlan plan,
    long revision,
    SharedBinningConfig binning,
    Instant time,
    List<GateResult> gates,
    HealthReport health,
    Optional<Summary> baseline) {
  /** Copies the results. */
  public ManifestContent {
    gates = List.copyOf(gates);
  }
}
