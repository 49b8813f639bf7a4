package dev.belay.engine.canary;

import dev.belay.canary.CanaryDecision;
import dev.belay.canary.RolloutEvent;
import dev.belay.canary.StageProgress;
import java.util.List;
import java.util.Optional;

/**
 * What a tick brought.
 *
 * @param lost the stop that came before it, as nobody had evaluated for too long
 * @param decision what was decided and put in force
 * @param window the window that ended with it
 * @param stage what the stage had seen when it was decided: this tick included, a step not
 */
public record TickResult(
    Optional<CanaryDecision> lost,
    CanaryDecision decision,
    Optional<RolloutEvent.WindowCompleted> window,
    StageProgress stage) {

  /** Both decisions, in order; mostly there is one only. */
  List<CanaryDecision> decisions() {
    return lost.map(stop -> List.of(stop, decision)).orElseGet(() -> List.of(decision));
  }
}
