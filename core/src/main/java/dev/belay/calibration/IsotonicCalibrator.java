package dev.belay.calibration;

import java.util.Arrays;

/**
 * A monotone, piecewise linear calibrator: isotonic regression of the labels on the scores.
 *
 * <p>Its raw output is that of scikit-learn's {@code IsotonicRegression(out_of_bounds="clip")}.
 * Immutable and safe for use by several threads.
 */
public final class IsotonicCalibrator implements Calibrator {
  /*
   * How. Samples whose scores differ from the first of their group by less than 1e-15 are pooled
   * (weighted mean of the labels, as scikit-learn 1.2 does). Pool adjacent violators (Ayer et al.
   * 1955): blocks are merged with their left neighbour while that one's mean is not lower, so the
   * block means are the least-squares monotone fit. Knots inside a flat stretch are dropped.
   * Between knots the output is linear, outside constant. Time O(n log n) to fit, O(log knots) to
   * calibrate. There is no fit without samples. Rounding error: about 1e-15.
   */
  private static final double SCORE_RESOLUTION = 1e-15;

  private final double[] knotScore;
  private final double[] knotValue;

  private IsotonicCalibrator(double[] knotScore, double[] knotValue) {
    this.knotScore = knotScore;
    this.knotValue = knotValue;
  }

  /**
   * The plain fit, whatever the number of samples. {@link CalibratorFit} applies the rules for when
   * to use it.
   *
   * @param samples at least one sample with weight; read, not kept
   * @return the calibrator
   * @throws IllegalArgumentException if there are no samples
   */
  public static IsotonicCalibrator fit(LabelledScores samples) {
    return fit(SortedScores.of(samples));
  }

  static IsotonicCalibrator fit(SortedScores samples) {
    if (samples.size() == 0) {
      throw new IllegalArgumentException(
          "There are no samples with weight to fit an isotonic calibrator to: add some.");
    }
    Blocks blocks = new Blocks(samples.size());
    int distinct = 0;
    double[] scores = new double[samples.size()];
    for (int i = 0; i < samples.size(); ) {
      double first = samples.score(i);
      double weight = 0;
      double positive = 0;
      for (; i < samples.size() && samples.score(i) - first < SCORE_RESOLUTION; i++) {
        weight += samples.weight(i);
        positive += samples.weight(i) * samples.label(i);
      }
      scores[distinct++] = first;
      blocks.push(weight, positive);
    }
    return trimmed(Arrays.copyOf(scores, distinct), blocks.values(distinct));
  }

  @Override
  public CalibrationMethod method() {
    return CalibrationMethod.ISOTONIC;
  }

  @Override
  public double raw(double score) {
    Scores.checked(score);
    int last = knotScore.length - 1;
    if (score <= knotScore[0]) {
      return knotValue[0];
    }
    if (score >= knotScore[last]) {
      return knotValue[last];
    }
    int found = Arrays.binarySearch(knotScore, score);
    if (found >= 0) {
      return knotValue[found];
    }
    int above = -found - 1;
    double low = knotValue[above - 1];
    double high = knotValue[above];
    double share = (score - knotScore[above - 1]) / (knotScore[above] - knotScore[above - 1]);
    return Math.min(high, low + share * (high - low));
  }

  /**
   * The number of knots of the function.
   *
   * @return at least 1
   */
  public int knots() {
    return knotScore.length;
  }

  /** Whether all scores give one probability, as they do when the labels fall with them. */
  boolean constant() {
    return knotValue[0] == knotValue[knotValue.length - 1];
  }

  /** Keeps the knots that are not inside a flat stretch. */
  private static IsotonicCalibrator trimmed(double[] scores, double[] values) {
    double[] keptScores = new double[scores.length];
    double[] keptValues = new double[scores.length];
    int kept = 0;
    for (int i = 0; i < scores.length; i++) {
      boolean end = i == 0 || i == scores.length - 1;
      if (end || values[i] != values[i - 1] || values[i] != values[i + 1]) {
        keptScores[kept] = scores[i];
        keptValues[kept++] = values[i];
      }
    }
    return new IsotonicCalibrator(Arrays.copyOf(keptScores, kept), Arrays.copyOf(keptValues, kept));
  }

  /** The stack of blocks of pool adjacent violators. */
  private static final class Blocks {
    private final double[] weight;
    private final double[] positive;
    private final int[] length;
    private int size;

    Blocks(int capacity) {
      weight = new double[capacity];
      positive = new double[capacity];
      length = new int[capacity];
    }

    void push(double newWeight, double newPositive) {
      weight[size] = newWeight;
      positive[size] = newPositive;
      length[size++] = 1;
      while (size > 1 && mean(size - 2) >= mean(size - 1)) {
        size--;
        weight[size - 1] += weight[size];
        positive[size - 1] += positive[size];
        length[size - 1] += length[size];
      }
    }

    double[] values(int distinct) {
      double[] values = new double[distinct];
      int from = 0;
      for (int block = 0; block < size; block++) {
        Arrays.fill(values, from, from + length[block], mean(block));
        from += length[block];
      }
      return values;
    }

    private double mean(int block) {
      return positive[block] / weight[block];
    }
  }
}
