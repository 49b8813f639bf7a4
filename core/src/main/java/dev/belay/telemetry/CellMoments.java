package dev.belay.telemetry;

import dev.belay.stats.ExactSum;

/**
 * What n and Σt of the scores of one cell and label say about Σt²; the derivation is in {@link
 * GridCalibration}.
 *
 * @param near whether the label lies on the scores' side of one half
 * @param n the number of scores
 * @param sum Σt
 * @param squares the middle of the range of Σt²
 * @param squaresError half of that range
 */
record CellMoments(boolean near, long n, double sum, double squares, double squaresError) {

  static CellMoments of(ScoreGrid grid, int cell, boolean label) {
    long n = grid.labelled(cell, label);
    boolean near = ScoreCells.mirrored(cell) == label;
    double sum = grid.sumUnits(cell, label) / ScoreCells.unitsPerOne(cell);
    if (n <= 1) {
      return new CellMoments(near, n, sum, sum * sum, 0);
    }
    // Counted from the cell's lower edge, u = t − a in [0, w], nothing large cancels: Σu² ≤ wΣu.
    double a = ScoreCells.tLower(cell);
    double width = ScoreCells.tUpper(cell) - a;
    long aUnits = ScoreCells.minUnits(cell);
    double offset =
        (grid.sumUnits(cell, label) - Math.multiplyExact(n, aUnits)) / ScoreCells.unitsPerOne(cell);
    double least = offset * offset / n;
    double most = width * offset;
    double base = a * a * n + 2 * a * offset;
    return new CellMoments(
        near, n, sum, base + (least + most) / 2, Math.max(0, (most - least) / 2));
  }

  /** Adds Σ(y − s)². */
  void addSquaredError(ExactSum to) {
    to.add(squares);
    if (!near) {
      to.add((double) n);
      to.add(-2 * sum);
    }
  }

  /** Adds Σ s(1 − s). */
  void addVariance(ExactSum to) {
    to.add(sum);
    to.add(-squares);
  }
}
