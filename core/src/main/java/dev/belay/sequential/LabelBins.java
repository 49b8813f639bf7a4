package dev.belay.sequential;

import dev.belay.stats.ScoreBins;
import dev.belay.stats.ScoreChords;
import dev.belay.telemetry.ScoreCells;

/** The bins that sequential calibration is judged over, and the tables for them. Immutable. */
final class LabelBins {
  /*
   * How. Sixteen bins, cut at t = min(s, 1 − s) in {2^-8, 2^-6, 2^-5, 2^-4, 2^-3, 2^-2, 3/8, 1/2} on
   * both sides: all of them edges of ScoreCells, symmetrical, finer towards 0 and 1, where calibrated
   * scores crowd; fixed for ever, so that no data chooses them. s = ½ belongs to the bin above it.
   *
   * Refuting uses the cells of ScoreCells. Confirming uses the bins themselves as cells, so that a
   * rung is four numbers a bin: chords over 1/8 of the scale cost at most a tenth of the growth.
   */
  private static final double[] CUTS = {0x1p-8, 0x1p-6, 0x1p-5, 0x1p-4, 0x1p-3, 0x1p-2, 0.375};

  /** The number of bins. */
  static final int COUNT = 2 * (CUTS.length + 1);

  private static final int[] BIN_OF_CELL = new int[ScoreCells.COUNT];

  static {
    for (int cell = 0; cell < ScoreCells.COUNT; cell++) {
      BIN_OF_CELL[cell] = bin(cell);
    }
  }

  private final ScoreBins refuting;
  private final ScoreBins confirming;

  /**
   * Tables for one limit.
   *
   * @param limit ε, above 0 and below 1
   * @param dispersion φ, at least 1
   */
  LabelBins(double limit, double dispersion) {
    double[] edges = new double[ScoreCells.COUNT + 1];
    for (int cell = 0; cell < ScoreCells.COUNT; cell++) {
      edges[cell + 1] = ScoreCells.upper(cell);
    }
    refuting = new ScoreBins(ScoreChords.refuting(edges, limit), BIN_OF_CELL, dispersion);
    int[] own = new int[COUNT];
    double[] binEdges = new double[COUNT + 1];
    for (int bin = 0; bin < COUNT; bin++) {
      own[bin] = bin;
      binEdges[bin + 1] = edgeAbove(bin);
    }
    confirming = new ScoreBins(ScoreChords.confirming(binEdges, limit), own, dispersion);
  }

  private static int bin(int cell) {
    boolean upper = ScoreCells.mirrored(cell);
    double t = upper ? 1 - ScoreCells.upper(cell) : ScoreCells.lower(cell);
    int bin = 0;
    while (bin < CUTS.length && t >= CUTS[bin]) {
      bin++;
    }
    return upper ? COUNT - 1 - bin : bin;
  }

  private static double edgeAbove(int bin) {
    int side = COUNT / 2;
    if (bin == side - 1) {
      return 0.5;
    }
    if (bin < side) {
      return CUTS[bin];
    }
    return bin == COUNT - 1 ? 1 : 1 - CUTS[COUNT - 2 - bin];
  }

  /** The least score of a bin. */
  static double lower(int bin) {
    return bin == 0 ? 0 : edgeAbove(bin - 1);
  }

  /** The greatest score of a bin. */
  static double upper(int bin) {
    return edgeAbove(bin);
  }

  static int binOf(int cell) {
    return BIN_OF_CELL[cell];
  }

  /** For CalibrationProcess. */
  ScoreBins refuting() {
    return refuting;
  }

  /** For CalibrationPass, whose cells are the bins. */
  ScoreBins confirming() {
    return confirming;
  }
}
