package dev.belay.drift;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A week of the treatment in one slice, or in all together. What was not measured is empty.
 *
 * @param slice the slice's name; empty for all slices together
 * @param n treated observations
 * @param calibration what the labelled scores say; empty without a label
 * @param clampRate the share of scores that were clamped
 * @param p99Micros the 99th percentile of latency in µs
 * @param meanMicros the mean latency in µs, latencies capped as the layout says
 * @param health the health over the week, with its alerts
 * @param change since the week before; empty where either week has fewer labels than a measure
 *     needs
 */
public record WeeklyFigures(
    String slice,
    long n,
    Optional<WeeklyCalibration> calibration,
    OptionalDouble clampRate,
    OptionalDouble p99Micros,
    OptionalDouble meanMicros,
    HealthReport health,
    Optional<WeekChange> change) {}
