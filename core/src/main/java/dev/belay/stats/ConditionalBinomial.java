package dev.belay.stats;

/**
 * E-values for a treatment whose odds of a failure are higher than the control's, where both are
 * samples of one population.
 *
 * <p>Pure. Evaluating allocates nothing.
 */
public final class ConditionalBinomial {
  /*
   * How. Given that a tick has k = k_T + k_C failures among n_T treated and n_C control
   * observations, a failure is a treated one with probability s = n_T/(n_T + n_C) if there is no
   * difference. If its odds are r times as high, with probability r n_T/(r n_T + n_C); so
   *   ln e(r) = k_T ln r − k ln((r n_T + n_C)/(n_T + n_C)),   r in {1.2, 1.5, 2, 3, 5, 10, 30, 100}.
   * k_T is hypergeometric rather than binomial, hence less spread in the convex order (Hoeffding
   * 1963), and e(r) is convex in k_T: its mean is at most 1, also when the treated rate is lower.
   * The share s is the tick's own, so it may change from tick to tick. If failures come in groups of
   * at most φ, each of which falls to the treated with probability s, e^(1/φ) is an e-value (Jensen).
   *
   * Domain: 0 ≤ k_T ≤ n_T, 0 ≤ k_C ≤ n_C. No failures, or only one of the two samples, gives
   * e = 1, ln e = 0. Guarantee: inside LateChange at most α at any time (Ville 1939; Lindon & Malek
   * 2022). Not for samples that differ by assignment of whole clusters.
   */
  private static final double[] ODDS = {1.2, 1.5, 2, 3, 5, 10, 30, 100};
  private static final double[] LOG_ODDS = new double[ODDS.length];

  static {
    for (int j = 0; j < ODDS.length; j++) {
      LOG_ODDS[j] = StrictMath.log(ODDS[j]);
    }
  }

  private ConditionalBinomial() {}

  /**
   * The number of alternatives.
   *
   * @return 8
   */
  public static int points() {
    return ODDS.length;
  }

  /**
   * The evidence of one tick that the treated fail more often, for each alternative.
   *
   * @param treatedFailures k_T, from 0 to n_T
   * @param treated n_T, at least 0
   * @param controlFailures k_C, from 0 to n_C
   * @param controls n_C, at least 0
   * @param dispersion φ, how many failures may come together, at least 1
   * @param logE where ln e goes; its length is {@link #points()}
   * @throws IllegalArgumentException if an argument is out of range or the length is wrong
   */
  public static void logE(
      long treatedFailures,
      long treated,
      long controlFailures,
      long controls,
      double dispersion,
      double[] logE) {
    check("treated", treatedFailures, treated);
    check("control", controlFailures, controls);
    Dispersion.checked(dispersion);
    if (logE.length != ODDS.length) {
      throw new IllegalArgumentException(
          "The array for the e-values has length "
              + logE.length
              + ": it has to have the length points(), "
              + ODDS.length
              + ".");
    }
    for (int j = 0; j < logE.length; j++) {
      logE[j] = point(j, treatedFailures, treated, controlFailures, controls) / dispersion;
    }
  }

  /**
   * The evidence of one tick as a mean over the alternatives.
   *
   * @param treatedFailures k_T, from 0 to n_T
   * @param treated n_T, at least 0
   * @param controlFailures k_C, from 0 to n_C
   * @param controls n_C, at least 0
   * @param dispersion φ, how many failures may come together, at least 1
   * @return ln of the mean of e(r) over the odds
   * @throws IllegalArgumentException if an argument is out of range
   */
  public static double logMean(
      long treatedFailures, long treated, long controlFailures, long controls, double dispersion) {
    check("treated", treatedFailures, treated);
    check("control", controlFailures, controls);
    Dispersion.checked(dispersion);
    double sum = Double.NEGATIVE_INFINITY;
    for (int j = 0; j < ODDS.length; j++) {
      double value = point(j, treatedFailures, treated, controlFailures, controls) / dispersion;
      sum = LogSpace.add(sum, value);
    }
    return sum - StrictMath.log(ODDS.length);
  }

  private static double point(int j, long kT, long nT, long kC, long nC) {
    if (kT + kC == 0 || nT == 0 || nC == 0) {
      return 0;
    }
    double share = nT / ((double) nT + nC);
    return kT * LOG_ODDS[j] - ((double) kT + kC) * StrictMath.log1p((ODDS[j] - 1) * share);
  }

  private static void check(String sample, long failures, long observations) {
    if (!(failures >= 0 && observations >= failures)) {
      throw new IllegalArgumentException(
          "There are "
              + failures
              + " failures in "
              + observations
              + " "
              + sample
              + " observations: pass counts with 0 <= failures <= observations.");
    }
  }
}
