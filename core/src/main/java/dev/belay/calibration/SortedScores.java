package dev.belay.calibration;

import dev.belay.stats.ExactSum;
import dev.belay.stats.RadixSort;
import java.util.Arrays;

/**
 * Samples in ascending order. Equal ones (same score to the last bit, same label) are made one
 * where the sum of their weights is a double, as it is for integers: the same bits for every order
 * of the input and for repeated samples.
 */
final class SortedScores {
  private final double[] score;
  private final byte[] label;
  private final double[] weight;
  private final double totalWeight;

  private SortedScores(double[] score, byte[] label, double[] weight) {
    this.score = score;
    this.label = label;
    this.weight = weight;
    ExactSum total = new ExactSum();
    for (double one : weight) {
      total.add(one);
    }
    this.totalWeight = total.toDouble();
    if (totalWeight > Double.MAX_VALUE) {
      throw new IllegalArgumentException(
          "The weights of all samples are infinite in sum: divide them by a common factor.");
    }
  }

  static SortedScores of(LabelledScores samples) {
    int n = samples.size();
    long[] keys = new long[n];
    double[] weights = new double[samples.weighted() ? n : 0];
    for (int i = 0; i < n; i++) {
      // Scores are in [+0, 1], where the order of the bits is the total order of the numbers.
      keys[i] = Double.doubleToRawLongBits(samples.score(i)) << 1 | samples.label(i);
      if (samples.weighted()) {
        weights[i] = samples.weight(i);
      }
    }
    if (samples.weighted()) {
      RadixSort.sort(keys, weights);
    } else {
      Arrays.sort(keys);
    }
    return pooled(keys, weights);
  }

  int size() {
    return score.length;
  }

  double score(int i) {
    return score[i];
  }

  int label(int i) {
    return label[i];
  }

  double weight(int i) {
    return weight[i];
  }

  double totalWeight() {
    return totalWeight;
  }

  /** The mean squared difference of label and score, exact sum; the caller checks N &gt; 0. */
  double brier() {
    ExactSum sum = new ExactSum();
    for (int i = 0; i < score.length; i++) {
      double difference = label[i] - score[i];
      sum.addProduct(weight[i], difference * difference);
    }
    return sum.toDouble() / totalWeight;
  }

  private static SortedScores pooled(long[] keys, double[] weights) {
    double[] score = new double[keys.length];
    byte[] label = new byte[keys.length];
    double[] weight = new double[keys.length];
    ExactSum sum = new ExactSum();
    int size = 0;
    int start = 0;
    while (start < keys.length) {
      int end = start + 1;
      while (end < keys.length && keys[end] == keys[start]) {
        end++;
      }
      int kept = pool(weights, start, end, sum, weight, size);
      Arrays.fill(score, size, kept, Double.longBitsToDouble(keys[start] >>> 1));
      Arrays.fill(label, size, kept, (byte) (keys[start] & 1));
      size = kept;
      start = end;
    }
    return new SortedScores(
        Arrays.copyOf(score, size), Arrays.copyOf(label, size), Arrays.copyOf(weight, size));
  }

  /**
   * Puts the weights of equal samples at {@code size}: their sum when it is a double, else each in
   * ascending order, so that no sum is rounded twice. Returns the new size.
   */
  private static int pool(
      double[] weights, int start, int end, ExactSum sum, double[] result, int size) {
    if (weights.length == 0) {
      result[size] = end - start;
      return size + 1;
    }
    if (end > start + 1) {
      sum.clear();
      for (int i = start; i < end; i++) {
        sum.add(weights[i]);
      }
      double total = sum.toDouble();
      boolean exact = total <= Double.MAX_VALUE;
      if (exact) {
        sum.add(-total);
        exact = sum.toDouble() == 0;
      }
      if (exact) {
        result[size] = total;
        return size + 1;
      }
      Arrays.sort(weights, start, end);
    }
    System.arraycopy(weights, start, result, size, end - start);
    return size + end - start;
  }
}
