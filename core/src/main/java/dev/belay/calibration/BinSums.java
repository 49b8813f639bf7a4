package dev.belay.calibration;

import dev.belay.stats.ExactSum;
import java.util.Arrays;

/** Adds samples up bin by bin, exactly, and makes {@link ReliabilityBins} of them. */
final class BinSums {
  private final ExactSum weight = new ExactSum();
  private final ExactSum score = new ExactSum();
  private final ExactSum label = new ExactSum();
  private final ExactSum variance = new ExactSum();
  private final double[][] sums;
  private int bins;

  BinSums(int mostBins) {
    sums = new double[4][mostBins];
  }

  /**
   * Adds the next bin, samples {@code from} (inclusive) to {@code to}; an empty one is left out.
   */
  void addBin(SortedScores samples, int from, int to) {
    if (from == to) {
      return;
    }
    weight.clear();
    score.clear();
    label.clear();
    variance.clear();
    for (int i = from; i < to; i++) {
      double w = samples.weight(i);
      double s = samples.score(i);
      weight.add(w);
      addTimes(score, w, s);
      addTimes(variance, w, s * (1 - s));
      if (samples.label(i) == 1) {
        label.add(w);
      }
    }
    sums[0][bins] = weight.toDouble();
    sums[1][bins] = score.toDouble();
    sums[2][bins] = label.toDouble();
    sums[3][bins] = variance.toDouble();
    bins++;
  }

  ReliabilityBins toBins() {
    return new ReliabilityBins(
        Arrays.copyOf(sums[0], bins),
        Arrays.copyOf(sums[1], bins),
        Arrays.copyOf(sums[2], bins),
        Arrays.copyOf(sums[3], bins));
  }

  private static void addTimes(ExactSum sum, double weight, double value) {
    if (weight == 1) {
      sum.add(value);
    } else {
      sum.addProduct(weight, value);
    }
  }
}
