package dev.belay.telemetry;

/**
 * The cells that scores are counted in: {@value #COUNT} of them over [0, 1], ascending, the same
 * for every rollout. Cells are finest at both ends, where calibrated scores crowd, and nowhere
 * wider than 0.002. Thread-safe: there is no state.
 */
public final class ScoreCells {
  /*
   * How. A score s lies on the lower side where s < 1/2 and on the upper side else; its distance
   * from that side's end is t = min(s, 1 − s). On the upper side 1 − s is exact (Sterbenz 1974),
   * so nothing is lost by mirroring.
   *
   * For t in [2^e, 2^(e+1)), e from -26 to -2, the leading m(e) = max(4, e + 9) bits of the mantissa
   * number the cell: 2^m(e) cells an octave, each 2^(e − m(e)) wide. That is at most t/16, and at
   * most 2^-9 < 0.002. Below 2^-26 one underflow cell [0, 2^-26) ends each side, and s = 1/2 has a
   * cell of its own. 576 + 1 cells a side and the middle one: 1 155.
   *
   * Why 2^-26: the nearest that a float comes to 1 without being 1 is 2^-24, and a summary with
   * every cell of every slice and arm in use still stays below 16 MiB (with 2^-30 it would not).
   *
   * Sums. Σt of a cell is an integer in units of 2^(e − 31) (underflow: as for e = -26; middle:
   * e = -1). A value is rounded to the nearest unit and lies in [2^31, 2^32], so that its
   * relative error is at most 2^-32 (in the underflow cell: an absolute 2^-58) and 2^31 of them fit
   * into a long.
   *
   * A cell's number is monotone in s: on the lower side the number L(t) rises with t, on the upper
   * side it is COUNT − 1 − L(t). Lower cells hold [a, b), upper cells (a, b], as they mirror.
   */

  private static final int LOWEST_EXPONENT = -26;
  private static final int HIGHEST_EXPONENT = -2;
  private static final int EXPONENTS = HIGHEST_EXPONENT - LOWEST_EXPONENT + 2;
  private static final int MANTISSA_BITS = 52;
  private static final int BIAS = 1023;
  private static final int UNIT_BITS = 31;

  private static final int[] SHIFT = new int[EXPONENTS];
  private static final int[] BASE = new int[EXPONENTS];
  private static final int HALF;

  static {
    int next = 1;
    for (int i = 0; i < EXPONENTS; i++) {
      // The last entry, e = -1, is the middle cell: t is at most 1/2, so its mantissa is 0.
      int bits = Math.max(4, LOWEST_EXPONENT + i + 9);
      SHIFT[i] = MANTISSA_BITS - bits;
      BASE[i] = next;
      next += i < EXPONENTS - 1 ? 1 << bits : 1;
    }
    HALF = next - 1;
  }

  /** The number of cells. */
  public static final int COUNT = 1155;

  private static final double[] UNITS_PER_ONE = new double[COUNT];
  private static final byte[] UNIT_SHIFT = new byte[COUNT];
  private static final double[] LOWER = new double[COUNT];
  private static final double[] UPPER = new double[COUNT];

  static {
    if (HALF != COUNT / 2) {
      throw new AssertionError("the cells are miscounted: " + HALF);
    }
    for (int cell = 0; cell <= HALF; cell++) {
      int mirrored = COUNT - 1 - cell;
      double from = tLowerOf(cell);
      double to = cell == HALF ? from : tLowerOf(cell + 1);
      double unitsPerOne = Math.scalb(1.0, UNIT_BITS - exponentOf(cell));
      UNITS_PER_ONE[cell] = unitsPerOne;
      UNITS_PER_ONE[mirrored] = unitsPerOne;
      UNIT_SHIFT[cell] = (byte) (exponentOf(cell) - LOWEST_EXPONENT);
      UNIT_SHIFT[mirrored] = UNIT_SHIFT[cell];
      LOWER[cell] = from;
      UPPER[cell] = to;
      LOWER[mirrored] = 1 - to;
      UPPER[mirrored] = 1 - from;
    }
  }

  private ScoreCells() {}

  private static int exponentOf(int lowerCell) {
    int i = 0;
    while (i < EXPONENTS - 1 && BASE[i + 1] <= lowerCell) {
      i++;
    }
    return LOWEST_EXPONENT + i;
  }

  private static double tLowerOf(int lowerCell) {
    if (lowerCell == 0) {
      return 0;
    }
    int exponent = exponentOf(lowerCell);
    int i = exponent - LOWEST_EXPONENT;
    long bits =
        ((long) (exponent + BIAS) << MANTISSA_BITS) | ((long) (lowerCell - BASE[i]) << SHIFT[i]);
    return Double.longBitsToDouble(bits);
  }

  /**
   * The cell of a score.
   *
   * @param score any double
   * @return the cell, from 0 to {@value #COUNT} − 1; −1 where the score is not in [0, 1]
   */
  public static int indexOf(double score) {
    if (score < 0.5) {
      return score >= 0 ? lowerIndexOf(score) : -1;
    }
    return score <= 1 ? COUNT - 1 - lowerIndexOf(1 - score) : -1;
  }

  private static int lowerIndexOf(double t) {
    long bits = Double.doubleToRawLongBits(t);
    int i = (int) (bits >>> MANTISSA_BITS) - (BIAS + LOWEST_EXPONENT);
    // The sign bit is set for −0.0 only; it makes i large, and −0.0 belongs with 0.
    if (i < 0 || t == 0) {
      return 0;
    }
    return BASE[i] + (int) ((bits & ((1L << MANTISSA_BITS) - 1)) >>> SHIFT[i]);
  }

  /**
   * The least score of a cell; in upper cells (above one half) it is not part of the cell itself.
   */
  public static double lower(int cell) {
    return LOWER[cell];
  }

  /**
   * The greatest score of a cell; in lower cells (below one half) it is not part of the cell
   * itself.
   */
  public static double upper(int cell) {
    return UPPER[cell];
  }

  /** Whether the cell lies at or above one half, where sums count the distance from 1. */
  public static boolean mirrored(int cell) {
    return cell >= HALF;
  }

  /** How many units of the cell's sums make 1: a power of two. */
  public static double unitsPerOne(int cell) {
    return UNITS_PER_ONE[cell];
  }

  /** How many bits the cell's unit is above that of the finest cells, 2^-57. */
  static int unitShift(int cell) {
    return UNIT_SHIFT[cell];
  }

  /**
   * The distance of a score from its end of [0, 1], in the cell's units, rounded to the nearest.
   */
  static long toUnits(int cell, double score) {
    double t = mirrored(cell) ? 1 - score : score;
    return (long) (t * UNITS_PER_ONE[cell] + 0.5);
  }

  /** The least distance from the end of [0, 1] in the cell, in its units. */
  static long minUnits(int cell) {
    return (long) (tLower(cell) * UNITS_PER_ONE[cell]);
  }

  /** The greatest distance from the end of [0, 1] in the cell, in its units. */
  static long maxUnits(int cell) {
    return (long) (tUpper(cell) * UNITS_PER_ONE[cell]);
  }

  /** The least distance from the end of [0, 1] in the cell. */
  static double tLower(int cell) {
    return LOWER[Math.min(cell, COUNT - 1 - cell)];
  }

  /** The greatest distance from the end of [0, 1] in the cell. */
  static double tUpper(int cell) {
    return UPPER[Math.min(cell, COUNT - 1 - cell)];
  }
}
