package dev.belay.calibration;

import java.util.Arrays;

/**
 * The result of binning one set of samples. Immutable and safe for use by several threads; equal
 * results have equal bits.
 */
public final class BinnedScores {
  private final double[] edges;
  private final ReliabilityBins bins;
  private final int binsAsked;
  private final int binsOccupied;
  private final String configurationHash;

  BinnedScores(
      double[] edges,
      ReliabilityBins bins,
      int binsAsked,
      int binsOccupied,
      String configurationHash) {
    this.edges = edges;
    this.bins = bins;
    this.binsAsked = binsAsked;
    this.binsOccupied = binsOccupied;
    this.configurationHash = configurationHash;
  }

  /**
   * The edges of the bins: the lowest rounded score of each bin, then the highest rounded score of
   * the last one.
   *
   * @return a new array with one edge more than there are bins; empty when there are no samples
   */
  public double[] edges() {
    return edges.clone();
  }

  /**
   * The sums of each bin.
   *
   * @return bins in ascending order of their scores, none when there are no samples
   */
  public ReliabilityBins bins() {
    return bins;
  }

  /**
   * The number of bins the configuration asked for.
   *
   * @return at least 1
   */
  public int binsAsked() {
    return binsAsked;
  }

  /**
   * The number of bins that were left to ask for after pooling, before merging.
   *
   * @return at least the number of bins of the result
   */
  public int binsOccupied() {
    return binsOccupied;
  }

  /**
   * The number of bins that were merged for having too few samples.
   *
   * @return at least 0
   */
  public int mergedCount() {
    return binsOccupied - bins.size();
  }

  /**
   * The merged bins as a share of {@link #binsOccupied()}.
   *
   * @return a share in [0, 1), 0 when there are no samples
   */
  public double mergedBinRate() {
    return binsOccupied == 0 ? 0.0 : (double) mergedCount() / binsOccupied;
  }

  /**
   * The hash of the configuration that made this result.
   *
   * @return {@link SharedBinningConfig#configurationHash()}
   */
  public String configurationHash() {
    return configurationHash;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BinnedScores that
        && Arrays.equals(edges, that.edges)
        && bins.equals(that.bins)
        && binsAsked == that.binsAsked
        && binsOccupied == that.binsOccupied
        && configurationHash.equals(that.configurationHash);
  }

  @Override
  public int hashCode() {
    int hash = 31 * Arrays.hashCode(edges) + bins.hashCode();
    return 31 * (31 * (31 * hash + binsAsked) + binsOccupied) + configurationHash.hashCode();
  }

  @Override
  public String toString() {
    return "BinnedScores[edges="
        + Arrays.toString(edges)
        + ", bins="
        + bins
        + ", binsAsked="
        + binsAsked
        + ", binsOccupied="
        + binsOccupied
        + ", configurationHash="
        + configurationHash
        + "]";
  }
}
