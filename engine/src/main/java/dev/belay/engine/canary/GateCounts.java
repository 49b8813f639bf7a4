package dev.belay.engine.canary;

/**
 * How often a gate answered what, over all windows, overall and by slice.
 *
 * @param gate the gate's name
 * @param pass passes
 * @param breach breaches
 * @param insufficient windows without enough data
 */
public record GateCounts(String gate, long pass, long breach, long insufficient) {}
