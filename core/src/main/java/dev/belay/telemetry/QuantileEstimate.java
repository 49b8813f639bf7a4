package dev.belay.telemetry;

/**
 * A quantile that was read from a grid.
 *
 * @param estimate the quantile, interpolated within its cell
 * @param lower the quantile is not below this
 * @param upper the quantile is not above this
 */
public record QuantileEstimate(double estimate, double lower, double upper) {}
