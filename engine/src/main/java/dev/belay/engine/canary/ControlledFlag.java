package dev.belay.engine.canary;

import dev.belay.calibration.SharedBinningConfig;
import dev.belay.plan.RolloutPlan;

/** A flag of a service's own that a {@link CanaryController} can take over. */
public interface ControlledFlag {
  /** The plan as the flag knows it; the controller's configuration is put on top of it. */
  RolloutPlan plan();

  /** What decides and records underneath. */
  RolloutFlag rolloutFlag();

  /** How scores are put into bins for reports. */
  SharedBinningConfig binningConfig();

  /** A controller has taken it over: administrative calls go there from now on. */
  void controlledBy(CanaryController controller);
}
