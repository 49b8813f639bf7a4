package dev.belay.stats;

/**
 * How one probability of ever deciding wrongly is divided over the rules that may decide. Immutable
 * and thread-safe; the same bits on every Java machine.
 *
 * @param total B, the probability to divide, strictly between 0 and 1
 */
public record FalseRevertBudget(double total) {
  /*
   * How. B = 0.7 sequential tests + 0.1 consecutive windows + 0.1 breach rate + 0.1 health. By the
   * union bound the probability that any rule ever decides wrongly is at most B.
   *
   * Sequential: half of 0.7 B over the G tests of everything, half over G tests of each of S slices.
   *
   * Consecutive windows: W windows, m tests each, a test decides when it breaches c windows running.
   * Where a test's level a holds given the past, c given windows breach with probability a^c, so
   *   a = (0.1B / (W m))^(1/c).
   * Where the windows share data (a frozen baseline), only a = 0.1B / (W m) is safe. Then the
   * probability of any breach at all is within 0.1B, which covers the breach rate as well.
   *
   * Breach rate: decided when j windows breached out of n, j / max(20, n) > 1/10: j ≥ 3 and
   * n ≤ 10j − 1. With a for "this window breaches, given the past" (m tests: a/m each),
   *   P ≤ Σ_{j≥3} P(Bin(10j − 1, a) ≥ j) ≤ 0.1B / r,
   * where the count starts anew r times (each start has the whole sum). The largest such a is found
   * by bisection, rounded down. With a < 1/10, the terms of P(Bin(n, a) ≥ j), n = 10j − 1, fall by
   * at least the factor 9a/(1−a) < 1, and C(10j, j) ≤ (10^10/9^9)^j, so that
   *   P(Bin(10j−1, a) ≥ j) ≤ 0.9 ρ^j / (1 − 10a), ρ = a(1−a)^9 10^10/9^9 < 1:
   * what is left out after J terms is at most 0.9 ρ^(J+1) / ((1 − 10a)(1 − ρ)) and is added.
   *
   * Health: 0.1B / (W m_h) a window and test. No windows or tests: no level; at least one is asked
   * for. Error of a: relative 1e-12, downwards in the bisection.
   */
  private static final double SEQUENTIAL = 0.7;
  private static final double TENTH = 0.1;
  private static final int FIRST_COUNT = 3;
  private static final int WINDOWS_PER_BREACH = 10;
  private static final int BISECTIONS = 60;
  private static final double NEGLIGIBLE = 0x1p-53;
  private static final double GROWTH = 1e10 / 387_420_489;

  /**
   * Makes a budget.
   *
   * @throws IllegalArgumentException if the total is not strictly between 0 and 1
   */
  public FalseRevertBudget {
    if (!(total > 0 && total < 1)) {
      throw new IllegalArgumentException(
          "The budget is " + total + ": it has to lie strictly between 0 and 1.");
    }
  }

  /** The share of all sequential tests together: 0.7 of the total. */
  public double sequential() {
    return SEQUENTIAL * total;
  }

  /**
   * The share of one sequential test over everything.
   *
   * @param gates the number of such tests, at least 1
   */
  public double sequentialOverall(int gates) {
    return sequential() / 2 / positive(gates, "gates");
  }

  /**
   * The share of one sequential test in one slice.
   *
   * @param gates the number of tests of a slice, at least 1
   * @param maxSlices the most slices there may ever be, at least 1
   */
  public double sequentialSlice(int gates, int maxSlices) {
    return sequential() / 2 / positive(gates, "gates") / positive(maxSlices, "slices");
  }

  /**
   * The level of one window test, valid given the past, that decides after some breaches running.
   *
   * @param windows the number of windows planned, at least 1
   * @param tests the number of tests of a window, at least 1
   * @param consecutive the number of consecutive breaches of one test that decide, at least 1
   */
  public double consecutiveLevel(int windows, int tests, int consecutive) {
    positive(consecutive, "consecutive breaches");
    double level = sharedDataLevel(windows, tests);
    return consecutive == 1 ? level : StrictMath.pow(level, 1.0 / consecutive);
  }

  /**
   * The level of one window test whose windows share data, however many breaches decide. It covers
   * the breach rate too.
   *
   * @param windows the number of windows planned, at least 1
   * @param tests the number of tests of a window, at least 1
   */
  public double sharedDataLevel(int windows, int tests) {
    return TENTH * total / positive(windows, "windows") / positive(tests, "tests");
  }

  /**
   * The probability with which a window may breach, given the past, so that more than one in ten of
   * at least twenty windows rarely do.
   *
   * @param starts how many times the count of windows starts anew (once a stage), at least 1
   * @return a probability above 0 and below 0.1
   */
  public double anyLevel(int starts) {
    double budget = TENTH * total / positive(starts, "starts");
    double low = 0;
    double high = TENTH;
    for (int i = 0; i < BISECTIONS; i++) {
      double middle = (low + high) / 2;
      if (keeps(middle, budget)) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /**
   * The level of one window test, valid given the past, that keeps both window rules within their
   * shares: the lesser of {@link #consecutiveLevel} and {@link #anyLevel} / tests.
   *
   * @param windows the number of windows planned, at least 1
   * @param tests the number of tests of a window, at least 1
   * @param consecutive the number of consecutive breaches of one test that decide, at least 1
   * @param starts how many times the count of windows starts anew, at least 1
   */
  public double autoLevel(int windows, int tests, int consecutive, int starts) {
    return Math.min(consecutiveLevel(windows, tests, consecutive), anyLevel(starts) / tests);
  }

  /**
   * The level of one health test of one window.
   *
   * @param windows the number of windows planned, at least 1
   * @param tests the number of health tests of a window, at least 1
   */
  public double healthLevel(int windows, int tests) {
    return TENTH * total / positive(windows, "windows") / positive(tests, "health tests");
  }

  /** Whether the sum over the counts, remainder included, is within the budget. */
  private static boolean keeps(double a, double budget) {
    double power = StrictMath.pow(1 - a, 9);
    double rho = a * power * GROWTH;
    double factor = 0.9 / ((1 - 10 * a) * (1 - rho));
    double sum = 0;
    for (int j = FIRST_COUNT; ; j++) {
      sum += upperTail(WINDOWS_PER_BREACH * j - 1, j, a);
      if (sum > budget) {
        return false;
      }
      double remainder = factor * StrictMath.pow(rho, j + 1.0);
      if (sum + remainder <= budget) {
        return true;
      }
      if (remainder <= NEGLIGIBLE * budget) {
        return false;
      }
    }
  }

  /** P(Bin(n, a) ≥ k), not less than it is but for rounding; falling terms from k on. */
  private static double upperTail(int n, int k, double a) {
    double term = BinomialDistribution.probability(k, n, a);
    double odds = a / (1 - a);
    double sum = 0;
    for (int i = k; ; i++) {
      sum += term;
      double ratio = (double) (n - i) / (i + 1) * odds;
      double rest = term * ratio / (1 - ratio);
      if (rest <= NEGLIGIBLE * sum) {
        return sum + rest;
      }
      term *= ratio;
    }
  }

  private static int positive(int value, String what) {
    if (value < 1) {
      throw new IllegalArgumentException(
          "The number of " + what + " is " + value + ": it has to be at least 1.");
    }
    return value;
  }
}
