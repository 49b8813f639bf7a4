package dev.belay.telemetry;

import dev.belay.calibration.EqualMassPartition;
import java.util.OptionalDouble;

/**
 * The AECE of a grid alone, in one walk over its pages and almost without allocation, to the very
 * bits of {@link GridCalibration#aece}. Not thread-safe; of one calculation.
 */
public final class GridAece {
  /*
   * How. The cut is that of EqualMassPartition.ofCounts: a cell of n_c labels after c others starts
   * in bin max { j < K : ⌊jN/K⌋ ≤ c }; from left to right a bin of fewer than m labels joins its
   * right neighbour, the last one its left. So a bin that is large enough is held back until the
   * next one is, and then counts.
   *
   * A bin's Σs is an integer of 2^-57, the unit of the finest cell: Σt of a cell is in units of
   * 2^(e − 31), so shifted left by e + 26, from 0 to 25 bits. On the upper side s = 1 − t, so the
   * labels are counted as ones and Σt is taken away. The sum of up to 2^53 scores fits into two
   * longs and is rounded to a double once, to the nearest, ties to even, as ExactSum rounds it. |Σy −
   * Σs| is then summed over the bins in order and divided by N, as CalibrationError.error does.
   *
   * N = 0: no value.
   */
  private static final int FINEST_BITS = 57;

  /** Two numbers below 2^60 and a sum below 2^60 of before fit into a long. */
  private static final int SAFE_BITS = 60;

  private final long n;
  private final int bins;
  private int bin;
  private long nextRank;
  private long before;
  private double sum;

  private Bin open = new Bin();
  private Bin held = new Bin();

  private GridAece(long n, int bins) {
    this.n = n;
    this.bins = bins;
    this.nextRank = rank(1);
  }

  /**
   * The expected calibration error over equal-mass bins.
   *
   * @param bins the number of bins asked for
   * @return empty where there is no label
   * @throws IllegalArgumentException if the bins are not from 1 to {@link
   *     EqualMassPartition#MAX_BINS}, or there are more than 2^53 labels
   */
  public static OptionalDouble of(ScoreGrid grid, int bins) {
    if (bins < 1 || bins > EqualMassPartition.MAX_BINS) {
      throw new IllegalArgumentException(
          "the number of bins is " + bins + "; ask for 1 to " + EqualMassPartition.MAX_BINS);
    }
    long n = grid.labelled();
    if (n > 1L << 53) {
      throw new IllegalArgumentException("the grid has " + n + " labels; it may have 2^53");
    }
    return n == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(new GridAece(n, bins).walk(grid.counters()));
  }

  private double walk(PagedCounters counters) {
    int cells = counters.cells();
    int first = counters.nextCell(0);
    while (first < cells) {
      // A page at a time: its cells follow one another, and so do its planes.
      int end = Math.min(cells, first + PagedCounters.PAGE_CELLS);
      page(counters.page(first), first, end);
      first = counters.nextCell(end);
    }
    finish();
    return sum / n;
  }

  private void page(long[] page, int first, int end) {
    int zeros = PagedCounters.at(first, ScoreGrid.countPlane(false));
    int ones = PagedCounters.at(first, ScoreGrid.countPlane(true));
    for (int cell = first; cell < end; cell++) {
      long count = page[zeros] + page[ones];
      if (count != 0) {
        if (before >= nextRank) {
          startBins();
        }
        long zeroUnits = page[zeros + PagedCounters.PAGE_CELLS];
        long oneUnits = page[ones + PagedCounters.PAGE_CELLS];
        open.add(cell, count, page[ones], zeroUnits, oneUnits);
        before += count;
      }
      zeros++;
      ones++;
    }
  }

  /** Closes the open bin where the next cell starts in another one. */
  private void startBins() {
    boolean starts = false;
    while (nextRank <= before && bin + 1 < bins) {
      bin++;
      nextRank = rank(bin + 1L);
      starts = true;
    }
    if (starts && open.count >= GridCalibration.MIN_SAMPLES) {
      count(held);
      Bin free = held;
      held = open;
      open = free;
      open.clear();
    }
  }

  private void finish() {
    if (open.count < GridCalibration.MIN_SAMPLES && held.count > 0) {
      held.add(open);
    } else {
      count(held);
      held = open;
    }
    count(held);
  }

  private void count(Bin bin) {
    if (bin.count > 0) {
      sum += Math.abs(bin.positives - bin.sumScore());
    }
  }

  private long rank(long j) {
    return j * (n / bins) + j * (n % bins) / bins;
  }

  /** The sums of one bin. */
  private static final class Bin {
    long count;
    long positives;

    /** The labels of the upper side, whose Σt is taken away. */
    long mirrored;

    /** Σt, or −Σt on the upper side, in units of 2^-57: high · 2^64 + low, low unsigned. */
    long high;

    long low;

    /** Units of one shift that are not in that sum yet. */
    long run;

    /** How many bits those units are above 2^-57; its complement on the upper side. */
    int shift;

    void clear() {
      run = 0;
      shift = 0;
      count = 0;
      positives = 0;
      mirrored = 0;
      high = 0;
      low = 0;
    }

    void add(int cell, long labels, long ones, long zeroUnits, long oneUnits) {
      int nextShift =
          ScoreCells.mirrored(cell) ? ~ScoreCells.unitShift(cell) : ScoreCells.unitShift(cell);
      // Units of one shift are added up first, as long as their sum is sure to fit.
      if (nextShift != shift || (run | zeroUnits | oneUnits) >>> SAFE_BITS != 0) {
        flush();
        shift = nextShift;
      }
      if ((zeroUnits | oneUnits) >>> SAFE_BITS == 0) {
        run += zeroUnits + oneUnits;
      } else {
        plus(zeroUnits);
        plus(oneUnits);
      }
      count += labels;
      positives += ones;
      mirrored += nextShift < 0 ? labels : 0;
    }

    private void flush() {
      plus(run);
      run = 0;
    }

    void add(Bin other) {
      other.flush();
      count += other.count;
      positives += other.positives;
      mirrored += other.mirrored;
      plusWide(other.high, other.low);
    }

    /** Adds units of the shift at hand; takes them away where it is that of an upper cell. */
    private void plus(long units) {
      int bits = shift < 0 ? ~shift : shift;
      long moreHigh = bits == 0 ? 0 : units >>> (Long.SIZE - bits);
      long moreLow = units << bits;
      if (shift < 0) {
        plusWide(~moreHigh + (moreLow == 0 ? 1 : 0), -moreLow);
      } else {
        plusWide(moreHigh, moreLow);
      }
    }

    private void plusWide(long moreHigh, long moreLow) {
      low += moreLow;
      high += moreHigh + (Long.compareUnsigned(low, moreLow) < 0 ? 1 : 0);
    }

    /** Σs, rounded once. */
    double sumScore() {
      flush();
      plusWide(mirrored >>> (Long.SIZE - FINEST_BITS), mirrored << FINEST_BITS);
      mirrored = 0;
      return rounded(high, low);
    }

    /** high · 2^64 + low, which is not negative, times 2^-57. */
    private static double rounded(long high, long low) {
      if (high == 0 && low >= 0) {
        return low * 0x1p-57;
      }
      // The 63 leading bits; what is cut off only has to be told from nothing.
      int cut = Long.SIZE + 1 - Long.numberOfLeadingZeros(high);
      long leading = (high << (Long.SIZE - cut)) | (low >>> cut);
      boolean more = low << (Long.SIZE - cut) != 0;
      return Math.scalb((double) (more ? leading | 1 : leading), cut - FINEST_BITS);
    }
  }
}
