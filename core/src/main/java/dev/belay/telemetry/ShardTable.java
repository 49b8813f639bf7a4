package dev.belay.telemetry;

import dev.belay.flag.Decision;
import org.jspecify.annotations.Nullable;

/**
 * The {@link ShardCounter}s of one slice and arm for each of the 100 equal parts of the bucket range.
 * Only observations assigned by their bucket are in it. Not thread-safe.
 */
public final class ShardTable {
  private final PagedCounters counters;

  ShardTable(PageBudget budget) {
    counters = new PagedCounters(Decision.SHARDS, ShardCounter.COUNT, budget);
  }

  PagedCounters counters() {
    return counters;
  }

  /** Counts an observation in a reserved shard; {@code scored} and {@code above} are 0 or 1. */
  void add(int shard, boolean success, boolean overLimit, boolean scored, boolean above) {
    long[] page = counters.page(shard);
    int at = counters.offset(shard);
    // In the order of ShardCounter.
    page[at]++;
    page[at + 1] += success ? 0 : 1;
    page[at + 2] += overLimit ? 1 : 0;
    page[at + 3] += scored ? 1 : 0;
    page[at + 4] += above ? 1 : 0;
  }

  /** Counts the SLA-recall of an observation in a reserved shard. */
  void addRecall(int shard, boolean miss) {
    counters.add(shard, ShardCounter.RECALL_MEASURED.ordinal(), 1);
    counters.add(shard, ShardCounter.RECALL_MISSES.ordinal(), miss ? 1 : 0);
  }

  /**
   * One count of one shard.
   *
   * @param shard from 0 to 99: bucket shares [shard %, shard + 1 %)
   */
  public long get(int shard, ShardCounter counter) {
    return counters.get(shard, counter.ordinal());
  }

  /** One count over all shards. */
  public long total(ShardCounter counter) {
    return counters.total(counter.ordinal());
  }

  void merge(ShardTable other) {
    counters.merge(other.counters);
  }

  void clear() {
    counters.clear();
  }

  static boolean same(@Nullable ShardTable left, @Nullable ShardTable right) {
    if (left == null || right == null) {
      ShardTable only = left == null ? right : left;
      return only == null || only.isEmpty();
    }
    return left.counters.sameContent(right.counters);
  }

  boolean isEmpty() {
    return total(ShardCounter.OBSERVATIONS) == 0;
  }
}
