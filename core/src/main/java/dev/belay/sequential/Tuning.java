package dev.belay.sequential;

import dev.belay.stats.BetaMixture;
import dev.belay.stats.LateChangeWeights;

/**
 * What all gates of an attempt have in common. Immutable.
 *
 * @param weights what late-change processes set aside for each tick
 * @param dispersion φ, how many observations may depend on one another, at least 1
 * @param minSamples the least observations of a control that are compared with, at least 1
 */
record Tuning(LateChangeWeights weights, double dispersion, long minSamples) {
  /** β: the probability that a gate's "within the limit" is wrong. */
  static final double BETA = 0.05;

  /** ln(1/β). */
  static final double LOG_CONFIRMS = -StrictMath.log(BETA);

  private static final double LEAST_TUNED = 1e-12;

  /** A mixture for a budget; below 10^-12 it is tuned as for that, which keeps the guarantee. */
  static BetaMixture mixture(double p, double nOpt, double alpha) {
    return BetaMixture.oneSided(p, nOpt, Math.max(LEAST_TUNED, alpha));
  }
}
