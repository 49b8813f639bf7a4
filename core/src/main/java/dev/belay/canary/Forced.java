package dev.belay.canary;

/**
 * A person's word.
 *
 * @param type promote, rollback, emergency stop, or manual intervention to hold the rung
 * @param reason why, for the journal
 */
public record Forced(CanaryDecisionType type, String reason) {}
