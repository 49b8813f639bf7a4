package dev.belay.telemetry;

import dev.belay.calibration.CalibrationError;
import dev.belay.calibration.EqualMassPartition;
import dev.belay.calibration.ReliabilityBins;
import dev.belay.stats.ExactSum;
import java.util.Arrays;
import java.util.Optional;

/**
 * What the labelled scores of a {@link ScoreGrid} say about calibration: cell-aligned equal-mass
 * bins, the AECE over them and the Brier score, each with a bound on its error against the raw
 * samples. A pure function of the grid, taken when it is made. Immutable and safe for use by
 * several threads.
 */
public final class GridCalibration {
  /*
   * How. The cells that hold labels, ascending, are the pools of EqualMassPartition: a cell goes
   * wholly into the bin where it starts. A bin's Σs and Σy are exact up to the rounding of each t to
   * its unit, at most t · 2^-32 ≤ 2^-33 a sample.
   *
   * AECE against the raw samples, whose pools are equal scores. The raw partition has the same
   * ranks r_j = ⌊jN/K⌋. If no r_j lies strictly inside a cell, both partitions are the same. Else
   * the samples of that cell from the first such rank on may be in other bins; moving a sample from
   * bin to bin changes AECE by at most 2|y − s|/N. Which samples of the cell those are is not known,
   * so the bound takes the worst: those with the label farther away first. Merging a bin of fewer
   * than m samples changes AECE by at most 2(m − 1)/N; the grid's own merges are counted, and a raw
   * bin j can be that small only if the cell over r_j reaches to r_(j+1) − (m − 1), or if N/K < m.
   * (The raw samples are taken as they are. If they are pooled after rounding to 1e-9, scores that
   * round across the edge of a cell are outside the bound.)
   *
   * Σt² of n values in [a, b] with sum T lies in [T²/n, (a + b)T − nab]: the estimate is the middle,
   * its error at most half of that range, at most n(b − a)²/8 and so 1/2048 of Σt² but in the underflow
   * cells, where it is below n · 2^-55. With n = 1 it is T². Then (y − s)² is t² where the label is on
   * the score's side of 1/2, else (1 − t)² = 1 − 2t + t²; and s(1 − s) = t − t². Section 8 of the
   * statistics.
   *
   * n = 0: no bins; AECE and Brier score are empty.
   */

  /** The least number of samples of a bin, as in {@code SharedBinningConfig}. */
  public static final int MIN_SAMPLES = 3;

  private static final double ROUNDING = 0x1p-32;

  private final int[] cells;
  private final long[] counts;
  private final ScoreGrid grid;
  private final long n;

  private GridCalibration(ScoreGrid grid, int[] cells, long[] counts) {
    this.grid = grid;
    this.cells = cells;
    this.counts = counts;
    this.n = Arrays.stream(counts).reduce(0, Math::addExact);
  }

  /** The calibration of the grid as it is now. */
  public static GridCalibration of(ScoreGrid grid) {
    ScoreGrid copy = new ScoreGrid();
    copy.merge(grid);
    int[] cells = new int[ScoreCells.COUNT];
    long[] counts = new long[ScoreCells.COUNT];
    int size = 0;
    for (int cell = copy.nextCell(0); cell < ScoreCells.COUNT; cell = copy.nextCell(cell + 1)) {
      long count = Math.addExact(copy.labelled(cell, false), copy.labelled(cell, true));
      if (count > 0) {
        cells[size] = cell;
        counts[size] = count;
        size++;
      }
    }
    return new GridCalibration(copy, Arrays.copyOf(cells, size), Arrays.copyOf(counts, size));
  }

  /** The number of labelled scores. */
  public long n() {
    return n;
  }

  /**
   * The cut of the labelled cells (see {@link #cell}) into bins of equal mass.
   *
   * @param bins the number of bins asked for
   * @throws IllegalArgumentException if it is not from 1 to {@link EqualMassPartition#MAX_BINS}
   */
  public EqualMassPartition partition(int bins) {
    return EqualMassPartition.ofCounts(counts, bins, MIN_SAMPLES);
  }

