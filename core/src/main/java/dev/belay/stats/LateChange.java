package dev.belay.stats;

import java.util.Arrays;

/**
 * A sequential test against a change that may begin at any tick: a mean of e-processes that start
 * late, over a grid of alternatives.
 *
 * <p>It may be looked at after every tick, for ever: if the null hypothesis holds at all ticks, the
 * probability that {@link #rejects} is ever true is at most alpha. Mutable and not safe for use by
 * several threads. Advancing allocates nothing.
 */
public final class LateChange {
  /*
   * How. For each grid point j let e_t be the e-value of tick t: nonnegative, with mean at most 1
   * given the past if the null hypothesis holds at tick t. Then
   *   M_0 = 0,   M_t = e_t (M_(t−1) + w_t),   value = mean of M_t over the grid,
   * which is the mixture, with the weights w of LateChangeWeights, of the products of e-values that
   * begin at each tick. Mean M_t + Σ_{s>t} w_s is a nonnegative supermartingale that starts at or
   * below 1, so P(value ever reaches 1/α) ≤ α (Ville 1939; Shin, Ramdas & Rinaldo, e-detectors).
   *
   * State: t and ln M_t for each grid point; −infinity stands for 0. Before the first tick the
   * value is 0, its logarithm −infinity. An e-value of 0 (logarithm −infinity) is allowed and puts
   * M_t to 0 for that grid point; later ticks start it again.
   *
   * A tick without observations has the e-value 1 and would only use up a weight: the caller does
   * not advance for it. Starting again at t = 0 spends α again; losing M alone is safe.
   */
  private final LateChangeWeights weights;
  private final double[] logCapitals;
  private long ticks;

  /** Of the last tick, as the weights of most ticks are equal. */
  private double lastWeight;

  private double logWeight;

  /** The last budget that was asked about, as it is always the same. */
  private double lastAlpha;

  private double threshold;

  /**
   * Makes a test before its first tick.
   *
   * @param weights what is set aside for each tick
   * @param gridPoints how many alternatives there are, at least 1
   * @throws IllegalArgumentException if there is no grid point
   */
  public LateChange(LateChangeWeights weights, int gridPoints) {
    if (gridPoints < 1) {
      throw new IllegalArgumentException(
          "The number of grid points is " + gridPoints + ": pass at least 1.");
    }
    this.weights = weights;
    this.logCapitals = new double[gridPoints];
    Arrays.fill(logCapitals, Double.NEGATIVE_INFINITY);
  }

  private LateChange(LateChangeWeights weights, long ticks, double[] logCapitals) {
    this.weights = weights;
    this.ticks = ticks;
    this.logCapitals = logCapitals;
  }

  /**
   * Continues a test, to the very bit as if it had never been interrupted.
   *
   * @param weights the same weights as before
   * @param ticks what {@link #ticks()} gave
   * @param logCapitals what {@link #logCapitals()} gave; copied
   * @return the test
   * @throws IllegalArgumentException if no test can have been in that state
   */
  public static LateChange restore(LateChangeWeights weights, long ticks, double[] logCapitals) {
    if (ticks < 0) {
      throw new IllegalArgumentException(
          "The stored number of ticks is "
              + ticks
              + ": it has to be at least 0; restore what ticks() gave.");
    }
    if (logCapitals.length == 0) {
      throw new IllegalArgumentException(
          "The stored test has 0 capitals: restore all of what logCapitals() gave.");
    }
    for (double capital : logCapitals) {
      if (!(capital < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "A stored capital has the logarithm "
                + capital
                + ": it has to be finite or -Infinity; restore what logCapitals() gave.");
      }
      if (ticks == 0 && capital > Double.NEGATIVE_INFINITY) {
        throw new IllegalArgumentException(
            "A stored capital has the logarithm "
                + capital
                + " before the first tick: it has to be -Infinity; restore ticks together with"
                + " it.");
      }
    }
    return new LateChange(weights, ticks, logCapitals.clone());
  }

  /**
   * Takes in one tick that has observations; for an empty one this is not called.
   *
   * @param logE ln of the tick's e-value for each grid point, below +infinity; read, not kept
   * @throws IllegalArgumentException if the length is wrong or a value is NaN or +infinity; the
   *     test is then as before
   */
  public void advance(double[] logE) {
    if (logE.length != logCapitals.length) {
      throw new IllegalArgumentException(
          "There are "
              + logE.length
              + " e-values and "
              + logCapitals.length
              + " grid points: pass one for each.");
    }
    for (double value : logE) {
      if (!(value < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "The logarithm of an e-value is " + value + ": pass a number below +Infinity.");
      }
    }
    ticks++;
    double weight = weights.weight(ticks);
    if (weight != lastWeight) {
      lastWeight = weight;
      logWeight = StrictMath.log(weight);
    }
    for (int j = 0; j < logE.length; j++) {
      logCapitals[j] = logE[j] + Softplus.logAdd(logCapitals[j], logWeight);
    }
  }

  /**
   * The evidence against the null hypothesis now.
   *
   * @return ln of the mean over the grid of M_t; −infinity before the first tick
   */
  public double logValue() {
    return LogSpace.mean(logCapitals);
  }

  /**
   * Whether the evidence now is enough to reject.
   *
   * @param alpha the error budget of the whole test, strictly between 0 and 1
   * @return whether the mean capital is at least 1/alpha
   * @throws IllegalArgumentException if alpha is out of range
   */
  public boolean rejects(double alpha) {
    if (!(alpha > 0 && alpha < 1)) {
      throw new IllegalArgumentException(
          "The error budget alpha is " + alpha + ": it has to lie strictly between 0 and 1.");
    }
    if (alpha != lastAlpha) {
      lastAlpha = alpha;
      threshold = -StrictMath.log(alpha);
    }
    return reachesAny() && logValue() >= threshold;
  }

  /** Whether any capital reaches it: a mean is at most the greatest, and this is quick to see. */
  private boolean reachesAny() {
    for (double capital : logCapitals) {
      if (capital >= threshold) {
        return true;
      }
    }
    return false;
  }

  /**
   * How many ticks have been taken in, to be stored.
   *
   * @return at least 0
   */
  public long ticks() {
    return ticks;
  }

  /**
   * The capitals, to be stored.
   *
   * @return a copy of ln M_t for each grid point; −infinity stands for a capital of 0
   */
  public double[] logCapitals() {
    return logCapitals.clone();
  }
}
