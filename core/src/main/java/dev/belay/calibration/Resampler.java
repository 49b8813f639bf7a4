package dev.belay.calibration;

import dev.belay.stats.PoissonSampler;
import dev.belay.stats.SplitMix64;

/**
 * Draws Poisson weights for sorted samples and computes the AECE of each draw. Its samples may be
 * all of a set or a subset of them.
 */
final class Resampler {
  private static final int MOST_REDRAWS = 10_000;

  private final double[] weight;
  private final double[] rate;
  private final double[] expOfMinusRate;
  private final double[] residual;
  private final int[] pool;
  private final long[] poolCount;
  private final double[] poolResidual;
  private final SharedBinningConfig binning;

  /**
   * Makes a resampler.
   *
   * @param score scores in ascending order
   * @param label a label each
   * @param weight a weight each
   * @param scale the mean weight of a sample in a draw is its weight times this
   * @param binning bins of every draw
   */
  Resampler(
      double[] score, int[] label, double[] weight, double scale, SharedBinningConfig binning) {
    int n = score.length;
    this.weight = weight;
    this.binning = binning;
    this.rate = new double[n];
    this.expOfMinusRate = new double[n];
    this.residual = new double[n];
    this.pool = new int[n];
    double unitsPerOne = binning.unitsPerOne();
    int pools = 0;
    double lastKey = -1;
    for (int i = 0; i < n; i++) {
      rate[i] = weight[i] * scale;
      expOfMinusRate[i] =
          i > 0 && rate[i] == rate[i - 1] ? expOfMinusRate[i - 1] : StrictMath.exp(-rate[i]);
      residual[i] = label[i] - score[i];
      double key = Math.rint(score[i] * unitsPerOne);
      if (key != lastKey) {
        pools++;
        lastKey = key;
      }
      pool[i] = pools - 1;
    }
    this.poolCount = new long[pools];
    this.poolResidual = new double[pools];
  }

  /** The AECE of the next draw that is not empty. */
  double draw(SplitMix64 random) {
    PoissonSampler poisson = new PoissonSampler(random);
    for (int attempt = 0; attempt < MOST_REDRAWS; attempt++) {
      clearPools();
      for (int i = 0; i < rate.length; i++) {
        long count = poisson.next(rate[i], expOfMinusRate[i]);
        if (count > 0) {
          poolCount[pool[i]] += count;
          poolResidual[pool[i]] += count * residual[i];
        }
      }
      double error = error();
      if (error >= 0) {
        return error;
      }
    }
    throw new IllegalArgumentException(
        "All of " + MOST_REDRAWS + " bootstrap draws were empty: the weights are too small.");
  }

  /** The AECE of the samples themselves, without a draw; their weights have to be integers. */
  double errorOfWeights() {
    clearPools();
    for (int i = 0; i < rate.length; i++) {
      long count = (long) weight[i];
      poolCount[pool[i]] += count;
      poolResidual[pool[i]] += count * residual[i];
    }
    return Math.max(0, error());
  }

  private void clearPools() {
    for (int i = 0; i < poolCount.length; i++) {
      poolCount[i] = 0;
      poolResidual[i] = 0;
    }
  }

  /** The AECE of the pools, or −1 when they are empty. */
  private double error() {
    EqualMassPartition partition =
        EqualMassPartition.ofCounts(poolCount, binning.bins(), binning.minSamplesPerBin());
    if (partition.bins() == 0) {
      return -1;
    }
    double error = 0;
    long total = 0;
    for (int bin = 0; bin < partition.bins(); bin++) {
      double sum = 0;
      for (int i = partition.start(bin); i < partition.end(bin); i++) {
        sum += poolResidual[i];
        total += poolCount[i];
      }
      error += Math.abs(sum);
    }
    return error / total;
  }
}
