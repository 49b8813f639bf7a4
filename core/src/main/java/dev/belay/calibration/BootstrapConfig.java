package dev.belay.calibration;

/**
 * What a bootstrap of the AECE asks.
 *
 * @param binning bins of every draw; its number of bins is the K of τ
 * @param tau how τ is computed
 * @param limit a draw is covered when its AECE − τ is at most this; finite
 * @param minCoverage the share of covered draws that is asked for, strictly between 0 and 1
 * @param seed decides every draw; equal seeds and samples give equal draws for ever
 */
public record BootstrapConfig(
    SharedBinningConfig binning, TauRule tau, double limit, double minCoverage, long seed) {
  private static final double DEFAULT_LIMIT = 0.01;
  private static final double DEFAULT_COVERAGE = 0.95;

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if a value is out of range
   */
  public BootstrapConfig {
    if (!Double.isFinite(limit)) {
      throw new IllegalArgumentException(
          "The limit of AECE - τ is " + limit + ": pass a finite number.");
    }
    if (!(minCoverage > 0 && minCoverage < 1)) {
      throw new IllegalArgumentException(
          "minCoverage is " + minCoverage + ": it has to lie strictly between 0 and 1.");
    }
  }

  /**
   * The defaults: scores rounded to 1e-9, at least 3 samples a bin, τ with ĉ = 1.5 and floor 0.015,
   * limit 0.01, coverage 0.95.
   *
   * @param bins K, the number of bins
   * @param seed decides every draw
   * @return the configuration
   * @throws IllegalArgumentException if the number of bins is out of range
   */
  public static BootstrapConfig of(int bins, long seed) {
    return new BootstrapConfig(
        SharedBinningConfig.DEFAULT.withBins(bins),
        TauRule.DEFAULT,
        DEFAULT_LIMIT,
        DEFAULT_COVERAGE,
        seed);
  }
}
