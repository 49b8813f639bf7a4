package dev.belay.stats;

import java.util.Arrays;
import java.util.Locale;

/**
 * How many more events each shard had than its own past lets expect, as integers whose sums are
 * exact. Filled once, then read only.
 */
final class ShardExcess {
  /*
   * How. With f0 events in n0 trials before and f1 in n1 since, over the shards with n1 > 0:
   *   r̄ = Σf0/Σn0, r_s = (f0 + ½) / (n0 + ½/r̄), E_s = n1 r_s · Σf1 / Σ(n1 r);
   * each rate is shrunk towards r̄ by the weight of half an event. r̄ = 0 or no past at all makes
   * all r_s equal, the limit of r̄ → 0. E_s is rounded once, to a multiple of 2^−q, q = 61 − the
   * bits of Σf1: sums of E_s 2^q and of (f1 − E_s) 2^q are exact and stay below 2^62.
   */
  private static final int SUM_BITS = 61;
  private static final long MAX_TOTAL = 1L << 53;

  private final long[] n0;
  private final long[] f0;
  private final long[] n1;
  private final long[] f1;
  private final boolean[] inGroup;
  private int size;
  private int chosen;
  private long trialsBefore;
  private long eventsBefore;
  private long trials;
  private long events;

  private long[] expected = {};
  private long[] excess = {};
  private double scale = 1;

  ShardExcess(
      long[] trialsBefore, long[] eventsBefore, long[] trials, long[] events, boolean[] chosen) {
    int length = chosen.length;
    n0 = new long[length];
    f0 = new long[length];
    n1 = new long[length];
    f1 = new long[length];
    inGroup = new boolean[length];
    for (int s = 0; s < length; s++) {
      checkPart(s, "events before", eventsBefore[s], trialsBefore[s]);
      checkPart(s, "events", events[s], trials[s]);
      if (trials[s] > 0) {
        add(trialsBefore[s], eventsBefore[s], trials[s], events[s], chosen[s]);
      }
    }
    scaleUp();
  }

  private void add(long before, long eventsOfBefore, long since, long eventsSince, boolean in) {
    n0[size] = before;
    f0[size] = eventsOfBefore;
    n1[size] = since;
    f1[size] = eventsSince;
    inGroup[size] = in;
    size++;
    chosen += in ? 1 : 0;
    trialsBefore = plus(trialsBefore, before);
    eventsBefore = plus(eventsBefore, eventsOfBefore);
    trials = plus(trials, since);
    events = plus(events, eventsSince);
  }

  private void scaleUp() {
    double[] share = new double[size];
    double sum = 0;
    for (int s = 0; s < size; s++) {
      share[s] = n1[s] * rate(s);
      sum += share[s];
    }
    int bits = SUM_BITS - (Long.SIZE - Long.numberOfLeadingZeros(events));
    scale = Math.scalb(1.0, bits);
    expected = new long[size];
    excess = new long[size];
    for (int s = 0; s < size; s++) {
      expected[s] = (long) Math.rint(share[s] / sum * events * scale);
      excess[s] = (f1[s] << bits) - expected[s];
    }
  }

  private double rate(int s) {
    if (eventsBefore == 0) {
      return 1;
    }
    double mean = (double) eventsBefore / trialsBefore;
    return (f0[s] + 0.5) / (n0[s] + 0.5 / mean);
  }

  /** The number of shards with trials since the choice. */
  int size() {
    return size;
  }

  /** How many of those were chosen. */
  int chosen() {
    return chosen;
  }

  boolean isChosen(int shard) {
    return inGroup[shard];
  }

  boolean hasBaseline() {
    return trialsBefore > 0;
  }

  /** Σ E in units of 1 / scale of a shard. */
  long expected(int shard) {
    return expected[shard];
  }

  /** f1 − E in units of 1 / scale of a shard. */
  long excess(int shard) {
    return excess[shard];
  }

  long expectedTotal() {
    return Arrays.stream(expected).sum();
  }

  long excessTotal() {
    return Arrays.stream(excess).sum();
  }

  /** T of a set of shards from its sums: Σ(f1 − E) / √(ΣE + 1). */
  double statistic(long excessSum, long expectedSum) {
    return excessSum / scale / Math.sqrt(expectedSum / scale + 1);
  }

  private static void checkPart(int shard, String what, long part, long whole) {
    if (part < 0 || part > whole) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "Shard %d has %d %s in %d trials: pass counts with 0 <= events <= trials.",
              shard,
              part,
              what,
              whole));
    }
  }

  private static long plus(long sum, long value) {
    if (value > MAX_TOTAL - sum) {
      throw new IllegalArgumentException(
          "The counts of the shards add up to more than 2^53: pass those of a shorter period.");
    }
    return sum + value;
  }
}
