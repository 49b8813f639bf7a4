package dev.belay.telemetry;

/** What is counted or summed per arm besides its scores and latencies. */
public enum ArmCounter {
  /** Observations. */
  OBSERVATIONS(0),
  /** Observations that did not succeed. */
  FAILURES(1),
  /** Scores that were NaN, infinite or outside [0, 1]: they are in no score cell. */
  INVALID_SCORES(2),
  /** Labels that came for such a score: they are in no score cell either. */
  INVALID_LABELS(3),
  /** Observations that told whether the score was clamped. */
  CLAMP_MEASURED(4),
  /** Scores that were clamped to the bounds of the calibrator's output. */
  CLAMPED(5),
  /** Observations that told the bytes allocated. */
  ALLOCATION_MEASURED(6),
  /** The sum of min(bytes allocated, 2^33). */
  ALLOCATED_BYTES(7),
  /** Observations that told recall@50. */
  RECALL_MEASURED(8),
  /** The sum of recall@50 in units of 2^-32. */
  RECALL_UNITS(9),
  /** Observations that told the query's latency. */
  QUERY_MEASURED(10),
  /** Queries over the layout's query SLA; none where it has none. */
  QUERY_OVER_SLA(11),
  /** Observations whose SLA-recall@50 is known: recall, and where there is an SLA the latency. */
  SLA_RECALL_MEASURED(12),
  /** The sum of SLA-recall@50 in units of 2^-32: recall@50, or 0 for a query over the SLA. */
  SLA_RECALL_UNITS(13),
  /** Observations whose SLA-recall@50 is below 1: something relevant was missed. */
  RECALL_MISSES(14),
  /**
   * The sum of the squares of SLA-recall@50, each rounded to a double and then to a unit of 2^-32.
   */
  SLA_RECALL_SQUARE_UNITS(15);

  static final int COUNT = values().length;

  private final int index;

  ArmCounter(int index) {
    this.index = index;
  }

  /** The place in arrays and in the binary form: a change of it is a new version of that form. */
  int index() {
    return index;
  }

  /** Whether this is a sum of measured values, not a count of observations. */
  boolean isSum() {
    return switch (this) {
      case ALLOCATED_BYTES, RECALL_UNITS, SLA_RECALL_UNITS, SLA_RECALL_SQUARE_UNITS -> true;
      default -> false;
    };
  }
}
