package dev.belay.calibration;

/**
 * Puts scores into bins of equal mass, the same way everywhere.
 *
 * <p>The result depends on the samples and the configuration alone: it is the same to the last bit
 * for every order of the samples and for samples repeated instead of weighted, and nothing is
 * carried over from one call to the next. Immutable and safe for use by several threads.
 */
public final class SharedBinningCore {
  /*
   * How. Samples are sorted by the bits of their scores (IEEE-754 total order), pooled where the
   * scores agree after rounding, cut by EqualMassPartition, and summed per bin exactly over the
   * unrounded scores (ExactSum), with one rounding a sum. Time O(n log n), or O(n) with weights;
   * memory about 40 bytes a sample. No samples give no bins.
   */
  private final SharedBinningConfig config;

  /**
   * Makes a core with a configuration.
   *
   * @param config how to bin
   */
  public SharedBinningCore(SharedBinningConfig config) {
    this.config = config;
  }

  /**
   * The configuration of this core.
   *
   * @return what was passed to the constructor
   */
  public SharedBinningConfig config() {
    return config;
  }

  /**
   * Bins samples.
   *
   * @param samples the samples; read, not kept
   * @return the bins; without any when there are no samples
   * @throws IllegalArgumentException if the sum of the weights is too large for a double
   */
  public BinnedScores bin(LabelledScores samples) {
    SortedScores sorted = SortedScores.of(samples);
    return bin(sorted, ScorePools.of(sorted, config.unitsPerOne()), config);
  }

  /** Bins samples that are sorted and pooled already, with the rounding of the configuration. */
  static BinnedScores bin(SortedScores samples, ScorePools pools, SharedBinningConfig config) {
    return bin(samples, pools, config, partition(pools, config));
  }

  static EqualMassPartition partition(ScorePools pools, SharedBinningConfig config) {
    return pools.partition(config.bins(), config.minSamplesPerBin());
  }

  /** Bins samples that are cut already, by the configuration. */
  static BinnedScores bin(
      SortedScores samples,
      ScorePools pools,
      SharedBinningConfig config,
      EqualMassPartition partition) {
    int bins = partition.bins();
    double[] edges = new double[bins == 0 ? 0 : bins + 1];
    BinSums sums = new BinSums(bins);
    for (int bin = 0; bin < bins; bin++) {
      edges[bin] = pools.score(partition.start(bin));
      sums.addBin(samples, pools.start(partition.start(bin)), pools.start(partition.end(bin)));
    }
    if (bins > 0) {
      edges[bins] = pools.score(pools.size() - 1);
    }
    return new BinnedScores(
        edges, sums.toBins(), config.bins(), partition.binsOccupied(), config.configurationHash());
  }
}
