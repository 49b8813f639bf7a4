package dev.belay.canary;

import dev.belay.drift.HealthStatus;
import dev.belay.gate.GateResult;
import java.util.List;
import java.util.Optional;

/**
 * What happens in a tick.
 *
 * @param window what the gates say where a window ends with it
 * @param stage what the gates say of the whole stage after it
 * @param sequential what the sequential gates say of the attempt after it
 */
record Traffic(
    long decisions,
    long treated,
    long failed,
    long invalid,
    List<GateResult> window,
    Optional<HealthStatus> windowHealth,
    List<GateResult> stage,
    List<GateResult> sequential,
    Optional<HealthStatus> stageHealth,
    Optional<String> failedProbe) {

  /** A hundred treated requests, all well. */
  static final Traffic CLEAN =
      new Traffic(
          100,
          100,
          0,
          0,
          Results.ALL_PASS,
          Optional.of(HealthStatus.GREEN),
          Results.ALL_PASS,
          List.of(),
          Optional.of(HealthStatus.GREEN),
          Optional.empty());

  /** Nobody asks anything; what the stage has shown stays shown. */
  static final Traffic NIGHT = CLEAN.counts(0, 0, 0).window(Results.NO_DATA).windowHealth(null);

  /** Treatment is decided and nothing observed. */
  static final Traffic SILENT = NIGHT.counts(100, 0, 0);

  /** Ten of a hundred scores are NaN. */
  static final Traffic NAN_STORM = CLEAN.counts(100, 100, 10);

  Traffic counts(long newDecisions, long newTreated, long newInvalid) {
    return new Traffic(
        newDecisions,
        newTreated,
        failed,
        newInvalid,
        window,
        windowHealth,
        stage,
        sequential,
        stageHealth,
        failedProbe);
  }

  Traffic failed(long newFailed) {
    return new Traffic(
        decisions,
        treated,
        newFailed,
        invalid,
        window,
        windowHealth,
        stage,
        sequential,
        stageHealth,
        failedProbe);
  }

  Traffic window(List<GateResult> results) {
    return new Traffic(
        decisions,
        treated,
        failed,
        invalid,
        results,
        windowHealth,
        stage,
        sequential,
        stageHealth,
        failedProbe);
  }

  Traffic windowHealth(HealthStatus health) {
    return new Traffic(
        decisions,
        treated,
        failed,
        invalid,
        window,
        Optional.ofNullable(health),
        stage,
        sequential,
        stageHealth,
        failedProbe);
  }

  Traffic stage(List<GateResult> results) {
    return new Traffic(
        decisions,
        treated,
        failed,
        invalid,
        window,
        windowHealth,
        results,
        sequential,
        stageHealth,
        failedProbe);
  }

  Traffic sequential(List<GateResult> results) {
    return new Traffic(
        decisions,
        treated,
        failed,
        invalid,
        window,
        windowHealth,
        stage,
        results,
        stageHealth,
        failedProbe);
  }

  Traffic stageHealth(HealthStatus health) {
    return new Traffic(
        decisions,
        treated,
        failed,
        invalid,
        window,
        windowHealth,
        stage,
        sequential,
        Optional.ofNullable(health),
        failedProbe);
  }

  Traffic failedProbe(String probe) {
    return new Traffic(
        decisions,
        treated,
        failed,
        invalid,
        window,
        windowHealth,
        stage,
        sequential,
        stageHealth,
        Optional.of(probe));
  }
}
