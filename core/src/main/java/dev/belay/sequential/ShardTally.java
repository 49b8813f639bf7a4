package dev.belay.sequential;

import dev.belay.flag.Decision;
import dev.belay.telemetry.ShardCounter;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/** The counts of every shard. Mutable and not thread-safe. */
final class ShardTally {
  private final Map<ShardCounter, long[]> counts = new EnumMap<>(ShardCounter.class);

  ShardTally() {
    for (ShardCounter counter : ShardCounter.values()) {
      counts.put(counter, new long[Decision.SHARDS]);
    }
  }

  /** One count of all shards; a view. */
  long[] of(ShardCounter counter) {
    long[] all = counts.get(counter);
    if (all == null) {
      throw new IllegalStateException("There is no count " + counter + ".");
    }
    return all;
  }

  void clear() {
    counts.values().forEach(all -> Arrays.fill(all, 0));
  }

  void copyFrom(ShardTally other) {
    counts.forEach(
        (counter, all) -> System.arraycopy(other.of(counter), 0, all, 0, Decision.SHARDS));
  }

  /** In the order of the counters, which is part of stored states. */
  void write(StateWriter out) {
    counts.values().forEach(out::sparse);
  }

  void read(StateReader in) {
    counts.values().forEach(in::sparse);
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
