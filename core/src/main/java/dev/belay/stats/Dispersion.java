package dev.belay.stats;

/** The rule for dispersions, in one place. */
final class Dispersion {
  private Dispersion() {}

  /** The dispersion itself, if it is a finite number of at least 1. */
  static double checked(double dispersion) {
    if (!(dispersion >= 1 && dispersion <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "The dispersion is "
              + dispersion
              + ": it has to be a finite number of at least 1, which stands for independence.");
    }
    return dispersion;
  }
}
