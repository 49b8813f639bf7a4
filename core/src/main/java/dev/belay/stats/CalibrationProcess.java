package dev.belay.stats;

import java.util.Arrays;
import java.util.Locale;

/**
 * A sequential test against "the calibration error is at most a limit at every tick", at whatever
 * tick it stops being so.
 *
 * <p>A tick is fed cell by cell: {@link #begin}, {@link #add} for each cell and label, {@link
 * #end}. Only cells with data cost anything, and a tick allocates nothing. Mutable and not safe for
 * use by several threads.
 */
public final class CalibrationProcess {
  /*
   * How. Scores s in [0, 1] with labels y of 0 or 1. The null hypothesis: given the past, at every
   * tick the L1 calibration error E|P(y = 1 | s) − s| is at most ε. Then for any g(s) in {−1, 0, +1}
   * that was fixed before the tick, Z = g(y − s) has a mean of at most ε, and 1 + λ(Z − ε) ≥ 0 is an
   * e-value. Its product over the tick is bounded from below by ScoreChords, from n and Σs per cell
   * and label.
   *
   * g comes from five experts, constant on a bin or on one side of ½, by the data before the tick:
   *   1. the sign of the sum of y − s over the bin so far;
   *   2. the same with weights that halve every 3 000 labels (of all bins);
   *   3. + everywhere;  4. − everywhere;  5. + below ½ and − above it, as for over-confident scores.
   * Five experts and eight stakes λ are forty points of one late-change process (LateChange), whose
   * mean has P(ever ≥ 1/α) ≤ α. A bin with g = 0 still pays ln(1 − λε) an observation.
   *
   * A tick without labels changes nothing. Sums over cells are added in the order in which they are
   * fed: the same order gives the same bits, another one differs by rounding only. Numbers, at
   * α = 0.001, ε = 0.025: an error of 0.08 is found after about 1 800 labels (800 if scores crowd
   * at the ends), of 0.05 after 7 000 (2 650). After Arnold, Henzi & Ziegel (2023), Waudby-Smith &
   * Ramdas (2024), Shin, Ramdas & Rinaldo.
   */
  private static final int EXPERTS = 5;
  private static final int POINTS = EXPERTS * ScoreChords.STAKES;
  private static final double HALF_LIFE = 3000;

  private final ScoreBins bins;
  private final LateChange process;
  private final double[] residuals;
  private final double[] decayed;
  private final ChordSums tick;
  private final double[] logE = new double[POINTS];

  /**
   * Makes a test before its first tick.
   *
   * @param bins what is fixed: cells, limit, bins and dispersion
   * @param weights what is set aside for each tick
   * @throws IllegalArgumentException if the bounds are not those for refuting
   */
  public CalibrationProcess(ScoreBins bins, LateChangeWeights weights) {
    this(bins, new LateChange(weights, POINTS), new double[bins.bins()], new double[bins.bins()]);
  }

  private CalibrationProcess(
      ScoreBins bins, LateChange process, double[] residuals, double[] decayed) {
    if (!bins.chords().isRefuting()) {
      throw new IllegalArgumentException(
          "The bounds are for confirming a limit: make them by ScoreChords.refuting.");
    }
    this.bins = bins;
    this.process = process;
    this.residuals = residuals;
    this.decayed = decayed;
    this.tick = new ChordSums(bins);
  }

