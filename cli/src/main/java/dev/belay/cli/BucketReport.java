package dev.belay.cli;

import dev.belay.flag.Bucketer;
import dev.belay.flag.Decision;
import dev.belay.stats.ChiSquare;
import java.util.BitSet;
import java.util.OptionalDouble;

/**
 * Who is served what at one percentage, and the certificate of it. Holds eight bytes and three bits
 * a key. Filled once, then read.
 */
final class BucketReport {
  private static final int MOST_SLICES = 100;
  private static final int KEYS_A_SLICE = 5;
  private static final int FEWEST_KEYS = 10;

  private final long[] buckets;
  private final BitSet treated;
  private final BitSet flips;
  private final BitSet distinct;
  private final OptionalDouble uniformity;
  private boolean nested;

  /**
   * Decides every key.
   *
   * @throws BadInputException if a key cannot be given a bucket
   */
  BucketReport(KeyFile keys, InputFile file, Rungs rungs, Bucketer bucketer) {
    buckets = new long[keys.size()];
    treated = new BitSet(keys.size());
    flips = new BitSet(keys.size());
    distinct = DistinctKeys.of(keys);
    // A strategy that draws anew at every call may agree with itself by accident.
    nested = bucketer.stable();
    for (int i = 0; i < keys.size(); i++) {
      try {
        decide(i, keys.key(i), rungs, bucketer);
      } catch (IllegalArgumentException e) {
        throw new BadInputException(file.place(i + 1L, 1), String.valueOf(e.getMessage()));
      }
    }
    // Now, so that whatever can fail has not failed in the middle of the output.
    uniformity = uniformity(buckets, distinct);
  }

  private void decide(int i, String key, Rungs rungs, Bucketer bucketer) {
    Rungs.Verdict verdict = rungs.decide(key);
    Decision now = verdict.now();
    // A key with an override has a bucket too, and its place in the range is worth seeing.
    buckets[i] = now.sharded() ? now.bucket() : bucketer.bucket(key);
    treated.set(i, now.treatment());
    flips.set(i, verdict.flips());
    nested &= verdict.nested();
  }

  /** The bucket of key {@code i}, unsigned. */
  long bucket(int i) {
    return buckets[i];
  }

  boolean treated(int i) {
    return treated.get(i);
  }

  /** Whether key {@code i} changes its variant at the next rung. */
  boolean flips(int i) {
    return flips.get(i);
  }

  /** Whether no line before that of key {@code i} holds the same key. */
  boolean first(int i) {
    return distinct.get(i);
  }

  /** How many different keys there are. */
  int distinct() {
    return distinct.cardinality();
  }

  /** How many different keys change their variant at the next rung. */
  int flips() {
    return distinctOf(flips);
  }

  /** How many different keys are treated. */
  int treated() {
    return distinctOf(treated);
  }

  private int distinctOf(BitSet keys) {
    BitSet both = (BitSet) keys.clone();
    both.and(distinct);
    return both.cardinality();
  }

  /** The share of the different keys that is treated, from 0 to 1. */
  double treatmentShare() {
    return (double) treated() / distinct();
  }

  /** Whether no key that is treated at a percentage is in control at a higher one. */
  boolean nested() {
    return nested;
  }

  /** In how many equal slices of the bucket range the different keys are counted. */
  int slices() {
    return slices(distinct());
  }

  private static int slices(int keys) {
    return Math.min(MOST_SLICES, keys / KEYS_A_SLICE);
  }

  /**
   * How likely buckets at least as uneven as these are if every bucket is as likely as any other: a
   * chi-square test over {@link #slices}. Empty below {@value #FEWEST_KEYS} different keys.
   */
  OptionalDouble uniformity() {
    return uniformity;
  }

  private static OptionalDouble uniformity(long[] buckets, BitSet distinct) {
    int keys = distinct.cardinality();
    if (keys < FEWEST_KEYS) {
      return OptionalDouble.empty();
    }
    long[] counts = new long[slices(keys)];
    distinct.stream().forEach(i -> counts[slice(buckets[i], counts.length)]++);
    double expected = (double) keys / counts.length;
    double statistic = 0;
    for (long count : counts) {
      statistic += (count - expected) * (count - expected) / expected;
    }
    return OptionalDouble.of(ChiSquare.upperTail(statistic, counts.length - 1));
  }

  /** ⌊bucket × slices / 2^64⌋ for an unsigned bucket: the high word of the product. */
  static int slice(long bucket, int slices) {
    return (int) (Math.multiplyHigh(bucket, slices) + ((bucket >> 63) & slices));
  }
}
