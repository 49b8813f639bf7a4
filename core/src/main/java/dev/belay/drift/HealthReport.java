package dev.belay.drift;

import java.util.List;
import java.util.Optional;

/**
 * How healthy the change is in one slice, or all together. Immutable.
 *
 * @param status the worst of the measures; empty where nothing was measured, which is not green
 * @param measures what was measured; what is not here was not
 * @param alerts what got worse than its reference; no part of the status
 */
public record HealthReport(
    Optional<HealthStatus> status, List<HealthMeasure> measures, List<DriftAlert> alerts) {
  /** Nothing was measured. */
  public static final HealthReport NONE = of(List.of(), List.of());

  /**
   * Copies the lists.
   *
   * @throws IllegalArgumentException if the status is not the worst of the measures
   */
  public HealthReport {
    measures = List.copyOf(measures);
    alerts = List.copyOf(alerts);
    Optional<HealthStatus> worst =
        measures.stream().map(HealthMeasure::status).max(HealthStatus::compareTo);
    if (!status.equals(worst)) {
      throw new IllegalArgumentException(
          "the status is " + status + "; the worst of the measures is " + worst);
    }
  }

  /** The report of these measures and alerts. */
  public static HealthReport of(List<HealthMeasure> measures, List<DriftAlert> alerts) {
    return new HealthReport(
        measures.stream().map(HealthMeasure::status).max(HealthStatus::compareTo),
        measures,
        alerts);
  }

  /** A measure by its name; empty where it was not measured. */
  public Optional<HealthMeasure> measure(String name) {
    return measures.stream().filter(measure -> measure.name().equals(name)).findFirst();
  }

  /** An alert by its name; empty where there is none. */
  public Optional<DriftAlert> alert(String name) {
    return alerts.stream().filter(alert -> alert.name().equals(name)).findFirst();
  }
}
