package dev.belay.gate;

import dev.belay.plan.RolloutPlan;
import java.util.Optional;

/**
 * Judges one property of a change. Built in are the mission's four, the failure rate and the
 * tripwires; further gates are found with {@link java.util.ServiceLoader} through {@link Provider}.
 *
 * <p>An implementation is immutable, pure (it reads no clock, keeps nothing between calls) and
 * answers {@link Verdict#INSUFFICIENT} where data is missing. It does not throw on any summary.
 */
public interface Gate {
  /** The gate's name: that of its key in the configuration file. Unique in a rollout. */
  String name();

  /** Whether each slice is judged by itself too, not only all together. */
  default boolean judgesSlices() {
    return false;
  }

  /** Whether a promotion needs its pass; if not, only a breach stands against it. */
  default boolean requiredToPass() {
    return true;
  }

  /** Judges one scope. The result's key has this gate's name and the evidence's slice. */
  GateResult evaluate(GateEvidence evidence);

  /** Makes the gate of a plan. Registered as a service; has a public constructor. */
  interface Provider {
    /** The gate for this plan; empty where the plan is none of this provider's. */
    Optional<Gate> gate(RolloutPlan plan);
  }
}
