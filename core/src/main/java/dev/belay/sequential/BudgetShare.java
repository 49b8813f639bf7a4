package dev.belay.sequential;

/**
 * What one sequential gate, or one rule of windows, may use of the budget for false reverts.
 * Immutable.
 *
 * @param gate the gate's name, as in {@link dev.belay.gate.GateNames}, or that of a rule of windows
 * @param ofSlices whether it is judged slice by slice; else over all slices together
 * @param tests how many such tests there may ever be in an attempt, at least 1
 * @param alpha α of each of them: the probability that it ever rejects wrongly, above 0 and below 1
 */
public record BudgetShare(String gate, boolean ofSlices, int tests, double alpha) {

  /**
   * The rule of windows in which one test breaches several times running: one a window and test.
   */
  public static final String CONSECUTIVE_BREACHES = "windows.consecutiveBreaches";

  /** The rule of the share of windows that breach: one a rung. */
  public static final String BREACH_RATE = "windows.maxBreachRate";

  /** The rule of Critical health: one a window. */
  public static final String HEALTH = "windows.health";

  /** The probability that any of them ever rejects wrongly is at most this. */
  public double total() {
    return tests * alpha;
  }
}
