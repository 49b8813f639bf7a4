package dev.belay.canary;

import dev.belay.drift.HealthStatus;
import dev.belay.gate.GateResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the policy decides on at one tick, besides the state. Immutable.
 *
 * @param window the window that this tick completed; already folded into the state
 * @param stageResults what the gates say of the whole stage so far, overall and by slice
 * @param sequential what the sequential gates say of the attempt so far; none in mode {@code
 *     windows}
 * @param stageHealth the health over the whole stage; empty where nothing was measured
 * @param treatedWithoutObservation whether treatment was decided in this tick and nothing observed
 * @param failedProbe the smoke probe that the candidate fails, with what it did; empty where it
 *     passes all, or there is no candidate
 * @param forced what a person asks for, to be answered by this decision
 */
public record Evidence(
    Optional<RolloutEvent.WindowCompleted> window,
    List<GateResult> stageResults,
    List<GateResult> sequential,
    Optional<HealthStatus> stageHealth,
    boolean treatedWithoutObservation,
    Optional<String> failedProbe,
    Optional<Forced> forced) {

  /** Nothing new. */
  public static final Evidence NONE =
      new Evidence(
          Optional.empty(),
          List.of(),
          List.of(),
          Optional.empty(),
          false,
          Optional.empty(),
          Optional.empty());

  /** Copies the results. */
  public Evidence {
    stageResults = List.copyOf(stageResults);
    sequential = List.copyOf(sequential);
  }

  /** What the gates say of the stage, and then what the sequential ones say of the attempt. */
  List<GateResult> results() {
    List<GateResult> all = new ArrayList<>(stageResults);
    all.addAll(sequential);
    return all;
  }

  /** The same evidence, with what the smoke probes said. */
  public Evidence withFailedProbe(Optional<String> probe) {
    return new Evidence(
        window, stageResults, sequential, stageHealth, treatedWithoutObservation, probe, forced);
  }
}
