package dev.belay.sequential;

import dev.belay.flag.Variant;
import dev.belay.telemetry.ArmCounter;
import dev.belay.telemetry.ArmSummary;
import dev.belay.telemetry.Population;
import dev.belay.telemetry.ScoreCells;
import dev.belay.telemetry.SliceSummary;

/**
 * The labelled scores of one arm in one slice: read once, for the judge of the slice and for that
 * of all. Filled again and again; mutable and not thread-safe.
 */
final class LabelledCells {
  /** Twice the cell, plus the label. */
  private final int[] place = new int[2 * ScoreCells.COUNT];

  private final long[] n = new long[2 * ScoreCells.COUNT];
  private final long[] units = new long[2 * ScoreCells.COUNT];
  private final double[] sum = new double[2 * ScoreCells.COUNT];
  private int size;
  private long scores;
  private long labels;

  /** Takes what the slice holds of an arm in place of what was there. */
  void fill(SliceSummary slice, Variant variant) {
    size = 0;
    ArmSummary arm = slice.arm(Population.SERVED, variant).orElse(null);
    scores = arm == null ? 0 : arm.observations() - arm.get(ArmCounter.INVALID_SCORES);
    labels = arm == null ? 0 : arm.scores().labelled();
    if (arm == null || labels == 0) {
      return;
    }
    size = arm.scores().labelled(place, n, units);
    for (int i = 0; i < size; i++) {
      int at = cell(i);
      double t = units[i] / ScoreCells.unitsPerOne(at);
      sum[i] = ScoreCells.mirrored(at) ? n[i] - t : t;
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
    return place[i] >> 1;
  }

  boolean label(int i) {
    return (place[i] & 1) != 0;
  }

  long n(int i) {
    return n[i];
  }

  /** The sum of the scores. */
  double sum(int i) {
    return sum[i];
  }
}
