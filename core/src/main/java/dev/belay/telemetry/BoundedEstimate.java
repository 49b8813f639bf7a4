package dev.belay.telemetry;

/**
 * A figure that a grid knows up to an error.
 *
 * @param value the estimate
 * @param errorBound the figure of the raw samples differs from the estimate by at most this
 */
public record BoundedEstimate(double value, double errorBound) {}
