package dev.belay.calibration;

/** The check that every calibrator makes of its argument. */
final class Scores {
  private Scores() {}

  static double checked(double score) {
    if (!(score >= 0 && score <= 1)) {
      throw new IllegalArgumentException(
          "The score to calibrate is "
              + score
              + ": pass a number from 0 to 1, and count others as invalid.");
    }
    return score;
  }
}
