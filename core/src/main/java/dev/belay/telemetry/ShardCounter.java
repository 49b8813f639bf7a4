package dev.belay.telemetry;

/** What is counted per shard and arm, for gates that compare arms of different repositories. */
public enum ShardCounter {
  /** Observations. */
  OBSERVATIONS(0),
  /** Observations that did not succeed. */
  FAILURES(1),
  /** Latencies over the layout's p99 limit. */
  OVER_LIMIT(2),
  /** Observations whose score was NaN, infinite or outside [0, 1]: no base of what follows. */
  INVALID_SCORES(3),
  /** Valid scores above the layout's baseline median; always 0 where the layout has none. */
  ABOVE_MEDIAN(4),
  /** Observations whose SLA-recall@50 is known: the base of {@link #RECALL_MISSES}. */
  RECALL_MEASURED(5),
  /** Observations whose SLA-recall@50 is below 1. */
  RECALL_MISSES(6);

  static final int COUNT = values().length;

  private final int index;

  ShardCounter(int index) {
    this.index = index;
  }

  /** The place in arrays and in the binary form: a change of it is a new version of that form. */
  int index() {
    return index;
  }
}
