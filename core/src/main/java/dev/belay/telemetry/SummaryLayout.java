package dev.belay.telemetry;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What the summaries of one rollout have in common; only summaries of equal layouts can be merged.
 * Immutable.
 *
 * @param latency the latency cells
 * @param p99LimitNanos the limit that shards count latencies over; one of the latency limits
 * @param querySlaNanos the SLA on the whole query, above 0; empty for none
 * @param baselineMedian the frozen median score of the baseline, in [0, 1], that shards count
 *     scores above; empty where it was not measured, and then neither is that count
 * @param maxSlices the most slices by name, from 1 to {@link #MAX_SLICES}; the rest is {@link
 *     Summary#OTHER}
 */
public record SummaryLayout(
    LatencyLayout latency,
    long p99LimitNanos,
    OptionalLong querySlaNanos,
    OptionalDouble baselineMedian,
    int maxSlices) {
  /** The most slices by name that any summary keeps. */
  public static final int MAX_SLICES = 64;

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public SummaryLayout {
    if (!latency.hasLimit(p99LimitNanos)) {
      throw new IllegalArgumentException(
          "the p99 limit of " + p99LimitNanos + " ns is not among the " + latency);
    }
    if (querySlaNanos.isPresent() && querySlaNanos.getAsLong() < 1) {
      throw new IllegalArgumentException(
          "the query SLA is " + querySlaNanos.getAsLong() + " ns; it must be above 0, or empty");
    }
    if (baselineMedian.isPresent()) {
      double median = baselineMedian.getAsDouble();
      if (!(median >= 0 && median <= 1)) {
        throw new IllegalArgumentException(
            "the baseline median is " + median + "; it must be 0 to 1, or empty");
      }
      // One zero only, so that equal layouts have equal bytes.
      baselineMedian = OptionalDouble.of(median + 0.0);
    }
    if (maxSlices < 1 || maxSlices > MAX_SLICES) {
      throw new IllegalArgumentException(
          "the most slices are " + maxSlices + "; they must be 1 to " + MAX_SLICES);
    }
  }

  /** The layout with one latency limit, no query SLA, no baseline median and all 64 slices. */
  public static SummaryLayout ofLimit(long p99LimitNanos) {
    return new SummaryLayout(
        LatencyLayout.of(p99LimitNanos),
        p99LimitNanos,
        OptionalLong.empty(),
        OptionalDouble.empty(),
        MAX_SLICES);
  }

  /** The same layout with a query SLA in ns. */
  public SummaryLayout withQuerySlaNanos(long nanos) {
    return new SummaryLayout(
        latency, p99LimitNanos, OptionalLong.of(nanos), baselineMedian, maxSlices);
  }

  /**
   * The same layout with a frozen baseline median.
   *
   * @param median in [0, 1], or NaN where none was measured
   */
  public SummaryLayout withBaselineMedian(double median) {
    return new SummaryLayout(
        latency,
        p99LimitNanos,
        querySlaNanos,
        Double.isNaN(median) ? OptionalDouble.empty() : OptionalDouble.of(median),
        maxSlices);
  }

  /** The same layout with another number of slices. */
  public SummaryLayout withMaxSlices(int slices) {
    return new SummaryLayout(latency, p99LimitNanos, querySlaNanos, baselineMedian, slices);
  }

  /** The baseline median, or NaN, which no score is above. */
  double medianOrNaN() {
    return baselineMedian.orElse(Double.NaN);
  }

  /** The query SLA, or the greatest long where there is none. */
  long querySlaOrMax() {
    return querySlaNanos.orElse(Long.MAX_VALUE);
  }
}
