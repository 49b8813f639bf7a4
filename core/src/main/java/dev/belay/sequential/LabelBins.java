package dev.belay.sequential;

import dev.belay.stats.ScoreBins;
import dev.belay.stats.ScoreChords;
import dev.belay.telemetry.LabelCells;

/** The bins that sequential calibration is judged over, and the tables for them. Immutable. */
final class LabelBins {
  /*
   * How. Sixteen bins, cut at t = min(s, 1 − s) in {2^-8, 2^-6, 2^-5, 2^-4, 2^-3, 2^-2, 3/8, 1/2} on
   * both sides: all of them edges of LabelCells, symmetrical, finer towards 0 and 1, where calibrated
   * scores crowd; fixed for ever, so that no data chooses them. s = ½ belongs to the bin above it.
   *
   * Refuting uses the cells of LabelCells. Confirming uses the bins themselves as cells, so that a
   * rung is four numbers a bin: chords over 1/8 of the scale cost at most a tenth of the growth.
   */
  private static final double[] CUTS = {0x1p-8, 0x1p-6, 0x1p-5, 0x1p-4, 0x1p-3, 0x1p-2, 0.375};

  /** Limits are below 1. */
  private static final double GREATEST = 1 - 0x1p-20;

  /** A limit that the slack uses up is confirmed as good as never: one so many times lower. */
  private static final double GREAT = 0x1p20;

  /** The number of bins. */
  static final int COUNT = 2 * (CUTS.length + 1);

  private static final int[] BIN_OF_CELL = new int[LabelCells.COUNT];

  static {
    for (int cell = 0; cell < LabelCells.COUNT; cell++) {
      BIN_OF_CELL[cell] = bin(cell);
    }
  }

  private final ScoreBins refuting;
  private final ScoreBins confirming;

  /**
   * Tables for one limit.
   *
   * @param limit ε, above 0 and below 1
   * @param slack how far sums may be off, a score, at least 0: what refutes the limit has to refute
   *     one that is so much higher, what confirms it to confirm one so much lower
   * @param dispersion φ, at least 1
   */
  LabelBins(double limit, double slack, double dispersion) {
    double[] edges = new double[LabelCells.COUNT + 1];
    for (int cell = 0; cell < LabelCells.COUNT; cell++) {
      edges[cell + 1] = LabelCells.upper(cell);
    }
    refuting =
        new ScoreBins(
            ScoreChords.refuting(edges, Math.min(GREATEST, limit + slack)),
            BIN_OF_CELL,
            dispersion);
    int[] own = new int[COUNT];
    double[] binEdges = new double[COUNT + 1];
    for (int bin = 0; bin < COUNT; bin++) {
      own[bin] = bin;
      binEdges[bin + 1] = edgeAbove(bin);
    }
    confirming =
        new ScoreBins(
            ScoreChords.confirming(binEdges, Math.max(limit / GREAT, limit - slack)),
            own,
            dispersion);
  }

  private static int bin(int cell) {
    boolean upper = LabelCells.mirrored(cell);
    double t = upper ? 1 - LabelCells.upper(cell) : LabelCells.lower(cell);
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
