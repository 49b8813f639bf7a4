package dev.belay.canary;

import dev.belay.drift.HealthStatus;
import dev.belay.gate.GateKey;
import dev.belay.gate.GateResult;
import dev.belay.gate.GateSet;
import dev.belay.telemetry.SliceSummary;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The condition that stood against a step up, or completion, when the stage was judged last: while
 * it stands, nothing else needs to be judged to know that the rollout waits. Not thread-safe.
 */
final class StageObstacle {
  /*
   * How. A promotion needs every condition, so one that is open decides, whichever it is. The first
   * of these that is open is kept: a gate that is not passed or breaches, the health, the evidence
   * for a limit. Others (success rate, streak, a person's hold) are read off the state at no cost and
   * lead to a judgement in full.
   */
  private final StageConditions conditions;
  private final GateSet gates;
  private @Nullable GateKey gate;
  private boolean health;
  private boolean evidence;

  StageObstacle(CanaryPolicy policy, GateSet gates) {
    this.conditions = policy.conditions();
    this.gates = gates;
  }

  /** Forgets it. */
  void clear() {
    gate = null;
    health = false;
    evidence = false;
  }

  /** Looks for one in what was found of the whole stage. */
  void find(List<GateResult> results, Optional<HealthStatus> status) {
    clear();
    for (GateResult result : results) {
      if (conditions.isOpen(result)) {
        gate = result.key();
        return;
      }
    }
    health = conditions.isTooIll(status);
    evidence = !health;
  }

  /** The gate that it is; empty where it is none. */
  Optional<GateKey> gate() {
    return Optional.ofNullable(gate);
  }

  /** Whether it is the health. */
  boolean isHealth() {
    return health;
  }

  /** Whether it may be evidence that is lacking. */
  boolean isEvidence() {
    return evidence;
  }

  /** Whether the gate still stands against a step, by what there is of its scope now. */
  boolean stands(SliceSummary observed, Optional<SliceSummary> baseline) {
    GateKey key = gate;
    return key != null && conditions.isOpen(gates.evaluate(key, observed, baseline));
  }

  /** Whether the health does. */
  boolean stands(Optional<HealthStatus> status) {
    return conditions.isTooIll(status);
  }

  /** Whether evidence that is lacking does. */
  boolean stands(List<GateResult> sequential) {
    return sequential.stream().anyMatch(conditions::lacksEvidence);
  }
}
