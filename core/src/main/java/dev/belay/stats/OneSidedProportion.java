package dev.belay.stats;

/**
 * E-values for a proportion against a fixed limit: that it is above (an alarm) or below (a pass).
 *
 * <p>Immutable, so safe for use by several threads. Evaluating allocates nothing.
 */
public final class OneSidedProportion {
  /*
   * How. For k of n Bernoulli observations, the limit q0 and an alternative q,
   *   ln e(q) = (k ln(q/q0) + (n−k) ln((1−q)/(1−q0))) / φ.
   * For q > q0 the mean of e(q) is at most 1 if every observation, given the past, has a
   * probability of at most q0 (e(q) grows with k, and at q0 it is a likelihood ratio); for q < q0
   * likewise with at least q0. Grids: alarm q0 · {1.25, 1.6, 2, 3, 5, 8, 15, 30, 60}, those below
   * 1; pass q0 · {0.9, 0.8, 0.65, 0.5, 0.35, 0.2, 0.1, 0.05}; equal weights. φ ≥ 1 is the
   * dispersion: if the observations of one tick come in groups of at most φ, whatever the
   * dependence inside a group, e^(1/φ) is an e-value (Hölder's inequality).
   *
   * Domain: 0 < q0 < 0.8 (so that an alternative exists), 0 ≤ k ≤ n. n = 0 gives e = 1, ln e = 0.
   * Guarantees: the alarm inside LateChange rejects wrongly with probability at most α, at any
   * time; the pass value, mean of the products over all ticks, reaches 1/β wrongly with probability
   * at most β (Ville 1939). Sources: Wald 1945; Waudby-Smith & Ramdas 2024.
   */
  private static final double[] ALARM = {1.25, 1.6, 2, 3, 5, 8, 15, 30, 60};
  private static final double[] PASS = {0.9, 0.8, 0.65, 0.5, 0.35, 0.2, 0.1, 0.05};

  private final double limit;
  private final double dispersion;
  private final double[] alarmSuccess;
  private final double[] alarmFailure;
  private final double[] passSuccess;
  private final double[] passFailure;

  /**
   * Makes the e-values for one limit.
   *
   * @param limit q0, the proportion to compare with, above 0 and below 0.8
   * @param dispersion φ, how many observations may depend on one another, at least 1; 1 means none
   * @throws IllegalArgumentException if an argument is out of range
   */
  public OneSidedProportion(double limit, double dispersion) {
    if (!(limit > 0 && limit * ALARM[0] < 1)) {
      throw new IllegalArgumentException(
          "The limit of a proportion is "
              + limit
              + ": it has to lie above 0 and below 0.8; for a higher one count the opposite.");
    }
    this.limit = limit;
    this.dispersion = Dispersion.checked(dispersion);
    int below = 0;
    while (below < ALARM.length && limit * ALARM[below] < 1) {
      below++;
    }
    alarmSuccess = new double[below];
    alarmFailure = new double[below];
    fill(ALARM, alarmSuccess, alarmFailure);
    passSuccess = new double[PASS.length];
    passFailure = new double[PASS.length];
    fill(PASS, passSuccess, passFailure);
  }

  private void fill(double[] ratios, double[] success, double[] failure) {
    for (int j = 0; j < success.length; j++) {
      success[j] = StrictMath.log(ratios[j]) / dispersion;
      failure[j] = (StrictMath.log1p(-limit * ratios[j]) - StrictMath.log1p(-limit)) / dispersion;
    }
  }

  /**
   * The number of alternatives above the limit.
   *
   * @return from 1 to 9
   */
  public int alarmPoints() {
    return alarmSuccess.length;
  }

  /**
   * The evidence of one tick that the proportion is above the limit, for each alternative.
   *
   * @param successes k, from 0 to n
   * @param trials n, at least 0; 0 gives 0 everywhere
   * @param logE where ln e goes; its length is {@link #alarmPoints()}
   * @throws IllegalArgumentException if the counts are out of range or the length is wrong
   */
  public void logE(long successes, long trials, double[] logE) {
    check(successes, trials);
    if (logE.length != alarmSuccess.length) {
      throw new IllegalArgumentException(
          "The array for the e-values has length "
              + logE.length
              + ": it has to have the length alarmPoints(), "
              + alarmSuccess.length
              + ".");
    }
    double failures = trials - successes;
    for (int j = 0; j < logE.length; j++) {
      logE[j] = successes * alarmSuccess[j] + failures * alarmFailure[j];
    }
  }

  /**
   * The evidence of all ticks together that the proportion is above the limit, had the change been
   * there from the first one.
   *
   * @param successes k, from 0 to n
   * @param trials n, at least 0
   * @return ln of the mean over the grid; 0 for n = 0
   * @throws IllegalArgumentException if the counts are out of range
   */
  public double logAlarm(long successes, long trials) {
    check(successes, trials);
    return logMean((double) successes, (double) trials, alarmSuccess, alarmFailure);
  }

  /**
   * The evidence of all ticks together that the proportion is below the limit.
   *
   * @param successes k over all ticks, from 0 to n
   * @param trials n over all ticks, at least 0
   * @return ln of the mean over the grid; it passes at ln(1/β) or more; 0 for n = 0
   * @throws IllegalArgumentException if the counts are out of range
   */
  public double logPass(long successes, long trials) {
    check(successes, trials);
    return logMean((double) successes, (double) trials, passSuccess, passFailure);
  }

  private static double logMean(double k, double n, double[] success, double[] failure) {
    if (n == 0) {
      return 0;
    }
    double value = Double.NEGATIVE_INFINITY;
    for (int j = 0; j < success.length; j++) {
      value = LogSpace.add(value, k * success[j] + (n - k) * failure[j]);
    }
    return value - StrictMath.log(success.length);
  }

  private static void check(long successes, long trials) {
    if (!(trials >= 0 && successes >= 0 && successes <= trials)) {
      throw new IllegalArgumentException(
          "There are "
              + successes
              + " successes in "
              + trials
              + " trials: pass counts with 0 <= successes <= trials.");
    }
  }
}
