package dev.belay.engine.canary;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * How many decisions went which way, in all and for the repositories asked for most. Thread-safe.
 *
 * <ol>
 *   <li>A count of a key that is known takes no lock.
 *   <li>About {@value #MAX_KEYS} keys are counted at a time; what comes when they are all taken is
 *       counted under no key until {@link #trim} has made room.
 * </ol>
 */
final class DecisionCounts {
  /** The most keys counted at a time, but for threads that admit one at the same moment. */
  static final int MAX_KEYS = 1024;

  /** The most keys that are shown. */
  static final int TOP = 64;

  private final LongAdder treatment = new LongAdder();
  private final LongAdder control = new LongAdder();
  private final LongAdder judged = new LongAdder();
  private final LongAdder unnamed = new LongAdder();
  private final Map<String, Count> byKey = new ConcurrentHashMap<>();

  private static final class Count {
    private final LongAdder treatment = new LongAdder();
    private final LongAdder control = new LongAdder();

    long total() {
      return treatment.sum() + control.sum();
    }
  }

  /**
   * Counts a decision.
   *
   * @param evidence whether it is one for treatment whose observation may be evidence
   */
  void count(String key, boolean treated, boolean evidence) {
    (treated ? treatment : control).increment();
    if (evidence) {
      judged.increment();
    }
    Count count = byKey.get(key);
    if (count == null) {
      count = admit(key);
    }
    if (count == null) {
      unnamed.increment();
    } else {
      (treated ? count.treatment : count.control).increment();
    }
  }

  private @Nullable Count admit(String key) {
    return byKey.size() < MAX_KEYS ? byKey.computeIfAbsent(key, k -> new Count()) : null;
  }

  /** Decisions for treatment that may be evidence, since the last call. */
  long takeJudged() {
    return judged.sumThenReset();
  }

  long treatment() {
    return treatment.sum();
  }

  long control() {
    return control.sum();
  }

  /** Forgets the keys asked for least, if there is no room for new ones. */
  void trim() {
    if (byKey.size() >= MAX_KEYS) {
      byKey.entrySet().stream()
          .sorted(Comparator.comparingLong(entry -> entry.getValue().total()))
          .limit(MAX_KEYS / 2)
          .map(Map.Entry::getKey)
          .toList()
          .forEach(byKey::remove);
    }
  }

  /** The keys asked for most, at most {@value #TOP}, the most first. */
  List<KeyDecisions> top() {
    return byKey.entrySet().stream()
        .map(
            entry ->
                new KeyDecisions(
                    entry.getKey(),
                    entry.getValue().treatment.sum(),
                    entry.getValue().control.sum()))
        .sorted(
            Comparator.comparingLong((KeyDecisions key) -> -(key.treatment() + key.control()))
                .thenComparing(KeyDecisions::targetingKey))
        .limit(TOP)
        .toList();
  }
}
