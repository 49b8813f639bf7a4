package dev.belay.telemetry;

/** What is counted or summed per arm besides its scores and latencies. */
public enum ArmCounter {
  /** Observations. */
  OBSERVATIONS,
  /** Observations that did not succeed. */
  FAILURES,
  /** Scores that were NaN, infinite or outside [0, 1]: they are in no score cell. */
  INVALID_SCORES,
  /** Labels that came for such a score: they are in no score cell either. */
  INVALID_LABELS,
  /** Observations that told whether the score was clamped. */
  CLAMP_MEASURED,
  /** Scores that were clamped to the bounds of the calibrator's output. */
  CLAMPED,
  /** Observations that told the bytes allocated. */
  ALLOCATION_MEASURED,
  /** The sum of min(bytes allocated, 2^33). */
  ALLOCATED_BYTES,
  /** Observations that told recall@50. */
  RECALL_MEASURED,
  /** The sum of recall@50 in units of 2^-32. */
  RECALL_UNITS,
  /** Observations that told the query's latency. */
  QUERY_MEASURED,
  /** Queries over the layout's query SLA; none where it has none. */
  QUERY_OVER_SLA,
  /** Observations whose SLA-recall@50 is known: recall, and where there is an SLA the latency. */
  SLA_RECALL_MEASURED,
  /** The sum of SLA-recall@50 in units of 2^-32: recall@50, or 0 for a query over the SLA. */
  SLA_RECALL_UNITS,
  /** Observations whose SLA-recall@50 is below 1: something relevant was missed. */
  RECALL_MISSES;

  static final int COUNT = values().length;

  /** Whether this is a sum of measured values, not a count of observations. */
  boolean isSum() {
    return this == ALLOCATED_BYTES || this == RECALL_UNITS || this == SLA_RECALL_UNITS;
  }
}
