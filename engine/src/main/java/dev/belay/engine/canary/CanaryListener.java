package dev.belay.engine.canary;

import dev.belay.canary.CanaryDecision;

/** Is told what a controller decided. Called on a thread for listeners only. */
@FunctionalInterface
public interface CanaryListener {
  /**
   * A tick was completed.
   *
   * @param decision what was decided and put in force
   * @param status where the rollout stands after it
   */
  void decided(CanaryDecision decision, CanaryStatus status);
}
