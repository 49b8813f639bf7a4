package dev.belay.calibration;

import java.util.OptionalDouble;

/**
 * All calibration metrics of one set of samples. A metric that cannot be computed is absent.
 *
 * @param n the weight of the samples
 * @param bins the number of equal-mass bins asked for, K
 * @param binsUsed the number of equal-mass bins after pooling and merging
 * @param aece error over the equal-mass bins
 * @param dece error over the bins of {@link SharedBinningConfig#DEFAULT}, whatever K is
 * @param eceEqualWidth error over K bins of equal width
 * @param maxError largest error of an equal-mass bin
 * @param tau τ(n, K)
 * @param aeceMinusTau AECE − τ
 * @param brier mean squared difference of label and unrounded score
 * @param reliability Murphy's reliability over the equal-mass bins
 * @param resolution Murphy's resolution over the equal-mass bins
 * @param uncertainty Murphy's uncertainty
 * @param withinBin Brier − (reliability − resolution + uncertainty)
 * @param slope reliability slope over the equal-mass bins
 * @param debiasedL2 debiased L2 error over the equal-mass bins
 * @param expectedAeceIfCalibrated AECE to expect of a perfectly calibrated model
 * @param expectedAeceSd standard deviation of that AECE
 * @param mergedBinRate merged bins as a share of the bins asked for after the reduction
 */
public record CalibrationReport(
    double n,
    int bins,
    int binsUsed,
    OptionalDouble aece,
    OptionalDouble dece,
    OptionalDouble eceEqualWidth,
    OptionalDouble maxError,
    OptionalDouble tau,
    OptionalDouble aeceMinusTau,
    OptionalDouble brier,
    OptionalDouble reliability,
    OptionalDouble resolution,
    OptionalDouble uncertainty,
    OptionalDouble withinBin,
    OptionalDouble slope,
    OptionalDouble debiasedL2,
    OptionalDouble expectedAeceIfCalibrated,
    OptionalDouble expectedAeceSd,
    OptionalDouble mergedBinRate) {

  /**
   * The report with K = min(15, floor(√n)) and the default τ.
   *
   * @param samples the samples; read, not kept
   * @return the report; all metrics are absent when there are no samples
   */
  public static CalibrationReport of(LabelledScores samples) {
    return of(samples, CalibrationError.defaultBins(samples.totalWeight()), TauRule.DEFAULT);
  }

  /**
   * The report.
   *
   * @param samples the samples; read, not kept
   * @param bins K, the number of bins asked for, 1 to {@link EqualMassPartition#MAX_BINS}
   * @param tauRule how τ is computed
   * @return the report; all metrics are absent when there are no samples
   * @throws IllegalArgumentException if the number of bins is out of range
   */
  public static CalibrationReport of(LabelledScores samples, int bins, TauRule tauRule) {
    SharedBinningConfig config = SharedBinningConfig.DEFAULT.withBins(bins);
    SortedScores sorted = SortedScores.of(samples);
    ScorePools pools = ScorePools.of(sorted, config.unitsPerOne());
    EqualMassPartition partition = SharedBinningCore.partition(pools, config);
    BinnedScores equalMass = SharedBinningCore.bin(sorted, pools, config, partition);
    BinnedScores fixed = SharedBinningCore.bin(sorted, pools, SharedBinningConfig.DEFAULT);
    ReliabilityBins result = equalMass.bins();
    double n = sorted.totalWeight();
    boolean empty = sorted.size() == 0;
    OptionalDouble aece = CalibrationError.error(result);
    OptionalDouble tau = tauRule.tau(n, bins);
    OptionalDouble brier = empty ? OptionalDouble.empty() : OptionalDouble.of(sorted.brier());
    OptionalDouble expectedMean = OptionalDouble.empty();
    OptionalDouble expectedSd = OptionalDouble.empty();
    ExpectedError expected = ExpectedError.of(result, sorted, pools, partition).orElse(null);
    if (expected != null) {
      expectedMean = OptionalDouble.of(expected.mean());
      expectedSd = OptionalDouble.of(expected.standardDeviation());
    }
    return new CalibrationReport(
        n,
        bins,
        result.size(),
        aece,
        CalibrationError.error(fixed.bins()),
        CalibrationError.error(EqualWidthBins.of(sorted, bins)),
        CalibrationError.maximumError(result),
        tau,
        empty ? OptionalDouble.empty() : OptionalDouble.of(aece.getAsDouble() - tau.getAsDouble()),
        brier,
        CalibrationError.reliability(result),
        CalibrationError.resolution(result),
        CalibrationError.uncertainty(result),
        empty ? OptionalDouble.empty() : CalibrationError.withinBin(result, brier.getAsDouble()),
        CalibrationError.slope(result),
        CalibrationError.debiasedL2(result),
        expectedMean,
        expectedSd,
        empty ? OptionalDouble.empty() : OptionalDouble.of(equalMass.mergedBinRate()));
  }
}
