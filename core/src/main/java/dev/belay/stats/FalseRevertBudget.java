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
   * Breach rate r: decided when j windows breached out of n, j / max(20, n) > r. With n_j the most
   * windows, of W, out of which j are too many, and a for "this window breaches, given the past"
   * (m tests: a/m each), the j-th breach comes within n_j windows or never decides:
   *   P ≤ Σ_j P(Bin(n_j, a) ≥ j) ≤ 0.1B / s,
   * where the count starts anew s times (each start has the whole sum). The sum ends with the first j
   * whose n_j is W. At r = 1/10: j ≥ 3, n_j = 10j − 1. The largest such a is found by bisection,
   * rounded down.
   *
   * Health: 0.1B / (W m_h) a window and test. No windows or tests: no level; at least one is asked
   * for. Error of a: relative 1e-12, downwards in the bisection.
   */
  private static final double SEQUENTIAL = 0.7;
  private static final double TENTH = 0.1;
  private static final int BISECTIONS = 60;
  private static final double NEGLIGIBLE = 0x1p-53;
  private static final double MOST_LEVEL = 0.5;

  /** A breach rate is one of at least this many windows: the first few breaches are no rate yet. */
  public static final int LEAST_WINDOWS = 20;

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
   * The probability with which a window may breach, given the past, so that more than the tolerated
   * share of at least {@value #LEAST_WINDOWS} windows rarely do.
   *
   * @param windows the number of windows planned, at least 1
   * @param starts how many times the count of windows starts anew (once a stage), at least 1
   * @param rate the share of breaching windows that is tolerated, 0 to 1
   * @return a probability above 0 and at most ½
   */
  public double anyLevel(int windows, int starts, double rate) {
    positive(windows, "windows");
    if (!(rate >= 0 && rate <= 1)) {
      throw new IllegalArgumentException(
          "The breach rate is " + rate + ": it has to lie between 0 and 1.");
    }
    double budget = TENTH * total / positive(starts, "starts");
    double low = 0;
    double high = MOST_LEVEL;
    for (int i = 0; i < BISECTIONS; i++) {
      double middle = (low + high) / 2;
      if (keeps(middle, windows, rate, budget)) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /**
   * How likely, at most, more than the tolerated share of at least {@value #LEAST_WINDOWS} windows
   * ever breach, from one start of the count.
   *
   * @param level the probability with which a window breaches, given the past, 0 to 1
   * @param windows the number of windows, at least 1
   * @param rate the share of breaching windows that is tolerated, 0 to 1
   * @return at most 1
   */
  public static double anyRisk(double level, int windows, double rate) {
    return Math.min(1, anyRisk(level, positive(windows, "windows"), rate, 1));
  }

  /**
   * The level of one window test, valid given the past, that keeps both window rules within their
   * shares: the lesser of {@link #consecutiveLevel} and {@link #anyLevel} / tests.
   *
   * @param windows the number of windows planned, at least 1
   * @param tests the number of tests of a window, at least 1
   * @param consecutive the number of consecutive breaches of one test that decide, at least 1
   * @param starts how many times the count of windows starts anew, at least 1
   * @param rate the share of breaching windows that is tolerated, 0 to 1
   */
  public double autoLevel(int windows, int tests, int consecutive, int starts, double rate) {
    double any = anyLevel(windows, starts, rate) / positive(tests, "tests");
    double level = Math.min(consecutiveLevel(windows, tests, consecutive), any);
    return Math.max(Double.MIN_NORMAL, level);
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

  private static boolean keeps(double a, int windows, double rate, double budget) {
    return anyRisk(a, windows, rate, budget) <= budget;
  }

  /** The sum over the counts; as soon as it is more than this, what it is so far. */
  private static double anyRisk(double a, int windows, double rate, double enough) {
    double sum = 0;
    int n = 0;
    for (int j = 1; n < windows && j <= windows && sum <= enough; j++) {
      while (n < windows && isOver(j, n + 1, rate)) {
        n++;
      }
      double tail = upperTail(n, j, a);
      sum += tail;
      double rest = tail * (windows - j);
      if (n > j && a < rate && rest <= NEGLIGIBLE * enough) {
        // They fall from here on: the expected number na is below j, and further so with each j.
        return sum + rest;
      }
    }
    return sum;
  }

  /**
   * Whether so many breaching windows are over a breach rate.
   *
   * @param breaching how many breached, at least 0
   * @param windows out of how many, at least 0; fewer than {@value #LEAST_WINDOWS} count as so many
   * @param rate the tolerated share
   */
  public static boolean isOver(int breaching, int windows, double rate) {
    return (double) breaching / Math.max(LEAST_WINDOWS, windows) > rate;
  }

  /** P(Bin(n, a) ≥ k), not less than it is but for rounding. */
  private static double upperTail(int n, int k, double a) {
    if (k > n) {
      return 0;
    }
    if (k <= (n + 1) * a) {
      // Terms still rise there: it is about a half.
      return 1;
    }
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
