package dev.belay.flag;

import java.math.BigInteger;

/**
 * The buckets below an exact share of the range of 2^64. A bucket b is below p % iff b < p/100 ×
 * 2^64 as real numbers, and b being whole, iff b < ⌈p/100 × 2^64⌉. That count has 65 bits at 100 %,
 * so the last treated bucket is kept instead, and whether there is one.
 *
 * @param nobody whether no bucket is treated
 * @param last the last treated bucket, unsigned; of no meaning for nobody
 */
record Threshold(boolean nobody, long last) {
  static final BigInteger BUCKETS = BigInteger.ONE.shiftLeft(Long.SIZE);

  /** The first {@code count} buckets, {@code count} from 0 to 2^64. */
  static Threshold ofCount(BigInteger count) {
    return new Threshold(count.signum() == 0, count.subtract(BigInteger.ONE).longValue());
  }

  boolean treats(long bucket) {
    return !nobody && Long.compareUnsigned(bucket, last) <= 0;
  }
}
