package dev.belay.telemetry;

/**
 * The labelled scores of one arm by {@link LabelCells}: per cell and label how many, and their sum.
 * All integers, so that merging is exact and independent of order. Mutable and not thread-safe.
 */
public final class LabelGrid {
  private static final int COUNT = 0;
  private static final int UNITS = 1;
  private static final int PLANES = 2;

  private final PagedCounters zeros =
      new PagedCounters(LabelCells.COUNT, PLANES, PageBudget.unlimited());
  private final PagedCounters ones =
      new PagedCounters(LabelCells.COUNT, PLANES, PageBudget.unlimited());
  private long scores;

  private PagedCounters of(boolean label) {
    return label ? ones : zeros;
  }

  /** How many scores were served, with a label or without. */
  public long scores() {
    return scores;
  }

  /** The first cell at or after this one that may hold labels; {@link LabelCells#COUNT} if none. */
  public int nextCell(int from) {
    return Math.min(zeros.nextCell(from), ones.nextCell(from));
  }

  /** How many scores of a cell have a label. */
  public long labelled(int cell, boolean label) {
    return of(label).get(cell, COUNT);
  }

  /** The sum of min(s, 1 − s) of them, in units of 1 / {@link LabelCells#unitsPerOne}. */
  public long sumUnits(int cell, boolean label) {
    return of(label).get(cell, UNITS);
  }

  /**
   * Adds what an arm served.
   *
   * @param negative whether a score without a label counts as one with the label 0, at the middle
   *     of its {@link ScoreCells} cell, as no sum of it is known
   */
  public void add(ArmSummary served, boolean negative) {
    ScoreGrid grid = served.scores();
    scores = Math.addExact(scores, served.observations() - served.get(ArmCounter.INVALID_SCORES));
    int cell = grid.nextCell(0);
    while (cell < ScoreCells.COUNT) {
      int at = LabelCells.of(cell);
      add(at, false, grid.labelled(cell, false), grid.sumUnits(cell, false));
      add(at, true, grid.labelled(cell, true), grid.sumUnits(cell, true));
      if (negative) {
        addUnlabelled(grid, cell, at);
      }
      cell = grid.nextCell(cell + 1);
    }
  }

  private void addUnlabelled(ScoreGrid grid, int cell, int at) {
    long n = grid.served(cell) - grid.labelled(cell, false) - grid.labelled(cell, true);
    long middle = (ScoreCells.minUnits(cell) + ScoreCells.maxUnits(cell)) / 2;
    add(at, false, n, n > 0 ? Math.multiplyExact(n, middle) : 0);
  }

  /** Adds a label; one of a score that is in no cell is left out. */
  void addLabel(double score, boolean label) {
    int cell = ScoreCells.indexOf(score);
    if (cell >= 0) {
      add(LabelCells.of(cell), label, 1, ScoreCells.toUnits(cell, score));
    }
  }

  private void add(int cell, boolean label, long n, long units) {
    if (n > 0) {
      PagedCounters to = of(label);
      to.reserve(cell);
      to.add(cell, COUNT, n);
      to.add(cell, UNITS, units);
    }
  }

  /** Adds all of another grid. */
  void merge(LabelGrid from) {
    scores = Math.addExact(scores, from.scores);
    zeros.merge(from.zeros);
    ones.merge(from.ones);
  }

  /**
   * Adds labels 1 that came later for scores that count as 0 here: each takes one 0 of its cell
   * away. Where there is none, because the score itself is still to come, it is owed: the next 0 of
   * the cell is left out then. In total every score counts once, and sums are those of the scores
   * that count.
   *
   * @param late the labels; those that are 0 change nothing
   * @param owed what is owed from before; changed
   */
  void settle(LabelGrid late, LabelGrid owed) {
    for (int cell = 0; cell < LabelCells.COUNT; cell++) {
      long came = late.labelled(cell, true);
      long due = Math.addExact(came, owed.labelled(cell, true));
      if (due > 0) {
        long dueUnits = Math.addExact(late.sumUnits(cell, true), owed.sumUnits(cell, true));
        long left = labelled(cell, false) - due;
        long leftUnits = sumUnits(cell, false) - dueUnits;
        set(zeros, cell, Math.max(0, left), leftUnits);
        set(owed.ones, cell, Math.max(0, -left), -leftUnits);
        add(cell, true, came, late.sumUnits(cell, true));
      }
    }
    scores = Math.addExact(total(false), total(true));
  }

  private long total(boolean label) {
    return of(label).total(COUNT);
  }

  /** Sets a cell, with the sum as near to what is asked as its scores can have. */
  private static void set(PagedCounters to, int cell, long n, long units) {
    long least = Math.multiplyExact(n, LabelCells.minUnits(cell));
    long most = Math.multiplyExact(n, LabelCells.maxUnits(cell));
    to.reserve(cell);
    to.add(cell, COUNT, n - to.get(cell, COUNT));
    to.add(cell, UNITS, Math.max(least, Math.min(most, units)) - to.get(cell, UNITS));
  }

  /** Empties the grid; its memory is kept for the next use. */
  public void clear() {
    scores = 0;
    zeros.clear();
    ones.clear();
  }
}
