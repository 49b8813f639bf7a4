package dev.belay.calibration;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A calibrator fitted under the calibrator contract, with the reason if it is the identity.
 *
 * @param asked the method that was asked for
 * @param calibrator the calibrator to use
 * @param identityReason why the identity was chosen instead of the method asked for, else absent
 * @param slope the reliability slope of the calibrator's output on the samples it was fitted to;
 *     absent when it has none (no samples, or one value only)
 * @param stretch the factor by which the output was stretched around its mean to bring the slope
 *     into bounds, 1 when it was not
 */
public record CalibratorFit(
    CalibrationMethod asked,
    Calibrator calibrator,
    Optional<IdentityReason> identityReason,
    OptionalDouble slope,
    double stretch) {
  /*
   * How. In this order: too few samples, only one label, or already calibrated (AECE ≤ what a
   * perfectly calibrated model is expected to show + 2 sd, K by default) give the identity. Else the
   * plain fit is made; one that does not rise gives the identity. Then the reliability slope of its output
   * on the fitting samples (equal-mass bins, default K) has to lie in [0.9, 1.1]. An output stretched
   * by f around its weighted mean has the slope divided by f, but for outputs that the bounds
   * clamp; so f = slope / nearest bound, repeated until the slope is inside. A slope that is absent or
   * not positive, or that 50 rounds do not bring inside, gives the identity.
   */

  /** The least reliability slope that a fitted calibrator may have. */
  public static final double LEAST_SLOPE = 0.9;

  /** The highest reliability slope that a fitted calibrator may have. */
  public static final double MOST_SLOPE = 1.1;

  private static final double CALIBRATED_WITHIN_SD = 2;
  private static final int MOST_ROUNDS = 50;

  /** Why a calibrator is the identity. */
  public enum IdentityReason {
    /** The weight of the samples is below the minimum of the method. */
    TOO_FEW_SAMPLES,
    /** All labels are equal. */
    ONE_LABEL_ONLY,
    /** The scores are as well calibrated as chance lets one tell. */
    ALREADY_CALIBRATED,
    /** The labels fall, or do not rise, with the scores. */
    DECREASING,
    /** No stretching brings the reliability slope into its bounds. */
    SLOPE_OUT_OF_REACH
  }

  /**
   * Fits a calibrator.
   *
   * @param method what to fit; {@link CalibrationMethod#IDENTITY} fits nothing
   * @param samples the samples; read, not kept; may be empty
   * @return the fit
   */
  public static CalibratorFit of(CalibrationMethod method, LabelledScores samples) {
    SortedScores sorted = SortedScores.of(samples);
    if (method == CalibrationMethod.IDENTITY) {
      return identity(method, Optional.empty(), sorted);
    }
    Optional<IdentityReason> reason = reasonAgainstFitting(method, sorted);
    if (reason.isPresent()) {
      return identity(method, reason, sorted);
    }
    Calibrator plain = fit(method, sorted);
    if (decreasing(plain)) {
      return identity(method, Optional.of(IdentityReason.DECREASING), sorted);
    }
    return stretched(method, plain, sorted);
  }

  private static Optional<IdentityReason> reasonAgainstFitting(
      CalibrationMethod method, SortedScores samples) {
    if (samples.totalWeight() < method.minSamples()) {
      return Optional.of(IdentityReason.TOO_FEW_SAMPLES);
    }
    boolean differ = false;
    for (int i = 1; i < samples.size() && !differ; i++) {
      differ = samples.label(i) != samples.label(0);
    }
    if (!differ) {
      return Optional.of(IdentityReason.ONE_LABEL_ONLY);
    }
    SharedBinningConfig config = defaultConfig(samples);
    ScorePools pools = ScorePools.of(samples, config.unitsPerOne());
    EqualMassPartition partition = SharedBinningCore.partition(pools, config);
    ReliabilityBins bins = SharedBinningCore.bin(samples, pools, config, partition).bins();
    ExpectedError expected = ExpectedError.of(bins, samples, pools, partition).orElseThrow();
    double calibrated = expected.mean() + CALIBRATED_WITHIN_SD * expected.standardDeviation();
    return CalibrationError.error(bins).orElseThrow() <= calibrated
        ? Optional.of(IdentityReason.ALREADY_CALIBRATED)
        : Optional.empty();
  }

  private static Calibrator fit(CalibrationMethod method, SortedScores samples) {
    return switch (method) {
      case IDENTITY -> IdentityCalibrator.INSTANCE;
      case ISOTONIC -> IsotonicCalibrator.fit(samples);
      case TEMPERATURE -> TemperatureCalibrator.fit(samples);
      case PLATT -> PlattCalibrator.fit(samples);
    };
  }

  private static boolean decreasing(Calibrator plain) {
    if (plain instanceof PlattCalibrator platt) {
      return !platt.increasing();
    }
    if (plain instanceof IsotonicCalibrator isotonic) {
      return isotonic.constant();
    }
    return plain instanceof TemperatureCalibrator temperature && temperature.flat();
  }

  private static CalibratorFit stretched(
      CalibrationMethod method, Calibrator plain, SortedScores samples) {
    double centre = meanOutput(plain, samples);
    Calibrator calibrator = plain;
    double stretch = 1;
    for (int round = 0; round < MOST_ROUNDS; round++) {
      OptionalDouble slope = slope(calibrator, samples);
      if (slope.isEmpty() || !(slope.getAsDouble() > 0)) {
        break;
      }
      double value = slope.getAsDouble();
      if (value >= LEAST_SLOPE && value <= MOST_SLOPE) {
        return new CalibratorFit(method, calibrator, Optional.empty(), slope, stretch);
      }
      // Aim a hair inside the bound, so that rounding does not leave the slope outside.
      double aim = value < LEAST_SLOPE ? LEAST_SLOPE + 1e-9 : MOST_SLOPE - 1e-9;
      stretch *= value / aim;
      calibrator = new StretchedCalibrator(plain, centre, stretch);
    }
    return identity(method, Optional.of(IdentityReason.SLOPE_OUT_OF_REACH), samples);
  }

  private static CalibratorFit identity(
      CalibrationMethod asked, Optional<IdentityReason> reason, SortedScores samples) {
    return new CalibratorFit(
        asked, IdentityCalibrator.INSTANCE, reason, slope(IdentityCalibrator.INSTANCE, samples), 1);
  }

  private static OptionalDouble slope(Calibrator calibrator, SortedScores samples) {
    LabelledScores output = new LabelledScores();
    for (int i = 0; i < samples.size(); i++) {
      output.add(calibrator.calibrate(samples.score(i)), samples.label(i), samples.weight(i));
    }
    return CalibrationError.slope(defaultBins(SortedScores.of(output)));
  }

  private static ReliabilityBins defaultBins(SortedScores samples) {
    SharedBinningConfig config = defaultConfig(samples);
    return SharedBinningCore.bin(samples, ScorePools.of(samples, config.unitsPerOne()), config)
        .bins();
  }

  private static SharedBinningConfig defaultConfig(SortedScores samples) {
    return SharedBinningConfig.DEFAULT.withBins(
        CalibrationError.defaultBins(samples.totalWeight()));
  }

  private static double meanOutput(Calibrator calibrator, SortedScores samples) {
    double sum = 0;
    for (int i = 0; i < samples.size(); i++) {
      sum += samples.weight(i) * calibrator.calibrate(samples.score(i));
    }
    return sum / samples.totalWeight();
  }
}
