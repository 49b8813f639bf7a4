package dev.belay.telemetry;

import dev.belay.flag.Decision;
import org.jspecify.annotations.Nullable;

/**
 * The {@link ShardCounter}s of one slice and arm for each of the 100 equal parts of the bucket
 * range. Only observations assigned by their bucket are in it. Not thread-safe.
 */
public final class ShardTable {
  private static final int OBSERVATIONS = ShardCounter.OBSERVATIONS.index();
  private static final int FAILURES = ShardCounter.FAILURES.index();
  private static final int OVER_LIMIT = ShardCounter.OVER_LIMIT.index();
  private static final int INVALID_SCORES = ShardCounter.INVALID_SCORES.index();
  private static final int ABOVE_MEDIAN = ShardCounter.ABOVE_MEDIAN.index();

  private final PagedCounters counters;

  ShardTable(PageBudget budget) {
    counters = new PagedCounters(Decision.SHARDS, ShardCounter.COUNT, budget);
  }

  PagedCounters counters() {
    return counters;
  }

  /** Counts an observation in the page of its shard. */
  static void add(
      long[] page, int shard, boolean success, boolean overLimit, boolean valid, boolean above) {
    // Branches, so that what is rare does not touch its cache line.
    page[PagedCounters.at(shard, OBSERVATIONS)]++;
    if (!success) {
      page[PagedCounters.at(shard, FAILURES)]++;
    }
    if (overLimit) {
      page[PagedCounters.at(shard, OVER_LIMIT)]++;
    }
    if (!valid) {
      page[PagedCounters.at(shard, INVALID_SCORES)]++;
    }
    if (above) {
      page[PagedCounters.at(shard, ABOVE_MEDIAN)]++;
    }
  }

  /** Counts the SLA-recall of an observation in a reserved shard. */
  void addRecall(int shard, boolean miss) {
    counters.add(shard, ShardCounter.RECALL_MEASURED.index(), 1);
    counters.add(shard, ShardCounter.RECALL_MISSES.index(), miss ? 1 : 0);
  }

  /**
   * One count of one shard.
   *
   * @param shard from 0 to 99: bucket shares [shard %, shard + 1 %)
   */
  public long get(int shard, ShardCounter counter) {
    return counters.get(shard, counter.index());
  }

  /** How many places an array for {@link #addTo(long[])} has. */
  public static final int PLACES = PagedCounters.places(Decision.SHARDS, ShardCounter.COUNT);

  /**
   * Where {@link #addTo(long[])} adds a count, from 0 to {@link #PLACES} − 1.
   *
   * @param shard from 0 to 99
   */
  public static int place(int shard, ShardCounter counter) {
    return PagedCounters.place(shard, counter.index(), ShardCounter.COUNT);
  }

  /**
   * Adds all counts of every shard to an array.
   *
   * @param sums with {@link #PLACES} places, in the order of {@link #place}
   */
  public void addTo(long[] sums) {
    counters.addPagesTo(sums);
  }

  /** One count over all shards. */
  public long total(ShardCounter counter) {
    return counters.total(counter.index());
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
    return !counters.holds(OBSERVATIONS);
  }
}
