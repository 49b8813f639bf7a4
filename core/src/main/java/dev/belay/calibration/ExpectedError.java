package dev.belay.calibration;

import dev.belay.stats.BinomialDistribution;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.IntToDoubleFunction;

/**
 * What calibration error over given bins a perfectly calibrated model would show, by chance alone:
 * it tells miscalibration from small samples.
 *
 * @param mean the expected error, in [0, 1]
 * @param standardDeviation the standard deviation of the error, at least 0
 */
public record ExpectedError(double mean, double standardDeviation) {
  /*
   * How. If every score s is the true probability of its label, the sum of the labels of bin b has
   * mean Σ w s and variance σ² = Σ w s(1−s) (weights are frequencies), a Poisson-binomial variable.
   * Var|d| = σ² − MAD² with MAD its mean absolute deviation; bins are independent given their
   * scores, so means and variances add up: mean = Σ MAD_b / N, sd = √Σ (σ_b² − MAD_b²) / N. No
   * samples: absent.
   *
   * With the samples at hand MAD is exact (PoissonBinomialDeviation) up to σ² = 25. Beyond, for
   * weights that are no whole numbers, for millions of repeats, and where only the sums of the bins
   * are known, it is that of Binomial(n, p) with n = Σ w (rounded, at least 1) and p = Σ w s / Σ w, in
   * closed form (de Moivre 1730), scaled by σ / √(n p (1−p)). That is exact when the scores of a bin
   * are equal, and within 0.5 % for σ² > 25. For small σ² it depends on how far apart the scores of
   * a bin lie: 13 % off for 0, ½ and 1, and several times too large when σ² is far below 1 and a
   * bin straddles both ends (0.001 three times and 0.999: 7.7 times), as the closed form then takes
   * the few possible errors for a spread-out sum, MAD ≈ 0.8 σ instead of about 2 σ².
   */

  /**
   * The expected error over bins of which only the sums are known: an approximation that is good
   * where the scores of a bin lie close together or the labels of each bin vary a lot, and far too
   * large for a bin that mixes scores near 0 with scores near 1.
   *
   * @param bins the bins
   * @return its mean and standard deviation, absent without samples
   */
  public static Optional<ExpectedError> of(ReliabilityBins bins) {
    return of(bins, bin -> meanAbsoluteDeviation(bins, bin));
  }

  /** The expected error over bins of samples, exact where the labels of a bin vary little. */
  static Optional<ExpectedError> of(
      ReliabilityBins bins, SortedScores samples, ScorePools pools, EqualMassPartition partition) {
    return of(
        bins,
        bin -> {
          int from = pools.start(partition.start(bin));
          int to = pools.start(partition.end(bin));
          OptionalDouble exact =
              PoissonBinomialDeviation.of(samples, from, to, bins.sumVariance(bin));
          return exact.isPresent() ? exact.getAsDouble() : meanAbsoluteDeviation(bins, bin);
        });
  }

  private static Optional<ExpectedError> of(ReliabilityBins bins, IntToDoubleFunction deviations) {
    if (bins.size() == 0) {
      return Optional.empty();
    }
    double mean = 0;
    double variance = 0;
    for (int b = 0; b < bins.size(); b++) {
      double deviation = deviations.applyAsDouble(b);
      mean += deviation;
      variance += Math.max(0, bins.sumVariance(b) - deviation * deviation);
    }
    double total = bins.totalWeight();
    return Optional.of(new ExpectedError(mean / total, Math.sqrt(variance) / total));
  }

  private static double meanAbsoluteDeviation(ReliabilityBins bins, int b) {
    double n = Math.min(0x1p53, Math.max(1, Math.rint(bins.weight(b))));
    double p = Math.min(1, bins.confidence(b));
    double binomialVariance = n * p * (1 - p);
    if (binomialVariance == 0) {
      return 0;
    }
    double scale = Math.sqrt(bins.sumVariance(b) / binomialVariance);
    return BinomialDistribution.meanAbsoluteDeviation(n, p) * scale;
  }
}
