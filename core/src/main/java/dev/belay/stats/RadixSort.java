package dev.belay.stats;

/** Sorts nonnegative keys together with a value each, in time proportional to their number. */
public final class RadixSort {
  /*
   * How. Least significant digit first, digits of 11 bits, six passes for 63 bits; passes in which
   * all keys have the same digit are left out. Stable, so equal keys keep the order of their
   * values. Needs as much memory again as the two arrays.
   */
  private static final int DIGIT_BITS = 11;
  private static final int DIGITS = 1 << DIGIT_BITS;
  private static final int PASSES = 6;

  private RadixSort() {}

  /**
   * Sorts both arrays by the keys, ascending.
   *
   * @param keys at least 0 each
   * @param values one for each key
   * @throws IllegalArgumentException if the lengths differ or a key is negative
   */
  public static void sort(long[] keys, double[] values) {
    int n = keys.length;
    if (values.length != n) {
      throw new IllegalArgumentException(
          "There are " + n + " keys and " + values.length + " values: pass arrays of one length.");
    }
    int[][] counts = digitCounts(keys);
    long[] fromKeys = keys;
    double[] fromValues = values;
    long[] toKeys = new long[n];
    double[] toValues = new double[n];
    for (int pass = 0; pass < PASSES; pass++) {
      int shift = pass * DIGIT_BITS;
      if (n == 0 || counts[pass][digit(keys[0], shift)] == n) {
        continue;
      }
      scatter(fromKeys, fromValues, toKeys, toValues, counts[pass], shift);
      long[] freeKeys = fromKeys;
      fromKeys = toKeys;
      toKeys = freeKeys;
      double[] freeValues = fromValues;
      fromValues = toValues;
      toValues = freeValues;
    }
    if (fromKeys != keys) {
      System.arraycopy(fromKeys, 0, keys, 0, n);
      System.arraycopy(fromValues, 0, values, 0, n);
    }
  }

  private static int[][] digitCounts(long[] keys) {
    int[][] counts = new int[PASSES][DIGITS];
    for (int i = 0; i < keys.length; i++) {
      long key = keys[i];
      if (key < 0) {
        throw new IllegalArgumentException(
            "Key " + i + " is " + key + ": keys have to be at least 0.");
      }
      for (int pass = 0; pass < PASSES; pass++) {
        counts[pass][digit(key, pass * DIGIT_BITS)]++;
      }
    }
    return counts;
  }

  private static void scatter(
      long[] fromKeys,
      double[] fromValues,
      long[] toKeys,
      double[] toValues,
      int[] counts,
      int shift) {
    int[] next = new int[DIGITS];
    int sum = 0;
    for (int digit = 0; digit < DIGITS; digit++) {
      next[digit] = sum;
      sum += counts[digit];
    }
    for (int i = 0; i < fromKeys.length; i++) {
      int place = next[digit(fromKeys[i], shift)]++;
      toKeys[place] = fromKeys[i];
      toValues[place] = fromValues[i];
    }
  }

  private static int digit(long key, int shift) {
    return (int) (key >>> shift) & (DIGITS - 1);
  }
}
