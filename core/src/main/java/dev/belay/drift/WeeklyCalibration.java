package dev.belay.drift;

import java.util.OptionalDouble;

/**
 * What a week's labelled scores of the treatment say, from the cells of the grid.
 *
 * @param labelled the labelled scores, at least 1
 * @param bins K = min(bins of the gate, ⌊√labelled⌋), the equal-mass bins asked for
 * @param aece error over these bins
 * @param dece error over the bins of {@code SharedBinningConfig.DEFAULT}, whatever K is
 * @param brier mean squared difference of label and score
 * @param slope reliability slope over the K bins; empty where the scores do not differ
 * @param mergedBinRate merged bins as a share of the bins asked for after the reduction
 * @param tau τ(labelled, K)
 * @param coverage the share of bootstrap draws with AECE − τ within the gate's limit; empty where
 *     there are fewer labels than a measure needs
 */
public record WeeklyCalibration(
    long labelled,
    int bins,
    double aece,
    double dece,
    double brier,
    OptionalDouble slope,
    double mergedBinRate,
    double tau,
    OptionalDouble coverage) {

  /** AECE − τ. */
  public double aeceMinusTau() {
    return aece - tau;
  }
}
