package dev.belay.stats;

import java.util.Arrays;

/** Per group of cells what its scores are worth at least, and how far labels exceed scores. */
final class ChordSums {
  private static final int LANES = ScoreChords.LANES;
  private static final int STAKES = ScoreChords.STAKES;

  private final ScoreBins bins;
  private final double[] worth;
  private final double[] residual;
  private final long[] count;
  private long total;

  ChordSums(ScoreBins bins) {
    this.bins = bins;
    this.worth = new double[bins.groups() * LANES];
    this.residual = new double[bins.groups()];
    this.count = new long[bins.groups()];
  }

  void clear() {
    for (int group = 0; group < count.length; group++) {
      if (count[group] > 0) {
        Arrays.fill(worth, group * LANES, (group + 1) * LANES, 0);
        residual[group] = 0;
        count[group] = 0;
      }
    }
    total = 0;
  }

  void add(int cell, boolean label, long n, double sumOfScores) {
    int group = bins.groupOf(cell);
    long newTotal = Math.addExact(total, n);
    bins.chords().add(cell, label, n, sumOfScores, worth, group * LANES);
    residual[group] += label ? n - sumOfScores : -sumOfScores;
    count[group] += n;
    total = newTotal;
  }

  /** Adds what another one holds, which has to be of the same bins. */
  void add(ChordSums other) {
    if (other.bins != bins) {
      throw new IllegalArgumentException(
          "Sums of other bins cannot be added: make both tests with the same ScoreBins.");
    }
    long newTotal = Math.addExact(total, other.total);
    for (int group = 0; group < count.length; group++) {
      if (other.count[group] > 0) {
        int end = (group + 1) * LANES;
        for (int lane = group * LANES; lane < end; lane++) {
          worth[lane] += other.worth[lane];
        }
        residual[group] += other.residual[group];
        count[group] += other.count[group];
      }
    }
    total = newTotal;
  }

  /** The number of scores. */
  long total() {
    return total;
  }

  /** The number of scores of a group. */
  long count(int group) {
    return count[group];
  }

  /** Σ(y − s) of a group. */
  double residual(int group) {
    return residual[group];
  }

  /** Adds what a group is worth with a side of −1, 0 or +1, to the values of all stakes. */
  void addWorth(int group, int side, double[] to, int offset) {
    if (side == 0) {
      for (int stake = 0; stake < STAKES; stake++) {
        to[offset + stake] += count[group] * bins.chords().idle(stake);
      }
      return;
    }
    int from = group * LANES + (side > 0 ? 0 : STAKES);
    for (int stake = 0; stake < STAKES; stake++) {
      to[offset + stake] += worth[from + stake];
    }
  }
}
