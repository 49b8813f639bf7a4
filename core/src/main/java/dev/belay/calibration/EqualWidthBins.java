package dev.belay.calibration;

/**
 * Bins of equal width, as scikit-learn's {@code calibration_curve(strategy="uniform")} has them.
 */
public final class EqualWidthBins {
  /*
   * How. The inner edges are i · (1.0 / K) in doubles, 0 < i < K, as numpy.linspace computes them; a
   * score belongs to the bin whose number is the count of inner edges below it (searchsorted, left).
   * Scores are not rounded, bins not merged, empty bins left out.
   */
  private EqualWidthBins() {}

  /**
   * Bins samples.
   *
   * @param samples the samples; read, not kept
   * @param bins the number of bins, 1 to {@link EqualMassPartition#MAX_BINS}
   * @return the bins that are not empty
   * @throws IllegalArgumentException if the number of bins is out of range
   */
  public static ReliabilityBins of(LabelledScores samples, int bins) {
    if (bins < 1 || bins > EqualMassPartition.MAX_BINS) {
      throw new IllegalArgumentException(
          "The number of bins is "
              + bins
              + ": ask for 1 to "
              + EqualMassPartition.MAX_BINS
              + " bins.");
    }
    return of(SortedScores.of(samples), bins);
  }

  static ReliabilityBins of(SortedScores samples, int bins) {
    double step = 1.0 / bins;
    BinSums sums = new BinSums(bins);
    int start = 0;
    for (int bin = 0; bin < bins; bin++) {
      int end = start;
      double upperEdge = bin == bins - 1 ? 1.0 : (bin + 1) * step;
      while (end < samples.size() && samples.score(end) <= upperEdge) {
        end++;
      }
      sums.addBin(samples, start, end);
      start = end;
    }
    return sums.toBins();
  }
}
