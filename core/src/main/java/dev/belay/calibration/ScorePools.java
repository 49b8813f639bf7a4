package dev.belay.calibration;

import dev.belay.stats.ExactSum;
import java.util.Arrays;

/** Sorted samples pooled by their rounded scores: what the equal-mass partition cuts. */
final class ScorePools {
  private final int[] starts;
  private final long[] keys;
  private final double[] weights;
  private final double unitsPerOne;

  private ScorePools(int[] starts, long[] keys, double[] weights, double unitsPerOne) {
    this.starts = starts;
    this.keys = keys;
    this.weights = weights;
    this.unitsPerOne = unitsPerOne;
  }

  static ScorePools of(SortedScores samples, double unitsPerOne) {
    int n = samples.size();
    int[] starts = new int[n + 1];
    long[] keys = new long[n];
    double[] weights = new double[n];
    ExactSum sum = new ExactSum();
    int pools = 0;
    for (int i = 0; i < n; ) {
      long key = key(samples.score(i), unitsPerOne);
      starts[pools] = i;
      keys[pools] = key;
      double weight = samples.weight(i++);
      if (i < n && key(samples.score(i), unitsPerOne) == key) {
        sum.clear();
        sum.add(weight);
        while (i < n && key(samples.score(i), unitsPerOne) == key) {
          sum.add(samples.weight(i++));
        }
        weight = sum.toDouble();
      }
      weights[pools++] = weight;
    }
    starts[pools] = n;
    return new ScorePools(
        Arrays.copyOf(starts, pools + 1),
        Arrays.copyOf(keys, pools),
        Arrays.copyOf(weights, pools),
        unitsPerOne);
  }

  int size() {
    return keys.length;
  }

  /** The first sample of a pool; of the pool after the last one the number of samples. */
  int start(int pool) {
    return starts[pool];
  }

  /** The rounded score of a pool. */
  double score(int pool) {
    return keys[pool] / unitsPerOne;
  }

  EqualMassPartition partition(int bins, double minWeight) {
    return EqualMassPartition.ofWeights(weights, bins, minWeight);
  }

  private static long key(double score, double unitsPerOne) {
    return (long) Math.rint(score * unitsPerOne);
  }
}
