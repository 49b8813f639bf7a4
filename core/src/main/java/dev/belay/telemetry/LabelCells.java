package dev.belay.telemetry;

/**
 * The cells that labels wait in and sequential calibration is judged over: {@value #COUNT} of them
 * over [0, 1], ascending, each a few whole {@link ScoreCells}. Thread-safe: there is no state.
 */
public final class LabelCells {
  /*
   * How. Four neighbouring ScoreCells of an octave are one cell, counted from the end of their side;
   * the underflow cells and the middle one stay alone. So all octave edges and 3/8 are edges, no cell is
   * wider than 2^-7, and the sums of one cell have one unit.
   *
   * Why: what waits for its labels is kept for days in 64 slices. With these cells it takes 13 MiB at
   * most, with all ScoreCells four times that. A chord over a width w costs an observation at most
   * (λ w)²/8 of log-capital, 7·10^-6 at the highest stake.
   */
  private static final int PART = 4;
  private static final int FINE_HALF = ScoreCells.COUNT / 2;
  private static final int HALF = 1 + (FINE_HALF - 1) / PART;

  /** The number of cells. */
  public static final int COUNT = 2 * HALF + 1;

  /** No score is further than this from the middle of its {@link ScoreCells} cell. */
  public static final double MIDDLE_ERROR = 0x1p-10;

  private LabelCells() {}

  /** The cell that a cell of {@link ScoreCells} lies in. */
  public static int of(int scoreCell) {
    if (scoreCell > FINE_HALF) {
      return COUNT - 1 - of(ScoreCells.COUNT - 1 - scoreCell);
    }
    if (scoreCell == FINE_HALF) {
      return HALF;
    }
    return scoreCell == 0 ? 0 : 1 + (scoreCell - 1) / PART;
  }

  /** The lowest cell of {@link ScoreCells} in a cell. */
  private static int first(int cell) {
    if (cell > HALF) {
      return ScoreCells.COUNT - 1 - last(COUNT - 1 - cell);
    }
    return cell == 0 ? 0 : cell == HALF ? FINE_HALF : 1 + (cell - 1) * PART;
  }

  private static int last(int cell) {
    if (cell > HALF) {
      return ScoreCells.COUNT - 1 - first(COUNT - 1 - cell);
    }
    return cell == 0 ? 0 : cell == HALF ? FINE_HALF : cell * PART;
  }

  /** The least score of a cell, as {@link ScoreCells#lower}. */
  public static double lower(int cell) {
    return ScoreCells.lower(first(cell));
  }

  /** The greatest score of a cell, as {@link ScoreCells#upper}. */
  public static double upper(int cell) {
    return ScoreCells.upper(last(cell));
  }

  /** Whether the cell lies at or above one half, where sums count the distance from 1. */
  public static boolean mirrored(int cell) {
    return cell >= HALF;
  }

  /** How many units of the cell's sums make 1: a power of two. */
  public static double unitsPerOne(int cell) {
    return ScoreCells.unitsPerOne(first(cell));
  }

  /** The least distance from the end of [0, 1] in the cell, in its units. */
  static long minUnits(int cell) {
    return Math.min(ScoreCells.minUnits(first(cell)), ScoreCells.minUnits(last(cell)));
  }

  /** The greatest distance from the end of [0, 1] in the cell, in its units. */
  static long maxUnits(int cell) {
    return Math.max(ScoreCells.maxUnits(first(cell)), ScoreCells.maxUnits(last(cell)));
  }
}
