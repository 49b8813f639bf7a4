package dev.belay.calibration;

import java.util.OptionalDouble;

/**
 * Calibration errors of binned scores.
 *
 * <p>All functions are pure; each is absent when there are no samples, and never 0 instead.
 */
public final class CalibrationError {
  /*
   * How. For bin b with weight n_b: p_b = n_b/N, conf_b = mean score, acc_b = mean label, ȳ = mean
   * of all labels.
   *   error          Σ p_b |acc_b − conf_b|; over equal-width bins the ECE (Naeini, Cooper &
   *                  Hauskrecht 2015), over equal-mass bins the AECE (Nixon et al. 2019), over the
   *                  fixed bins of one evaluation the DECE
   *   maximumError   max |acc_b − conf_b|
   *   reliability, resolution, uncertainty
   *                  Σ p_b (conf_b − acc_b)², Σ p_b (acc_b − ȳ)², ȳ(1−ȳ) (Murphy 1973)
   *   withinBin      Brier − (reliability − resolution + uncertainty): what binning hides (Stephenson,
   *                  Coelho & Jolliffe 2008); 0 when each bin holds one score
   *   slope          least squares of acc_b on conf_b with weights n_b; 1 is perfect
   *   debiasedL2     √max(0, Σ p_b [(conf_b − acc_b)² − acc_b(1−acc_b)/(n_b−1)]) (Kumar, Liang & Ma
   *                  2019)
   * Sums over bins are plain double sums in the order of the bins: relative error about 1e-16 times
   * the number of bins; the sums inside the bins come correctly rounded.
   */
  private static final double LEAST_SPREAD = 1e-12;
  private static final int MOST_DEFAULT_BINS = 15;

  private CalibrationError() {}

  /**
   * The number of bins where none is asked for: min(15, floor(√n)), but at least 1.
   *
   * @param n the weight of the samples, at least 0
   * @return 1 to 15
   */
  public static int defaultBins(double n) {
    return (int) Math.max(1, Math.min(MOST_DEFAULT_BINS, Math.floor(Math.sqrt(n))));
  }

  /**
   * The expected calibration error over the given bins: ECE, AECE or DECE, as the bins are.
   *
   * @param bins the bins
   * @return in [0, 1], absent without samples
   */
  public static OptionalDouble error(ReliabilityBins bins) {
    if (bins.size() == 0) {
      return OptionalDouble.empty();
    }
    double sum = 0;
    for (int b = 0; b < bins.size(); b++) {
      sum += Math.abs(bins.sumLabel(b) - bins.sumScore(b));
    }
    return OptionalDouble.of(sum / bins.totalWeight());
  }

  /**
   * The largest difference between accuracy and confidence of a bin.
   *
   * @param bins the bins
   * @return in [0, 1], absent without samples
   */
  public static OptionalDouble maximumError(ReliabilityBins bins) {
    if (bins.size() == 0) {
      return OptionalDouble.empty();
    }
    double maximum = 0;
    for (int b = 0; b < bins.size(); b++) {
      maximum = Math.max(maximum, Math.abs(bins.accuracy(b) - bins.confidence(b)));
    }
    return OptionalDouble.of(maximum);
  }

  /**
   * Murphy's reliability term: the mean squared difference of confidence and accuracy.
   *
   * @param bins the bins
   * @return in [0, 1], 0 is best; absent without samples
   */
  public static OptionalDouble reliability(ReliabilityBins bins) {
    if (bins.size() == 0) {
      return OptionalDouble.empty();
    }
    double sum = 0;
    for (int b = 0; b < bins.size(); b++) {
      double difference = bins.confidence(b) - bins.accuracy(b);
      sum += bins.weight(b) * difference * difference;
    }
    return OptionalDouble.of(sum / bins.totalWeight());
  }

  /**
   * Murphy's resolution term: how far the accuracies of the bins are from the mean label.
   *
   * @param bins the bins
   * @return in [0, 0.25], more is better; absent without samples
   */
  public static OptionalDouble resolution(ReliabilityBins bins) {
    if (bins.size() == 0) {
      return OptionalDouble.empty();
    }
    double mean = meanLabel(bins);
    double sum = 0;
    for (int b = 0; b < bins.size(); b++) {
      double difference = bins.accuracy(b) - mean;
      sum += bins.weight(b) * difference * difference;
    }
    return OptionalDouble.of(sum / bins.totalWeight());
  }

  /**
   * Murphy's uncertainty term: the variance of the labels.
   *
   * @param bins the bins
   * @return in [0, 0.25]; absent without samples
   */
  public static OptionalDouble uncertainty(ReliabilityBins bins) {
    if (bins.size() == 0) {
      return OptionalDouble.empty();
    }
    double mean = meanLabel(bins);
    return OptionalDouble.of(mean * (1 - mean));
  }

  /**
   * What the three terms of Murphy lack of the Brier score because scores inside a bin differ.
   *
   * @param bins the bins
   * @param brier the Brier score of the samples in these bins
   * @return any sign; absent without samples
   */
  public static OptionalDouble withinBin(ReliabilityBins bins, double brier) {
    if (bins.size() == 0) {
      return OptionalDouble.empty();
    }
    double murphy =
        reliability(bins).orElseThrow()
            - resolution(bins).orElseThrow()
            + uncertainty(bins).orElseThrow();
    return OptionalDouble.of(brier - murphy);
  }

  /**
   * The reliability slope: the weighted least-squares slope of accuracy on confidence.
   *
   * @param bins the bins
   * @return 1 is perfect, below 1 over-confident; absent with fewer than two bins or when their
   *     confidences differ by less than 1e-12
   */
  public static OptionalDouble slope(ReliabilityBins bins) {
    double meanScore = 0;
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    for (int b = 0; b < bins.size(); b++) {
      meanScore += bins.sumScore(b);
      least = Math.min(least, bins.confidence(b));
      most = Math.max(most, bins.confidence(b));
    }
    if (!(most - least >= LEAST_SPREAD)) {
      return OptionalDouble.empty();
    }
    meanScore /= bins.totalWeight();
    double mean = meanLabel(bins);
    double product = 0;
    double square = 0;
    for (int b = 0; b < bins.size(); b++) {
      double x = bins.confidence(b) - meanScore;
      product += bins.weight(b) * x * (bins.accuracy(b) - mean);
      square += bins.weight(b) * x * x;
    }
    return OptionalDouble.of(product / square);
  }

  /**
   * The debiased L2 calibration error.
   *
   * @param bins the bins
   * @return at least 0 (0 where the estimate of the square is negative); absent without samples or
   *     when a bin has a weight of at most 1, for which its bias cannot be estimated
   */
  public static OptionalDouble debiasedL2(ReliabilityBins bins) {
    if (bins.size() == 0) {
      return OptionalDouble.empty();
    }
    double sum = 0;
    for (int b = 0; b < bins.size(); b++) {
      double weight = bins.weight(b);
      if (weight <= 1) {
        return OptionalDouble.empty();
      }
      double accuracy = bins.accuracy(b);
      double difference = bins.confidence(b) - accuracy;
      double bias = accuracy * (1 - accuracy) / (weight - 1);
      sum += weight * (difference * difference - bias);
    }
    return OptionalDouble.of(Math.sqrt(Math.max(0, sum / bins.totalWeight())));
  }

  /** The mean of all labels; the caller checks that there are bins. */
  private static double meanLabel(ReliabilityBins bins) {
    double sum = 0;
    for (int b = 0; b < bins.size(); b++) {
      sum += bins.sumLabel(b);
    }
    return sum / bins.totalWeight();
  }
}
