package dev.belay.sequential;

import java.util.Arrays;

/**
 * Labelled scores by bin and label: how many, and their sum. Mutable and not thread-safe. The same
 * order of ticks gives the same bits.
 */
final class BinTotals {
  private static final double CLEARLY = 3;

  /** What rounding may do to a sum, relative to n. */
  private static final double SLACK = 1e-9;

  private final long[] n = new long[2 * LabelBins.COUNT];
  private final double[] sum = new double[2 * LabelBins.COUNT];

  void add(int bin, boolean label, long count, double sumOfScores) {
    int at = at(bin, label);
    n[at] = Math.addExact(n[at], count);
    sum[at] += sumOfScores;
  }

  private static int at(int bin, boolean label) {
    return 2 * bin + (label ? 1 : 0);
  }

  long n(int bin, boolean label) {
    return n[at(bin, label)];
  }

  /** The sum of the scores, within the bin in spite of rounding. */
  double sum(int bin, boolean label) {
    return sum[at(bin, label)];
  }

  long labels() {
    long labels = 0;
    for (long count : n) {
      labels += count;
    }
    return labels;
  }

  /**
   * The calibration error over the bins: Σ √(max(0, R² − V)) / n with R = Σ(y − s) of a bin and V =
   * Σ s(1 − s), taken at the mean score, what chance adds to R²; 0 without labels.
   */
  double error() {
    double error = 0;
    for (int bin = 0; bin < LabelBins.COUNT; bin++) {
      double residual = n(bin, true) - sum(bin, false) - sum(bin, true);
      error += Math.sqrt(Math.max(0, residual * residual - chance(bin)));
    }
    return error == 0 ? 0 : error / labels();
  }

  /**
   * Whether the error is over a limit by more than three times √ΣV / n, which chance rarely adds.
   */
  boolean isClearlyOver(double limit) {
    double chance = 0;
    for (int bin = 0; bin < LabelBins.COUNT; bin++) {
      chance += chance(bin);
    }
    return error() - limit > CLEARLY * Math.sqrt(chance) / labels();
  }

  /** V of a bin. */
  private double chance(int bin) {
    double count = (double) n(bin, false) + n(bin, true);
    double scores = sum(bin, false) + sum(bin, true);
    return count == 0 ? 0 : scores * (1 - scores / count);
  }

  void clear() {
    Arrays.fill(n, 0);
    Arrays.fill(sum, 0);
  }

  void write(StateWriter out) {
    out.sparse(n);
    for (int i = 0; i < n.length; i++) {
      if (n[i] > 0) {
        out.real(sum[i]);
      }
    }
  }

  void read(StateReader in) {
    clear();
    in.sparse(n);
    for (int i = 0; i < n.length; i++) {
      if (n[i] > 0) {
        sum[i] = in.finite();
        double slack = SLACK * n[i];
        if (!(sum[i] >= n[i] * LabelBins.lower(i / 2) - slack
            && sum[i] <= n[i] * LabelBins.upper(i / 2) + slack)) {
          throw in.fault(n[i] + " scores of bin " + i / 2 + " have the sum " + sum[i]);
        }
      }
    }
  }
}
