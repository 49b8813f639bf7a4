package dev.belay.calibration;

/**
 * Platt scaling: a logistic function of the score. Its raw output is that of scikit-learn's sigmoid
 * calibration on the same scores. Immutable and safe for use by several threads.
 */
public final class PlattCalibrator implements Calibrator {
  /*
   * How. raw(s) = 1 / (1 + e^(A s + B)). A and B minimise the cross-entropy to the smoothed targets
   * t₊ = (N₊+1)/(N₊+2) and t₋ = 1/(N₋+2), N₊ and N₋ the weights of the two labels (Platt 1999), by
   * Newton's method with backtracking and a ridge of 1e-12 on the Hessian (Lin, Lin & Weng 2007,
   * "A note on Platt's probabilistic outputs for support vector machines"), from A = 0,
   * B = ln((N₋+1)/(N₊+1)). It ends when the gradient is below 1e-10 of the total weight or a step
   * no longer lowers the objective; that one is taken if it lowers the gradient. There is no fit without samples; one label alone has one, as
   * the targets are smoothed.
   */
  private static final int MOST_STEPS = 100;
  private static final double RIDGE = 1e-12;
  private static final double LEAST_STEP = 1e-10;

  private final double slope;
  private final double intercept;

  private PlattCalibrator(double slope, double intercept) {
    this.slope = slope;
    this.intercept = intercept;
  }

  /**
   * The plain fit, whatever the number of samples. {@link CalibratorFit} applies the rules for when
   * to use it; a plain fit decreases when the labels fall with the scores.
   *
   * @param samples at least one sample with weight; read, not kept
   * @return the calibrator
   * @throws IllegalArgumentException if there are no samples
   */
  public static PlattCalibrator fit(LabelledScores samples) {
    return fit(SortedScores.of(samples));
  }

  static PlattCalibrator fit(SortedScores samples) {
    if (samples.size() == 0) {
      throw new IllegalArgumentException(
          "There are no samples with weight to fit Platt scaling to: add some.");
    }
    return new Newton(samples).run();
  }

  @Override
  public CalibrationMethod method() {
    return CalibrationMethod.PLATT;
  }

  @Override
  public double raw(double score) {
    return Logistic.sigmoid(-(slope * Scores.checked(score) + intercept));
  }

  /** Whether higher scores give higher probabilities. */
  boolean increasing() {
    return slope < 0;
  }

  /** The state of the minimisation. */
  private static final class Newton {
    private final SortedScores samples;
    private final double targetPositive;
    private final double targetNegative;
    private double a;
    private double b;
    private double gradientA;
    private double gradientB;
    private double hessianAa;
    private double hessianAb;
    private double hessianBb;

    Newton(SortedScores samples) {
      this.samples = samples;
      double positive = 0;
      double negative = 0;
      for (int i = 0; i < samples.size(); i++) {
        if (samples.label(i) == 1) {
          positive += samples.weight(i);
        } else {
          negative += samples.weight(i);
        }
      }
      this.targetPositive = (positive + 1) / (positive + 2);
      this.targetNegative = 1 / (negative + 2);
      this.b = StrictMath.log((negative + 1) / (positive + 1));
    }

    PlattCalibrator run() {
      double objective = objective(a, b);
      double enough = 1e-10 * samples.totalWeight();
      for (int step = 0; step < MOST_STEPS; step++) {
        differentiate();
        if (Math.abs(gradientA) < enough && Math.abs(gradientB) < enough) {
          break;
        }
        double determinant = hessianAa * hessianBb - hessianAb * hessianAb;
        double stepA = -(hessianBb * gradientA - hessianAb * gradientB) / determinant;
        double stepB = -(hessianAa * gradientB - hessianAb * gradientA) / determinant;
        double next = lineSearch(objective, stepA, stepB);
        if (!(next < objective)) {
          lastStep(stepA, stepB);
          break;
        }
        objective = next;
      }
      return new PlattCalibrator(a, b);
    }

    /**
     * Takes a step whose gain is lost in the rounding of the objective, which sees a gradient of
     * 1e-8 only; goes back if the gradient is not lower after it.
     */
    private void lastStep(double stepA, double stepB) {
      double before = Math.max(Math.abs(gradientA), Math.abs(gradientB));
      double oldA = a;
      double oldB = b;
      a += stepA;
      b += stepB;
      differentiate();
      if (!(Math.max(Math.abs(gradientA), Math.abs(gradientB)) < before)) {
        a = oldA;
        b = oldB;
      }
    }

    /** Moves along the step and gives the new objective; stays where it is if nothing is lower. */
    private double lineSearch(double objective, double stepA, double stepB) {
      double descent = gradientA * stepA + gradientB * stepB;
      for (double length = 1; length >= LEAST_STEP; length /= 2) {
        double next = objective(a + length * stepA, b + length * stepB);
        if (next < objective + 1e-4 * length * descent) {
          a += length * stepA;
          b += length * stepB;
          return next;
        }
      }
      return objective;
    }

    private double objective(double slope, double intercept) {
      double sum = 0;
      for (int i = 0; i < samples.size(); i++) {
        double f = slope * samples.score(i) + intercept;
        // −t ln p − (1−t) ln(1−p) with p = 1/(1+e^f)
        sum += samples.weight(i) * (Logistic.softplus(f) - (1 - target(i)) * f);
      }
      return sum;
    }

    private void differentiate() {
      gradientA = 0;
      gradientB = 0;
      hessianAa = RIDGE;
      hessianAb = 0;
      hessianBb = RIDGE;
      for (int i = 0; i < samples.size(); i++) {
        double score = samples.score(i);
        double p = Logistic.sigmoid(-(a * score + b));
        double residual = samples.weight(i) * (target(i) - p);
        double curvature = samples.weight(i) * p * (1 - p);
        gradientA += residual * score;
        gradientB += residual;
        hessianAa += curvature * score * score;
        hessianAb += curvature * score;
        hessianBb += curvature;
      }
    }

    private double target(int i) {
      return samples.label(i) == 1 ? targetPositive : targetNegative;
    }
  }
}
