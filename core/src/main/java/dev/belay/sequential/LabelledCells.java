package dev.belay.sequential;

import dev.belay.flag.Variant;
import dev.belay.telemetry.ArmCounter;
import dev.belay.telemetry.ArmSummary;
import dev.belay.telemetry.LabelCells;
import dev.belay.telemetry.LabelGrid;
import dev.belay.telemetry.Population;
import dev.belay.telemetry.ScoreCells;
import dev.belay.telemetry.SliceSummary;

/**
 * The labelled scores of one arm in one slice by {@link LabelCells}: read once, for the judge of
 * the slice and for that of all. Filled again and again; mutable and not thread-safe.
 */
final class LabelledCells {
  private static final int[] CELL = new int[ScoreCells.COUNT];

  static {
    for (int fine = 0; fine < CELL.length; fine++) {
      CELL[fine] = LabelCells.of(fine);
    }
  }

  /** As it is read: twice the cell, plus the label. */
  private final int[] place = new int[2 * ScoreCells.COUNT];

  private final long[] count = new long[2 * ScoreCells.COUNT];
  private final long[] units = new long[2 * ScoreCells.COUNT];

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
    clear();
    ArmSummary arm = slice.armOrNull(Population.SERVED, variant);
    if (arm == null) {
      return;
    }
    if (negative) {
      ofSummary.clear();
      ofSummary.add(arm, true);
      fill(ofSummary);
      return;
    }
    scores = arm.observations() - arm.get(ArmCounter.INVALID_SCORES);
    if (arm.scores().labelled() > 0) {
      gather(arm.scores().labelled(place, count, units));
    }
  }

  /** Sums up what was read, which is in ascending order of its cells, by LabelCells. */
  private void gather(int read) {
    int i = 0;
    while (i < read) {
      int at = CELL[place[i] >> 1];
      long zeros = 0;
      long ofZeros = 0;
      long ones = 0;
      long ofOnes = 0;
      for (; i < read && CELL[place[i] >> 1] == at; i++) {
        if ((place[i] & 1) == 0) {
          zeros = Math.addExact(zeros, count[i]);
          ofZeros = Math.addExact(ofZeros, units[i]);
        } else {
          ones = Math.addExact(ones, count[i]);
          ofOnes = Math.addExact(ofOnes, units[i]);
        }
      }
      add(at, false, zeros, ofZeros);
      add(at, true, ones, ofOnes);
    }
  }

  /** Takes what a grid holds in place of what was there. */
  void fill(LabelGrid grid) {
    clear();
    scores = grid.scores();
    int next = grid.nextCell(0);
    while (next < LabelCells.COUNT) {
      add(next, false, grid.labelled(next, false), grid.sumUnits(next, false));
      add(next, true, grid.labelled(next, true), grid.sumUnits(next, true));
      next = grid.nextCell(next + 1);
    }
  }

  /** Takes nothing in place of what was there. */
  void clear() {
    size = 0;
    labels = 0;
    scores = 0;
  }

  private void add(int at, boolean of, long howMany, long ofUnits) {
    if (howMany > 0) {
      double t = ofUnits / LabelCells.unitsPerOne(at);
      cell[size] = at;
      label[size] = of;
      n[size] = howMany;
      sum[size] = LabelCells.mirrored(at) ? howMany - t : t;
      labels += howMany;
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
