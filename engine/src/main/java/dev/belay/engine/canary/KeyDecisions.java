package dev.belay.engine.canary;

/**
 * How often a targeting key was decided which way.
 *
 * @param targetingKey the key
 * @param treatment decisions for treatment
 * @param control decisions for control
 */
public record KeyDecisions(String targetingKey, long treatment, long control) {}
