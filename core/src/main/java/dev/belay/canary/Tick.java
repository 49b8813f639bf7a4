package dev.belay.canary;

/**
 * One completed tick in numbers. The policy turns it into an {@link RolloutEvent.Observed}.
 *
 * @param number counts the ticks of a rollout for ever, from 1
 * @param nanos the time it adds, in ns: at most two tick lengths, 0 for the first after a start
 * @param treatmentDecisions decisions for treatment that may be evidence, since the tick before
 * @param treated treated observations since the tick before
 * @param failed those of them that did not succeed
 * @param invalid those of them with an invalid score
 */
public record Tick(
    long number, long nanos, long treatmentDecisions, long treated, long failed, long invalid) {}
