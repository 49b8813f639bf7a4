package dev.belay.sequential;

import dev.belay.flag.Variant;
import dev.belay.telemetry.ArmSummary;
import dev.belay.telemetry.LabelCells;
import dev.belay.telemetry.LabelGrid;
import dev.belay.telemetry.Population;
import dev.belay.telemetry.SliceSummary;

/**
 * The labelled scores of one arm in one slice: read once, for the judge of the slice and for that
 * of all. Filled again and again; mutable and not thread-safe.
 */
final class LabelledCells {
  private final int[] cell = new int[2 * LabelCells.COUNT];
  private final boolean[] label = new boolean[2 * LabelCells.COUNT];
  private final long[] n = new long[2 * LabelCells.COUNT];
  private final double[] sum = new double[2 * LabelCells.COUNT];
  private final LabelGrid ofSummary = new LabelGrid();
  private int size;
  private long scores;
  private long labels;

  /**
   * Takes what the slice holds of an arm in place of what was there.
   *
   * @param negative whether a score without a label counts as one with the label 0
   */
  void fill(SliceSummary slice, Variant variant, boolean negative) {
    ofSummary.clear();
    ArmSummary arm = slice.arm(Population.SERVED, variant).orElse(null);
    if (arm != null) {
      ofSummary.add(arm, negative);
    }
    fill(ofSummary);
  }

  /** Takes what a grid holds in place of what was there. */
  void fill(LabelGrid grid) {
    size = 0;
    labels = 0;
    scores = grid.scores();
    int next = grid.nextCell(0);
    while (next < LabelCells.COUNT) {
      add(grid, next, false);
      add(grid, next, true);
      next = grid.nextCell(next + 1);
    }
  }

  /** Takes nothing in place of what was there. */
  void clear() {
    size = 0;
    labels = 0;
    scores = 0;
  }

  private void add(LabelGrid grid, int at, boolean of) {
    long count = grid.labelled(at, of);
    if (count > 0) {
      double t = grid.sumUnits(at, of) / LabelCells.unitsPerOne(at);
      cell[size] = at;
      label[size] = of;
      n[size] = count;
      sum[size] = LabelCells.mirrored(at) ? count - t : t;
      labels += count;
      size++;
    }
  }

  /** How many cells and labels there are. */
  int size() {
    return size;
  }

  /** How many scores were served, with a label or without. */
  long scores() {
    return scores;
  }

  /** How many of them have a label. */
  long labels() {
    return labels;
  }

  int cell(int i) {
    return cell[i];
  }

  boolean label(int i) {
    return label[i];
  }

  long n(int i) {
    return n[i];
  }

  /** The sum of the scores. */
  double sum(int i) {
    return sum[i];
  }
}
