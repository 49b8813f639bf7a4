package dev.belay.engine.canary;

import dev.belay.canary.Cause;
import java.util.Optional;

/**
 * A step in a rollout's past.
 *
 * @param timeNanos when, in ns since 1970-01-01T00:00:00Z
 * @param event the event's name, such as {@code Promoted}
 * @param from the stage before
 * @param to the stage after; the same where it stayed
 * @param cause why; empty for what a person or a configuration set
 * @param reason why, for people
 * @param actor {@code controller}, or the person
 */
public record StageTransition(
    long timeNanos,
    String event,
    String from,
    String to,
    Optional<Cause> cause,
    String reason,
    String actor) {}
