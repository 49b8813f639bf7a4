package dev.belay.cli;

import dev.belay.calibration.LabelledScores;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The samples of a file, all together and by slice: 8 bytes a row, 16 with weights, and as much
 * again with slices. Not thread-safe.
 */
final class Samples {
  /** The most rows that are read. */
  static final int MAX_ROWS = 20_000_000;

  /** The most slices that are told apart; rows of further ones count as {@link #OTHER}. */
  static final int MAX_SLICES = 64;

  /** The slice of the rows whose slice is not told apart. */
  static final String OTHER = "other";

  private final boolean weighted;
  private final boolean sliced;
  private final LabelledScores all = new LabelledScores();
  private final Map<String, LabelledScores> slices = new LinkedHashMap<>();
  private int rows;

  /**
   * @param weighted whether rows have weights; else each weighs 1
   * @param sliced whether rows have slices
   */
  Samples(boolean weighted, boolean sliced) {
    this.weighted = weighted;
    this.sliced = sliced;
  }

  /** Adds a row; {@code slice} is ignored where rows have none. */
  void add(double score, int label, double weight, String slice) {
    all.add(score, label, weight);
    if (sliced) {
      slice(slice).add(score, label, weight);
    }
    rows++;
  }

  private LabelledScores slice(String name) {
    LabelledScores known = slices.get(name);
    if (known != null) {
      return known;
    }
    String counted = slices.size() < MAX_SLICES ? name : OTHER;
    return slices.computeIfAbsent(counted, added -> new LabelledScores());
  }

  /** The number of rows, those of weight 0 too. */
  int rows() {
    return rows;
  }

  boolean full() {
    return rows == MAX_ROWS;
  }

  boolean weighted() {
    return weighted;
  }

  boolean sliced() {
    return sliced;
  }

  /** The samples of all rows. */
  LabelledScores all() {
    return all;
  }

  /** The samples of each slice in the order in which the slices appeared. */
  Map<String, LabelledScores> slices() {
    return Collections.unmodifiableMap(slices);
  }
}
