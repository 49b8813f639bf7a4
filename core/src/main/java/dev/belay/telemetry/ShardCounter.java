package dev.belay.telemetry;

/** What is counted per shard and arm, for gates that compare arms of different repositories. */
public enum ShardCounter {
  /** Observations. */
  OBSERVATIONS,
  /** Observations that did not succeed. */
  FAILURES,
  /** Latencies over the layout's p99 limit. */
  OVER_LIMIT,
  /** Observations whose score was NaN, infinite or outside [0, 1]: no base of what follows. */
  INVALID_SCORES,
  /** Valid scores above the layout's baseline median; always 0 where the layout has none. */
  ABOVE_MEDIAN,
  /** Observations whose SLA-recall@50 is known: the base of {@link #RECALL_MISSES}. */
  RECALL_MEASURED,
  /** Observations whose SLA-recall@50 is below 1. */
  RECALL_MISSES;

  static final int COUNT = values().length;
}
