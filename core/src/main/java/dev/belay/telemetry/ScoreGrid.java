package dev.belay.telemetry;

import dev.belay.stats.ExactSum;
import java.util.Optional;

/**
 * How the scores of one arm lie in the {@link ScoreCells}: per cell the scores that were served,
 * and per cell and label the count and the sum of the labelled ones, all integers, so that merging
 * is exact and independent of order. Not thread-safe.
 *
 * <p>Labels may come later than scores, so a grid of one period may hold more labelled scores than
 * served ones. What follows from labels is in {@link GridCalibration}.
 */
public final class ScoreGrid {
  static final int SERVED = 0;
  private static final int LABEL_PLANES = 2;
  static final int PLANES = 5;

  private final PagedCounters counters;

  /** The sum of both planes that count labels, which every gate asks for. */
  private long labelled;

  ScoreGrid(PageBudget budget) {
    counters = new PagedCounters(ScoreCells.COUNT, PLANES, budget);
  }

  /** An empty grid. */
  public ScoreGrid() {
    this(PageBudget.unlimited());
  }

  /** The plane that counts the scores with a label; the next one holds their sum. */
  static int countPlane(boolean label) {
    return label ? 1 + LABEL_PLANES : 1;
  }

  PagedCounters counters() {
    return counters;
  }

  /**
   * Counts a served score.
   *
   * @throws IllegalArgumentException if the score is not in [0, 1]
   */
  public void add(double score) {
    int cell = checkedCell(score);
    counters.reserve(cell);
    addServed(cell);
  }

  /**
   * Counts the label of a score.
   *
   * @throws IllegalArgumentException if the score is not in [0, 1]
   */
  public void addLabel(double score, boolean label) {
    int cell = checkedCell(score);
    counters.reserve(cell);
    addLabel(cell, score, label);
  }

  private static int checkedCell(double score) {
    int cell = ScoreCells.indexOf(score);
    if (cell < 0) {
      throw new IllegalArgumentException("the score is " + score + "; a grid takes 0 to 1");
    }
    return cell;
  }

  /** Counts a served score in a reserved cell. */
  void addServed(int cell) {
    counters.page(cell)[PagedCounters.at(cell, SERVED)]++;
  }

  /** Counts a label in a reserved cell. */
  void addLabel(int cell, double score, boolean label) {
    restoreLabels(cell, label, 1, ScoreCells.toUnits(cell, score));
  }

  /** Counts labels of scores of one reserved cell, whose Σt is given in its units. */
  void restoreLabels(int cell, boolean label, long n, long units) {
    int plane = countPlane(label);
    counters.add(cell, plane, n);
    counters.add(cell, plane + 1, units);
    labelled = Math.addExact(labelled, n);
  }

  /** The number of scores served. */
  public long served() {
    return counters.total(SERVED);
  }

  /** The number of scores served in a cell. */
  public long served(int cell) {
    return counters.get(cell, SERVED);
  }

  /**
   * Copies the cells that scores were served in, in ascending order.
   *
   * @param cells where their numbers go; with a place for each of {@link ScoreCells#COUNT}
   * @param counts where the numbers of scores served in them go, likewise
   * @return how many there are
   */
  public int served(int[] cells, long[] counts) {
    return counters.copyTo(SERVED, cells, counts);
  }

  /**
   * Copies what is known of labels, in ascending order of the cells, the label 0 before 1.
   *
   * @param cells where twice the number of each cell goes, plus 1 for the label 1; with two places
   *     for each of {@link ScoreCells#COUNT}
   * @param counts where the numbers of scores with that label go, likewise
   * @param units where their sums go, as in {@link #sumUnits}, likewise
   * @return how many there are
   */
  public int labelled(int[] cells, long[] counts, long[] units) {
    int size = 0;
    int cell = counters.nextCell(0);
    while (cell < ScoreCells.COUNT) {
      long[] page = counters.page(cell);
      int end = Math.min(ScoreCells.COUNT, cell + PagedCounters.PAGE_CELLS);
      for (; cell < end; cell++) {
        for (int plane = 1; plane < PLANES; plane += LABEL_PLANES) {
          long count = page[PagedCounters.at(cell, plane)];
          if (count != 0) {
            cells[size] = 2 * cell + plane / (1 + LABEL_PLANES);
            counts[size] = count;
            units[size] = page[PagedCounters.at(cell, plane + 1)];
            size++;
          }
        }
      }
      cell = counters.nextCell(end);
    }
    return size;
  }

  /** The number of scores with either label. */
  public long labelled() {
    return labelled;
  }

  /** The number of scores with the label 1. */
  public long positives() {
    return counters.total(countPlane(true));
  }

  /** The number of scores of a cell with this label. */
  public long labelled(int cell, boolean label) {
    return counters.get(cell, countPlane(label));
  }

  /**
   * The sum of min(s, 1 − s) over the scores of a cell with this label, in units of 1 / {@link
   * ScoreCells#unitsPerOne}.
   */
  public long sumUnits(int cell, boolean label) {
    return counters.get(cell, countPlane(label) + 1);
  }

  /** The sum of the scores of a cell with this label, to the nearest double. */
  public double sumScore(int cell, boolean label) {
    ExactSum sum = new ExactSum();
    addScores(sum, cell, label);
    return sum.toDouble();
  }

  /** Adds the sum of the scores of a cell with this label, exactly. */
  void addScores(ExactSum sum, int cell, boolean label) {
    long units = sumUnits(cell, label);
    double unit = 1 / ScoreCells.unitsPerOne(cell);
    if (ScoreCells.mirrored(cell)) {
      // A long of more than 53 bits is not a double: add its two halves.
      addLong(sum, labelled(cell, label), 1);
      addLong(sum, -units, unit);
    } else {
      addLong(sum, units, unit);
    }
  }

  private static void addLong(ExactSum sum, long value, double unit) {
    long low = value & 0xffff_ffffL;
    sum.addProduct((double) (value - low), unit);
    sum.addProduct((double) low, unit);
  }

  /**
   * The first cell at or after this one that may hold anything; {@link ScoreCells#COUNT} if none.
   */
  public int nextCell(int from) {
    return counters.nextCell(from);
  }

  /** The median of the served scores; empty where none was served. */
  public Optional<QuantileEstimate> median() {
    return quantile(0.5);
  }

  /**
   * A quantile of the served scores: the score of rank max(1, ⌈p n⌉) of the n in ascending order,
   * which lies between the bounds without fail. The estimate takes the scores of a cell to lie at
   * equal distances.
   *
   * @param p from 0 to 1
   * @return empty where no score was served
   * @throws IllegalArgumentException if p is out of range
   */
  public Optional<QuantileEstimate> quantile(double p) {
    CellRank rank = CellRank.find(counters, SERVED, p);
    if (rank == null) {
      return Optional.empty();
    }
    double lower = ScoreCells.lower(rank.cell());
    double upper = ScoreCells.upper(rank.cell());
    return Optional.of(new QuantileEstimate(rank.between(lower, upper), lower, upper));
  }

  /** Adds all of the other grid to this one. */
  public void merge(ScoreGrid other) {
    counters.merge(other.counters);
    labelled = Math.addExact(labelled, other.labelled);
  }

  /** Empties the grid; its memory is kept for the next use. */
  public void clear() {
    counters.clear();
    labelled = 0;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ScoreGrid grid && counters.sameContent(grid.counters);
  }

  @Override
  public int hashCode() {
    return counters.contentHash();
  }

  @Override
  public String toString() {
    return "ScoreGrid[served=" + served() + ", labelled=" + labelled() + "]";
  }
}
