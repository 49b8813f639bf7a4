package dev.belay.canary;

/**
 * What a promotion still waits for.
 *
 * @param name the condition, such as {@code minObservation} or {@code aeceMinusTau}: the key of the
 *     configuration file that sets it, or the gate
 * @param sentence what is missing and by how much, for people
 */
public record Condition(String name, String sentence) {}