  /**
   * Continues a test, to the very bit as if it had never been interrupted.
   *
   * @param bins the same cells, limit, bins and dispersion as before
   * @param weights the same weights as before
   * @param ticks what {@link #ticks} gave
   * @param logCapitals what {@link #logCapitals} gave; copied
   * @param residuals what {@link #residuals} gave; copied
   * @param decayedResiduals what {@link #decayedResiduals} gave; copied
   * @throws IllegalArgumentException if no test with these bins can have been in that state
   */
  public static CalibrationProcess restore(
      ScoreBins bins,
      LateChangeWeights weights,
      long ticks,
      double[] logCapitals,
      double[] residuals,
      double[] decayedResiduals) {
    if (logCapitals.length != POINTS) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "The stored test has %d capitals: restore all %d that logCapitals() gave.",
              logCapitals.length,
              POINTS));
    }
    checkResiduals("residuals", residuals, bins, ticks);
    checkResiduals("decayed residuals", decayedResiduals, bins, ticks);
    return new CalibrationProcess(
        bins,
        LateChange.restore(weights, ticks, logCapitals),
        residuals.clone(),
        decayedResiduals.clone());
  }

  private static void checkResiduals(String what, double[] stored, ScoreBins bins, long ticks) {
    if (stored.length != bins.bins()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "The stored test has %d %s and there are %d bins: restore it with the bins it had.",
              stored.length,
              what,
              bins.bins()));
    }
    for (double value : stored) {
      if (!Double.isFinite(value) || (ticks == 0 && value != 0)) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "One of the stored %s is %s after %d ticks: restore what the test gave.",
                what,
                value,
                ticks));
      }
    }
  }

  /** Begins a tick. What was added to an unfinished one is forgotten. */
  public void begin() {
    tick.clear();
  }

  /**
   * Adds the labelled scores of one cell and label to the tick.
   *
   * @param cell from 0 to the number of cells − 1
   * @param label whether these scores have the label 1
   * @param n how many there are, at least 0
   * @param sumOfScores their sum, which has to be possible for n scores of the cell
   * @throws IllegalArgumentException if an argument is out of range; nothing is added then
   */
  public void add(int cell, boolean label, long n, double sumOfScores) {
    tick.add(cell, label, n, sumOfScores);
  }

  /**
   * Adds to the tick what was added to the tick of another test, which has not ended.
   *
   * @param part with the very {@link ScoreBins} of this test; not changed
   * @throws IllegalArgumentException if it has others; nothing is added then
   */
  public void add(CalibrationProcess part) {
    tick.add(part.tick);
  }

  /** Ends the tick and takes it in; without labels it changes nothing. */
  public void end() {
    if (tick.total() == 0) {
      return;
    }
    stake();
    process.advance(logE);
    learn();
    tick.clear();
  }

  /** The e-values of the tick, with the sides that the past gave. */
  private void stake() {
    Arrays.fill(logE, 0);
    for (int group = 0; group < bins.groups(); group++) {
      if (tick.count(group) > 0) {
        int bin = bins.binOf(group);
        addWorth(0, group, (int) Math.signum(residuals[bin]));
        addWorth(1, group, (int) Math.signum(decayed[bin]));
        addWorth(2, group, 1);
        addWorth(3, group, -1);
        addWorth(4, group, bins.sideOf(group));
      }
    }
    if (bins.dispersion() > 1) {
      for (int point = 0; point < POINTS; point++) {
        logE[point] /= bins.dispersion();
      }
    }
  }

  private void addWorth(int expert, int group, int side) {
    tick.addWorth(group, side, logE, expert * ScoreChords.STAKES);
  }

  private void learn() {
    double kept = StrictMath.exp(tick.total() * (-LogSpace.LN_2 / HALF_LIFE));
    for (int bin = 0; bin < decayed.length; bin++) {
      decayed[bin] *= kept;
    }
    for (int group = 0; group < bins.groups(); group++) {
      if (tick.count(group) > 0) {
        residuals[bins.binOf(group)] += tick.residual(group);
        decayed[bins.binOf(group)] += tick.residual(group);
      }
    }
  }

  /**
   * The evidence now that the calibration error has been above the limit since some tick.
   *
   * @return ln of the mean capital; −infinity before the first tick with labels
   */
  public double logValue() {
    return process.logValue();
  }

  /**
   * Whether the evidence now is enough to reject.
   *
   * @param alpha the error budget of the whole test, strictly between 0 and 1
   * @return whether the mean capital is at least 1/alpha
   * @throws IllegalArgumentException if alpha is out of range
   */
  public boolean rejects(double alpha) {
    return process.rejects(alpha);
  }

  /**
   * How many ticks with labels have been taken in, to be stored.
   *
   * @return at least 0
   */
  public long ticks() {
    return process.ticks();
  }

  /**
   * The capitals, to be stored.
   *
   * @return a copy of the logarithms, for each expert those of all stakes
   */
  public double[] logCapitals() {
    return process.logCapitals();
  }

  /**
   * The sums of label − score of each bin, to be stored.
   *
   * @return a copy
   */
  public double[] residuals() {
    return residuals.clone();
  }

  /**
   * The same sums with weights that halve every 3 000 labels, to be stored.
   *
   * @return a copy
   */
  public double[] decayedResiduals() {
    return decayed.clone();
  }
}
