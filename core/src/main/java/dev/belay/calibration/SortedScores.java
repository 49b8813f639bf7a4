package dev.belay.calibration;

import dev.belay.stats.ExactSum;
import dev.belay.stats.RadixSort;
import java.util.Arrays;

/**
 * Samples in ascending order, with equal ones (same score to the last bit, same label) made one and
 * their weights added up exactly: the same bits for every order and every pooling of the input.
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
    int distinct = 0;
    for (int i = 0; i < keys.length; i++) {
      if (i == 0 || keys[i] != keys[i - 1]) {
        distinct++;
      }
    }
    double[] score = new double[distinct];
    byte[] label = new byte[distinct];
    double[] weight = new double[distinct];
    ExactSum sum = new ExactSum();
    int start = 0;
    for (int pool = 0; pool < distinct; pool++) {
      int end = start + 1;
      while (end < keys.length && keys[end] == keys[start]) {
        end++;
      }
      score[pool] = Double.longBitsToDouble(keys[start] >>> 1);
      label[pool] = (byte) (keys[start] & 1);
      weight[pool] = weights.length == 0 ? end - start : weightOf(weights, start, end, sum);
      start = end;
    }
    return new SortedScores(score, label, weight);
  }

  private static double weightOf(double[] weights, int start, int end, ExactSum sum) {
    if (end == start + 1) {
      return weights[start];
    }
    sum.clear();
    for (int i = start; i < end; i++) {
      sum.add(weights[i]);
    }
    return sum.toDouble();
  }
}
