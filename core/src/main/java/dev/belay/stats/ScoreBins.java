package dev.belay.stats;

import java.util.Arrays;
import java.util.Locale;

/**
 * What a sequential calibration test is fixed by before it starts: the bounds for its cells, the
 * bins that cells are put together in, and the dispersion. Immutable and thread-safe.
 */
public final class ScoreBins {
  /*
   * How. A bin is cut where the side of one half changes (ScoreChords.towardsHalf), so that the
   * over-confident expert sees groups of one side each; bins are what the other experts see. Groups
   * are numbered in the order of their first cells.
   *
   * Dispersion φ ≥ 1: e^(1/φ) in place of e, valid for groups of up to φ observations that depend on
   * one another in any way (Hölder's inequality).
   */
  private final ScoreChords chords;
  private final double dispersion;
  private final int bins;
  private final int[] groupOfCell;
  private final int[] binOfGroup;
  private final int[] sideOfGroup;

  /**
   * Puts cells together.
   *
   * @param chords the bounds for the cells
   * @param binOfCell the bin of each cell, from 0 up without gaps, never falling; copied
   * @param dispersion φ, at least 1; 1 where observations are independent
   * @throws IllegalArgumentException if an argument is out of range
   */
  public ScoreBins(ScoreChords chords, int[] binOfCell, double dispersion) {
    if (binOfCell.length != chords.cells()) {
      throw new IllegalArgumentException(
          "There are " + binOfCell.length + " bins of " + chords.cells() + " cells: pass each's.");
    }
    this.chords = chords;
    this.dispersion = Dispersion.checked(dispersion);
    this.groupOfCell = new int[binOfCell.length];
    int[] bin = new int[binOfCell.length];
    int[] side = new int[binOfCell.length];
    int group = -1;
    for (int cell = 0; cell < binOfCell.length; cell++) {
      int last = cell == 0 ? -1 : binOfCell[cell - 1];
      int step = binOfCell[cell] - last;
      if (!(step == 1 || (step == 0 && cell > 0))) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "The bin of cell %d is %d after %d: bins are numbered from 0 without gaps.",
                cell,
                binOfCell[cell],
                last));
      }
      int cellSide = chords.towardsHalf(cell);
      if (step == 1 || cellSide != side[group]) {
        group++;
        bin[group] = binOfCell[cell];
        side[group] = cellSide;
      }
      groupOfCell[cell] = group;
    }
    this.bins = binOfCell[binOfCell.length - 1] + 1;
    this.binOfGroup = Arrays.copyOf(bin, group + 1);
    this.sideOfGroup = Arrays.copyOf(side, group + 1);
  }

  /** The number of bins. */
  public int bins() {
    return bins;
  }

  /** The bounds for the cells. */
  public ScoreChords chords() {
    return chords;
  }

  /** φ, at least 1. */
  public double dispersion() {
    return dispersion;
  }

  int groups() {
    return binOfGroup.length;
  }

  int groupOf(int cell) {
    if (cell < 0 || cell >= groupOfCell.length) {
      throw new IllegalArgumentException(
          "The cell is " + cell + ": it has to be from 0 to " + (groupOfCell.length - 1) + ".");
    }
    return groupOfCell[cell];
  }

  int binOf(int group) {
    return binOfGroup[group];
  }

  /** +1 below one half, −1 above it, 0 around it. */
  int sideOf(int group) {
    return sideOfGroup[group];
  }
}
