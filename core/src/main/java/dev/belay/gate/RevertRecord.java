package dev.belay.gate;

import dev.belay.flag.Fallback;

/**
 * One change of the breaker of the calls. Immutable.
 *
 * @param atNanos when, on the caller's monotone clock, in ns
 * @param from the state before
 * @param to the state after
 * @param fallback what is served for the calls that do not go through from then on
 * @param reason why, for people
 */
public record RevertRecord(
    long atNanos, CallBreaker from, CallBreaker to, Fallback fallback, String reason) {}
