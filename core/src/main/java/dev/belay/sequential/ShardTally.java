package dev.belay.sequential;

import dev.belay.flag.Decision;
import dev.belay.telemetry.ShardCounter;
import dev.belay.telemetry.ShardTable;
import java.util.Arrays;

/** The counts of every shard. Mutable and not thread-safe. */
final class ShardTally {
  private final long[] counts = new long[ShardTable.PLACES];

  /** Adds the counts of a table. */
  void add(ShardTable table) {
    table.addTo(counts);
  }

  /** One count of one shard. */
  long get(int shard, ShardCounter counter) {
    return counts[ShardTable.place(shard, counter)];
  }

  void clear() {
    Arrays.fill(counts, 0);
  }

  /** Adds all of another tally. */
  void merge(ShardTally other) {
    for (int i = 0; i < counts.length; i++) {
      counts[i] = Math.addExact(counts[i], other.counts[i]);
    }
  }

  /** In the order of the counters, which is part of stored states. */
  void write(StateWriter out) {
    long[] all = new long[Decision.SHARDS];
    for (ShardCounter counter : ShardCounter.values()) {
      for (int shard = 0; shard < all.length; shard++) {
        all[shard] = get(shard, counter);
      }
      out.sparse(all);
    }
  }

  void read(StateReader in) {
    clear();
    for (ShardCounter counter : ShardCounter.values()) {
      long[] all = new long[Decision.SHARDS];
      in.sparse(all);
      for (int shard = 0; shard < all.length; shard++) {
        counts[ShardTable.place(shard, counter)] = all[shard];
      }
    }
    for (ShardCount count : ShardCount.ALL) {
      long[] trials = new long[Decision.SHARDS];
      long[] events = new long[Decision.SHARDS];
      count.fill(this, trials, events);
      for (int shard = 0; shard < Decision.SHARDS; shard++) {
        if (events[shard] < 0 || events[shard] > trials[shard]) {
          throw in.fault("shard " + shard + " has more events than trials");
        }
      }
    }
  }
}
