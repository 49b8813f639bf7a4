package dev.belay.drift;

import java.time.LocalDate;
import java.util.List;

/**
 * How the treatment did in one week, over all slices and in each. Immutable.
 *
 * @param rollout the rollout's key
 * @param fingerprint of the configuration in force at the end of the week; see {@code
 *     ConfigurationFingerprint}
 * @param weekStart the Monday (UTC) on which the week began
 * @param minCoverage the least bootstrap coverage, in [0, 1]
 * @param overall all slices together
 * @param slices each slice in which anything was treated, in the order of their names
 */
public record WeeklyReport(
    String rollout,
    String fingerprint,
    LocalDate weekStart,
    double minCoverage,
    WeeklyFigures overall,
    List<WeeklyFigures> slices) {
  /** Copies the slices. */
  public WeeklyReport {
    slices = List.copyOf(slices);
  }

  /** Whether a coverage is as high as asked for. */
  public boolean covers(double coverage) {
    return coverage >= minCoverage;
  }
}