  /** The cell of a pool of {@link #partition}. */
  public int cell(int pool) {
    return cells[pool];
  }

  /**
   * The bins of {@link #partition} with their sums.
   *
   * @param bins the number of bins asked for
   * @return no bins where there is no label
   */
  public ReliabilityBins bins(int bins) {
    return bins(partition(bins));
  }

  /** The bins of a partition of this calibration. */
  public ReliabilityBins bins(EqualMassPartition partition) {
    int size = partition.bins();
    double[] weight = new double[size];
    double[] scores = new double[size];
    double[] labels = new double[size];
    double[] variances = new double[size];
    for (int bin = 0; bin < size; bin++) {
      ExactSum score = new ExactSum();
      ExactSum variance = new ExactSum();
      for (int pool = partition.start(bin); pool < partition.end(bin); pool++) {
        int cell = cells[pool];
        weight[bin] += counts[pool];
        labels[bin] += grid.labelled(cell, true);
        grid.addScores(score, cell, false);
        grid.addScores(score, cell, true);
        CellMoments.of(grid, cell, false).addVariance(variance);
        CellMoments.of(grid, cell, true).addVariance(variance);
      }
      scores[bin] = score.toDouble();
      variances[bin] = variance.toDouble();
    }
    return new ReliabilityBins(weight, scores, labels, variances);
  }

  /**
   * The expected calibration error over equal-mass bins.
   *
   * @param bins the number of bins asked for
   * @return with a bound on the difference from the AECE of the raw samples at the same number of
   *     bins; empty where there is no label
   */
  public Optional<BoundedEstimate> aece(int bins) {
    if (n == 0) {
      return Optional.empty();
    }
    EqualMassPartition partition = partition(bins);
    double error = CalibrationError.error(bins(partition)).orElseThrow();
    double bound = aeceErrorBound(bins, partition.mergedCount());
    return Optional.of(new BoundedEstimate(error, bound));
  }

  private double aeceErrorBound(int bins, int merged) {
    double moved = 0;
    long small = merged;
    long before = 0;
    // The first rank that the walk has not passed: r_edge > before.
    int edge = 1;
    for (int pool = 0; pool < cells.length; pool++) {
      long end = before + counts[pool];
      while (edge < bins && rank(edge, bins) <= before) {
        edge++;
      }
      if (edge < bins && rank(edge, bins) < end) {
        moved += farthest(cells[pool], end - rank(edge, bins));
      }
      for (int inside = edge; inside < bins && rank(inside, bins) < end; inside++) {
        small += rank(inside + 1, bins) - (MIN_SAMPLES - 1) <= end ? 1 : 0;
      }
      before = end;
    }
    if (n / bins < MIN_SAMPLES) {
      small = Math.max(small, merged + (long) bins);
    }
    return (2 * moved + 2.0 * (MIN_SAMPLES - 1) * small) / n + ROUNDING;
  }

  private long rank(long j, int bins) {
    return j * (n / bins) + j * (n % bins) / bins;
  }

  /** The most that |y − s| of so many samples of a cell can sum up to. */
  private double farthest(int cell, long samples) {
    double ofNegative = ScoreCells.upper(cell);
    double ofPositive = 1 - ScoreCells.lower(cell);
    boolean positiveFirst = ofPositive > ofNegative;
    long first = Math.min(samples, grid.labelled(cell, positiveFirst));
    long second = samples - first;
    return first * Math.max(ofPositive, ofNegative) + second * Math.min(ofPositive, ofNegative);
  }

  /**
   * The Brier score: the mean of (y − s)².
   *
   * @return with a bound on the difference from that of the raw samples; empty without labels
   */
  public Optional<BoundedEstimate> brier() {
    if (n == 0) {
      return Optional.empty();
    }
    ExactSum sum = new ExactSum();
    double error = 0;
    for (int cell : cells) {
      for (int label = 0; label <= 1; label++) {
        CellMoments moments = CellMoments.of(grid, cell, label == 1);
        moments.addSquaredError(sum);
        error += moments.squaresError();
      }
    }
    return Optional.of(new BoundedEstimate(sum.toDouble() / n, error / n + 2 * ROUNDING));
  }
}
