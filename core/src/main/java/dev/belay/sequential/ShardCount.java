package dev.belay.sequential;

import dev.belay.telemetry.ShardCounter;
import java.util.List;

/**
 * What is compared between shards.
 *
 * @param events what is counted
 * @param trials what it is a part of
 * @param lessTrials what is taken off the trials, if {@code subtracts}
 * @param subtracts whether something is taken off the trials
 * @param opposite whether the trials that are no event count instead
 */
record ShardCount(
    ShardCounter events,
    ShardCounter trials,
    ShardCounter lessTrials,
    boolean subtracts,
    boolean opposite) {
  static final ShardCount OVER_LIMIT = of(ShardCounter.OVER_LIMIT, ShardCounter.OBSERVATIONS);
  static final ShardCount FAILURES = of(ShardCounter.FAILURES, ShardCounter.OBSERVATIONS);
  static final ShardCount RECALL_MISSES =
      of(ShardCounter.RECALL_MISSES, ShardCounter.RECALL_MEASURED);
  static final ShardCount ABOVE_MEDIAN = scores(false);
  static final ShardCount BELOW_MEDIAN = scores(true);

  static final List<ShardCount> ALL =
      List.of(OVER_LIMIT, FAILURES, RECALL_MISSES, ABOVE_MEDIAN, BELOW_MEDIAN);

  private static ShardCount of(ShardCounter events, ShardCounter trials) {
    return new ShardCount(events, trials, trials, false, false);
  }

  private static ShardCount scores(boolean below) {
    return new ShardCount(
        ShardCounter.ABOVE_MEDIAN,
        ShardCounter.OBSERVATIONS,
        ShardCounter.INVALID_SCORES,
        true,
        below);
  }

  /** Fills in trials and events of each shard. */
  void fill(ShardTally counts, long[] trialsTo, long[] eventsTo) {
    for (int shard = 0; shard < trialsTo.length; shard++) {
      long n = counts.get(shard, trials);
      n -= subtracts ? counts.get(shard, lessTrials) : 0;
      long f = counts.get(shard, events);
      trialsTo[shard] = n;
      eventsTo[shard] = opposite ? n - f : f;
    }
  }
}
