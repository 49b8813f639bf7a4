package dev.belay.calibration;

/**
 * Temperature scaling: the logit of the score, divided by one temperature. Immutable and safe for
 * use by several threads.
 */
public final class TemperatureCalibrator implements Calibrator {
  /*
   * How. raw(s) = σ(a · logit(s)), a = 1/T (Guo, Pleiss, Sun & Weinberger 2017, two classes). The
   * negative log-likelihood is convex in a; its derivative g(a) = Σ w (σ(a z) − y) z, z = logit(s),
   * rises with a. Its root in [0.01, 100] is found by Newton's method, kept inside the bracket by
   * bisection; without a root inside, the bound nearer to it is taken (0.01: the labels fall with
   * the scores; 100: the scores separate the labels). Scores are moved to [1e-12, 1 − 1e-12]
   * before the logit is taken, so that 0 and 1 have one. The factor is exact to 1e-12. There is no
   * fit without samples; if all scores are ½ the factor is 1.
   */
  static final double LEAST_FACTOR = 0.01;
  static final double MOST_FACTOR = 100;

  private static final double EDGE = 1e-12;
  private static final int MOST_STEPS = 200;

  private final double factor;

  private TemperatureCalibrator(double factor) {
    this.factor = factor;
  }

  /**
   * The plain fit, whatever the number of samples. {@link CalibratorFit} applies the rules for when
   * to use it.
   *
   * @param samples at least one sample with weight; read, not kept
   * @return the calibrator
   * @throws IllegalArgumentException if there are no samples
   */
  public static TemperatureCalibrator fit(LabelledScores samples) {
    return fit(SortedScores.of(samples));
  }

  static TemperatureCalibrator fit(SortedScores samples) {
    if (samples.size() == 0) {
      throw new IllegalArgumentException(
          "There are no samples with weight to fit a temperature to: add some.");
    }
    double[] logit = new double[samples.size()];
    for (int i = 0; i < logit.length; i++) {
      logit[i] = logit(samples.score(i));
    }
    return new TemperatureCalibrator(bestFactor(samples, logit));
  }

  @Override
  public CalibrationMethod method() {
    return CalibrationMethod.TEMPERATURE;
  }

  @Override
  public double raw(double score) {
    return Logistic.sigmoid(factor * logit(Scores.checked(score)));
  }

  /**
   * The temperature T: above 1 it draws probabilities to ½, below 1 it sharpens them.
   *
   * @return in [0.01, 100]
   */
  public double temperature() {
    return 1 / factor;
  }

  /** Whether the factor stands at its lower bound: the labels fall with the scores. */
  boolean flat() {
    return factor == LEAST_FACTOR;
  }

  private static double bestFactor(SortedScores samples, double[] logit) {
    double[] gradientAndCurvature = new double[2];
    evaluate(samples, logit, 1, gradientAndCurvature);
    if (gradientAndCurvature[1] == 0) {
      return 1;
    }
    double low = LEAST_FACTOR;
    double high = MOST_FACTOR;
    evaluate(samples, logit, low, gradientAndCurvature);
    if (gradientAndCurvature[0] >= 0) {
      return low;
    }
    evaluate(samples, logit, high, gradientAndCurvature);
    if (gradientAndCurvature[0] <= 0) {
      return high;
    }
    double factor = 1;
    for (int step = 0; step < MOST_STEPS; step++) {
      evaluate(samples, logit, factor, gradientAndCurvature);
      if (gradientAndCurvature[0] > 0) {
        high = factor;
      } else {
        low = factor;
      }
      double next = factor - gradientAndCurvature[0] / gradientAndCurvature[1];
      if (!(next > low && next < high)) {
        next = low + (high - low) / 2;
      }
      if (Math.abs(next - factor) <= 1e-13 * factor) {
        return next;
      }
      factor = next;
    }
    return factor;
  }

  private static void evaluate(
      SortedScores samples, double[] logit, double factor, double[] gradientAndCurvature) {
    double gradient = 0;
    double curvature = 0;
    for (int i = 0; i < logit.length; i++) {
      double p = Logistic.sigmoid(factor * logit[i]);
      double weighted = samples.weight(i) * logit[i];
      gradient += weighted * (p - samples.label(i));
      curvature += weighted * logit[i] * p * (1 - p);
    }
    gradientAndCurvature[0] = gradient;
    gradientAndCurvature[1] = curvature;
  }

  private static double logit(double score) {
    return Logistic.logit(Math.max(EDGE, Math.min(1 - EDGE, score)));
  }
}
