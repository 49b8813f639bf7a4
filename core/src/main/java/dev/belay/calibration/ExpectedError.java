package dev.belay.calibration;

import dev.belay.stats.BinomialDistribution;
import java.util.Optional;

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
   * Its mean absolute deviation is taken as that of Binomial(n, p) with n = Σ w (rounded, at least 1)
   * and p = Σ w s / Σ w, in closed form (de Moivre 1730), scaled by σ / √(n p (1−p)): exact when
   * the scores of a bin are equal, within 2 % on the data sets of conformance/calibration; a bin of
   * few scores that lie far apart can be off by more (13 % for 0, ½ and 1).
   * Var|d| = σ² − MAD²; bins are independent given their scores, so means and variances add up:
   * mean = Σ MAD_b / N, sd = √Σ (σ_b² − MAD_b²) / N. No samples: absent.
   */

  /**
   * The expected error over bins.
   *
   * @param bins the bins
   * @return its mean and standard deviation, absent without samples
   */
  public static Optional<ExpectedError> of(ReliabilityBins bins) {
    if (bins.size() == 0) {
      return Optional.empty();
    }
    double mean = 0;
    double variance = 0;
    for (int b = 0; b < bins.size(); b++) {
      double deviation = meanAbsoluteDeviation(bins, b);
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
