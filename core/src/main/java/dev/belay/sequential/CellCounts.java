package dev.belay.sequential;

import dev.belay.telemetry.LatencyGrid;
import dev.belay.telemetry.ScoreGrid;

/** The cells of a grid that hold anything. Filled again and again; mutable and not thread-safe. */
final class CellCounts {
  private final int[] cell;
  private final long[] n;
  private int size;

  /** For grids of so many cells. */
  CellCounts(int cells) {
    cell = new int[cells];
    n = new long[cells];
  }

  /** Takes the latencies of a grid in place of what was there. */
  void fill(LatencyGrid grid) {
    size = grid.counted(cell, n);
  }

  /** Takes the served scores of a grid in place of what was there. */
  void fill(ScoreGrid grid) {
    size = grid.served(cell, n);
  }

  int size() {
    return size;
  }

  int cell(int i) {
    return cell[i];
  }

  /** How many there are in it, above 0. */
  long n(int i) {
    return n[i];
  }
}
