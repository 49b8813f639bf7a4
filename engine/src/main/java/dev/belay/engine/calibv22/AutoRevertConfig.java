package dev.belay.engine.calibv22;

import dev.belay.plan.AutoRevert;
import dev.belay.plan.Recovery;
import java.time.Duration;

/**
 * The circuit breaker.
 *
 * @param enabled whether it reverts by itself
 * @param breachWindowThreshold breaching windows in a row that revert; 1 to 100
 * @param maxRevertsPerDay automatic steps down in any 24 hours; the last one latches the rollout
 *     off; 1 to 1 000
 * @param cooldown time before a fresh try, doubled each time; above 0, at most 24 hours
 */
public record AutoRevertConfig(
    boolean enabled, int breachWindowThreshold, int maxRevertsPerDay, Duration cooldown) {

  /**
   * Checks every bound but the number of windows, which the plan checks.
   *
   * @throws IllegalArgumentException if a value is out of range; the message names it
   */
  public AutoRevertConfig {
    new AutoRevert(enabled, cooldown, maxRevertsPerDay, Recovery.AUTO);
  }

  /** On, 2 windows, 5 a day, 60 minutes. */
  public static AutoRevertConfig mission() {
    return new AutoRevertConfig(true, 2, 5, Duration.ofMinutes(60));
  }

  AutoRevert autoRevert() {
    return new AutoRevert(enabled, cooldown, maxRevertsPerDay, Recovery.AUTO);
  }
}
