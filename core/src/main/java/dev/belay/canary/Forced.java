package dev.belay.canary;

/**
 * A person's word.
 *
 * @param type promote, rollback, emergency stop, manual intervention to hold the rung, or continue
 *     to let it climb again
 * @param reason why, for the journal; not blank
 */
public record Forced(CanaryDecisionType type, String reason) {}
