package dev.belay.calibration;

import dev.belay.stats.ExactSum;
import java.util.Arrays;

/**
 * What a reliability diagram is drawn from: per bin the weight, the sum of the scores, the sum of
 * the labels and the sum of the variances s(1−s) of the labels under the scores, all weighted.
 *
 * <p>Bins are in ascending order of their scores; each has positive weight. All errors in {@link
 * CalibrationError} that need no single samples are functions of this. Immutable and safe for use
 * by several threads.
 */
public final class ReliabilityBins {
  private final double[] weight;
  private final double[] sumScore;
  private final double[] sumLabel;
  private final double[] sumVariance;
  private final double totalWeight;

  /**
   * Makes bins from their sums.
   *
   * @param weight Σw of each bin, finite and &gt; 0
   * @param sumScore Σw·s of each bin, in [0, Σw]
   * @param sumLabel Σw·y of each bin, in [0, Σw]
   * @param sumVariance Σw·s(1−s) of each bin, in [0, Σw/4]
   * @throws IllegalArgumentException if the lengths differ or a value is out of range; a rounding
   *     error of one part in 10^12 is let pass
   */
  public ReliabilityBins(
      double[] weight, double[] sumScore, double[] sumLabel, double[] sumVariance) {
    int bins = weight.length;
    if (sumScore.length != bins || sumLabel.length != bins || sumVariance.length != bins) {
      throw new IllegalArgumentException(
          "The bins have "
              + bins
              + " weights, "
              + sumScore.length
              + " sums of scores, "
              + sumLabel.length
              + " sums of labels and "
              + sumVariance.length
              + " sums of variances: pass arrays of one length.");
    }
    this.weight = weight.clone();
    this.sumScore = sumScore.clone();
    this.sumLabel = sumLabel.clone();
    this.sumVariance = sumVariance.clone();
    ExactSum total = new ExactSum();
    for (int bin = 0; bin < bins; bin++) {
      if (!(this.weight[bin] > 0 && this.weight[bin] <= Double.MAX_VALUE)) {
        throw outOfRange(bin, "weight", this.weight[bin], "above 0 and finite");
      }
      checkSum(bin, "sum of scores", this.sumScore[bin], this.weight[bin]);
      checkSum(bin, "sum of labels", this.sumLabel[bin], this.weight[bin]);
      checkSum(bin, "sum of variances", this.sumVariance[bin], this.weight[bin] / 4);
      total.add(this.weight[bin]);
    }
    this.totalWeight = total.toDouble();
  }

  /**
   * The number of bins.
   *
   * @return at least 0
   */
  public int size() {
    return weight.length;
  }

  /**
   * The weight of all bins, N.
   *
   * @return 0 when there are no bins
   */
  public double totalWeight() {
    return totalWeight;
  }

  /**
   * The weight of a bin, Σw.
   *
   * @param bin 0 ≤ bin &lt; {@link #size()}
   * @return above 0
   */
  public double weight(int bin) {
    return weight[bin];
  }

  /**
   * The weighted sum of the scores of a bin, Σw·s.
   *
   * @param bin 0 ≤ bin &lt; {@link #size()}
   * @return between 0 and the bin's weight
   */
  public double sumScore(int bin) {
    return sumScore[bin];
  }

  /**
   * The weighted sum of the labels of a bin, Σw·y.
   *
   * @param bin 0 ≤ bin &lt; {@link #size()}
   * @return between 0 and the bin's weight
   */
  public double sumLabel(int bin) {
    return sumLabel[bin];
  }

  /**
   * The variance that the sum of the labels of a bin has if every score is the true probability,
   * Σw·s(1−s).
   *
   * @param bin 0 ≤ bin &lt; {@link #size()}
   * @return between 0 and a quarter of the bin's weight
   */
  public double sumVariance(int bin) {
    return sumVariance[bin];
  }

  /**
   * The mean score of a bin.
   *
   * @param bin 0 ≤ bin &lt; {@link #size()}
   * @return in [0, 1]
   */
  public double confidence(int bin) {
    return sumScore[bin] / weight[bin];
  }

  /**
   * The mean label of a bin.
   *
   * @param bin 0 ≤ bin &lt; {@link #size()}
   * @return in [0, 1]
   */
  public double accuracy(int bin) {
    return sumLabel[bin] / weight[bin];
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ReliabilityBins that
        && Arrays.equals(weight, that.weight)
        && Arrays.equals(sumScore, that.sumScore)
        && Arrays.equals(sumLabel, that.sumLabel)
        && Arrays.equals(sumVariance, that.sumVariance);
  }

  @Override
  public int hashCode() {
    int hash = Arrays.hashCode(weight);
    hash = 31 * hash + Arrays.hashCode(sumScore);
    hash = 31 * hash + Arrays.hashCode(sumLabel);
    return 31 * hash + Arrays.hashCode(sumVariance);
  }

  @Override
  public String toString() {
    return "ReliabilityBins[weight="
        + Arrays.toString(weight)
        + ", sumScore="
        + Arrays.toString(sumScore)
        + ", sumLabel="
        + Arrays.toString(sumLabel)
        + ", sumVariance="
        + Arrays.toString(sumVariance)
        + "]";
  }

  private static void checkSum(int bin, String name, double value, double limit) {
    if (!(value >= 0 && value <= limit * (1 + 1e-12))) {
      throw outOfRange(bin, name, value, "from 0 to " + limit);
    }
  }

  private static IllegalArgumentException outOfRange(
      int bin, String name, double value, String range) {
    return new IllegalArgumentException(
        "The " + name + " of bin " + bin + " is " + value + ": it has to be " + range + ".");
  }
}
