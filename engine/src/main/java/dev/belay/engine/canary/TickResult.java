package dev.belay.engine.canary;

import dev.belay.canary.CanaryDecision;
import dev.belay.canary.RolloutEvent;
import dev.belay.canary.StageProgress;
import java.util.Optional;

/**
 * What a tick brought.
 *
 * @param decision what was decided and put in force
 * @param window the window that ended with it
 * @param stage what the stage had seen when it was decided: this tick included, a step not
 */
public record TickResult(
    CanaryDecision decision, Optional<RolloutEvent.WindowCompleted> window, StageProgress stage) {}
