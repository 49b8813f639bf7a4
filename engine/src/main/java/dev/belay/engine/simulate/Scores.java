package dev.belay.engine.simulate;

import dev.belay.stats.BetaFunctions;
import java.util.Arrays;

/**
 * How the scores of the control lie: a sorted table that queries draw from with equal chances.
 * Immutable.
 */
public final class Scores {
  /** The most scores that a table keeps; of more, as many of evenly spaced ranks. */
  public static final int MAX_SIZE = 1 << 16;

  /*
   * How. A beta distribution is 2^14 scores at the mid-quantiles (i + ½)/2^14, found by linear
   * interpolation in its distribution function on 4 096 points x = sin²(πj/8192), which crowd at
   * both ends as skewed scores do. A score is in the table as it is drawn, and a label is 1 with
   * exactly that chance, so that calibration is perfect whatever the table's error.
   */
  private static final int BETA_SIZE = 1 << 14;
  private static final int GRID = 4096;

  private final double[] sorted;

  private Scores(double[] sorted) {
    this.sorted = sorted;
  }

  /**
   * Scores of a beta distribution.
   *
   * @param a the first shape, from 0.05 to 1 000; below 1 scores crowd at 0
   * @param b the second shape, from 0.05 to 1 000; below 1 scores crowd at 1
   * @throws IllegalArgumentException if a shape is out of range
   */
  public static Scores beta(double a, double b) {
    checkShape(a);
    checkShape(b);
    double[] x = new double[GRID + 1];
    double[] below = new double[GRID + 1];
    for (int j = 1; j < GRID; j++) {
      double root = StrictMath.sin(Math.PI * j / (2 * GRID));
      x[j] = root * root;
      below[j] = StrictMath.exp(BetaFunctions.logLower(x[j], a, b));
    }
    x[GRID] = 1;
    below[GRID] = 1;
    double[] table = new double[BETA_SIZE];
    int j = 1;
    for (int i = 0; i < BETA_SIZE; i++) {
      double p = (i + 0.5) / BETA_SIZE;
      while (j < GRID && below[j] < p) {
        j++;
      }
      double step = below[j] - below[j - 1];
      double part = step > 0 ? (p - below[j - 1]) / step : 0.5;
      table[i] = Math.max(0, Math.min(1, x[j - 1] + part * (x[j] - x[j - 1])));
    }
    return new Scores(table);
  }

  private static void checkShape(double shape) {
    if (!(shape >= 0.05 && shape <= 1000)) {
      throw new IllegalArgumentException("a beta shape is " + shape + "; it must be 0.05 to 1000");
    }
  }

  /**
   * Scores that were seen; each is drawn with the same chance.
   *
   * @param seen at least one, each in [0, 1], in any order
   * @throws IllegalArgumentException if there are none, or one is out of range
   */
  public static Scores of(double[] seen) {
    if (seen.length == 0) {
      throw new IllegalArgumentException("no score was given; give at least one");
    }
    double[] table = seen.clone();
    for (double score : table) {
      if (!(score >= 0 && score <= 1)) {
        throw new IllegalArgumentException("a score is " + score + "; it must be 0 to 1");
      }
    }
    Arrays.sort(table);
    return new Scores(table.length <= MAX_SIZE ? table : evenlySpaced(table));
  }

  private static double[] evenlySpaced(double[] all) {
    double[] kept = new double[MAX_SIZE];
    for (int i = 0; i < MAX_SIZE; i++) {
      kept[i] = all[(int) ((2L * i + 1) * all.length / (2L * MAX_SIZE))];
    }
    return kept;
  }

  /** How many there are. */
  public int size() {
    return sorted.length;
  }

  /** The score of a rank, from 0 to {@link #size()} − 1, in ascending order. */
  public double at(int rank) {
    return sorted[rank];
  }

  /** The median: the mean of the two in the middle where their number is even. */
  public double median() {
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
