package dev.belay.canary;

import dev.belay.telemetry.Summary;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one tick came to. The events of the decision are not folded: a step up has to be durable
 * first.
 *
 * @param observed what the tick saw; folded into {@code state}
 * @param window the window that it completed, if it did; folded into {@code state}
 * @param windowSummary what was recorded in that window; null where none was completed, or nobody
 *     keeps them. It is not changed any more
 * @param green whether that window may be baseline
 * @param state the state before the decision
 * @param decision the decision
 */
public record Step(
    RolloutEvent.Observed observed,
    Optional<RolloutEvent.WindowCompleted> window,
    @Nullable Summary windowSummary,
    boolean green,
    RolloutState state,
    CanaryDecision decision) {}
