package dev.belay.calibration;

import dev.belay.stats.WilsonInterval;
import java.util.Arrays;

/**
 * The draws of a bootstrap of the AECE and what follows from them. Immutable and safe for use by
 * several threads.
 */
public final class BootstrapResult {
  private final double[] sortedDraws;
  private final double mean;
  private final double standardDeviation;
  private final int covered;
  private final WilsonInterval coverageInterval;
  private final boolean littleBootstraps;

  /** Keeps the draws, which it sorts, and takes the number of draws within the limit. */
  BootstrapResult(
      double[] draws, int covered, WilsonInterval coverageInterval, boolean littleBootstraps) {
    double sum = 0;
    for (double draw : draws) {
      sum += draw;
    }
    this.mean = sum / draws.length;
    double squares = 0;
    for (double draw : draws) {
      squares += (draw - mean) * (draw - mean);
    }
    this.standardDeviation = Math.sqrt(squares / (draws.length - 1));
    Arrays.sort(draws);
    this.sortedDraws = draws;
    this.covered = covered;
    this.coverageInterval = coverageInterval;
    this.littleBootstraps = littleBootstraps;
  }

  /**
   * The number of draws.
   *
   * @return 200 to 1000
   */
  public int draws() {
    return sortedDraws.length;
  }

  /**
   * The mean AECE of the draws.
   *
   * @return about the AECE, somewhat above it for small samples
   */
  public double mean() {
    return mean;
  }

  /**
   * The standard deviation of the draws: the standard error of the AECE.
   *
   * @return at least 0
   */
  public double standardDeviation() {
    return standardDeviation;
  }

  /**
   * A percentile of the draws, interpolated linearly between order statistics (type 7 of Hyndman
   * &amp; Fan 1996, the default of R and NumPy).
   *
   * @param share in [0, 1]; 0.025 and 0.975 give the 95 % percentile interval
   * @return an AECE
   * @throws IllegalArgumentException if the share is out of range
   */
  public double percentile(double share) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException(
          "The share of a percentile is " + share + ": it has to lie in [0, 1].");
    }
    double place = share * (sortedDraws.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sortedDraws.length - 1);
    return sortedDraws[below] + (place - below) * (sortedDraws[above] - sortedDraws[below]);
  }

  /**
   * The bootstrap coverage: the share of draws in which AECE − τ is within the limit.
   *
   * @return in [0, 1]
   */
  public double coverage() {
    return (double) covered / sortedDraws.length;
  }

  /**
   * Wilson's 95 % interval of the coverage. It does not contain the coverage asked for when the
   * bootstrap ended early.
   *
   * @return the interval
   */
  public WilsonInterval coverageInterval() {
    return coverageInterval;
  }

  /**
   * Whether the draws come from a bag of little bootstraps, because there were many samples.
   *
   * @return false for the plain Poisson bootstrap
   */
  public boolean littleBootstraps() {
    return littleBootstraps;
  }
}
