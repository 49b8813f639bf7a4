package dev.belay.stats;

import java.util.Arrays;

/**
 * Evidence that the calibration error, taken over fixed bins, is below a limit.
 *
 * <p>Fed with totals per cell and label, or with their growth tick by tick: what is added counts.
 * Adding allocates nothing. Mutable and not safe for use by several threads.
 */
public final class CalibrationPass {
  /*
   * How. The null hypothesis: given the past, the mean calibration error over the bins,
   * Σ_b |E[(y − s) 1{s in b}]|, is at least ε. For g_b = ±1, the true sign of each bin, Z = g_b(y − s)
   * then has a mean of at least ε, so that Π(1 − λ(Z − ε)) is an e-value and, as data come in, a
   * supermartingale. The signs are not known, but the least over all of them is no more than that:
   *   E = mean over λ of exp Σ_b min_{g=±1} ln Π_{i in b} (1 − λ(g(y − s) − ε)),
   * P(ever E ≥ 1/β) ≤ β (Ville 1939). Each product is bounded from below by ScoreChords. Bins and
   * stakes are fixed beforehand. Errors that cancel within a bin are not seen: they are not part of
   * the null hypothesis.
   *
   * No labels: E = 1, no evidence. Sums are added in the order in which they come: the same order
   * gives the same bits. At ε = 0.025, a true error of 0.01, β = 0.05 and ten bins, about 15 000
   * labels are needed (4 000 if scores crowd at the ends).
   */
  private final ScoreBins bins;
  private final ChordSums sums;
  private final double[] plus = new double[ScoreChords.STAKES];
  private final double[] minus = new double[ScoreChords.STAKES];
  private final double[] logE = new double[ScoreChords.STAKES];

  /**
   * Makes a test without data.
   *
   * @param bins what is fixed: cells, limit, bins and dispersion
   * @throws IllegalArgumentException if the bounds are not those for confirming
   */
  public CalibrationPass(ScoreBins bins) {
    if (bins.chords().isRefuting()) {
      throw new IllegalArgumentException(
          "The bounds are for refuting a limit: make them by ScoreChords.confirming.");
    }
    this.bins = bins;
    this.sums = new ChordSums(bins);
  }

  /** Forgets all data. */
  public void clear() {
    sums.clear();
  }

  /**
   * Adds the labelled scores of one cell and label.
   *
   * @param cell from 0 to the number of cells − 1
   * @param label whether these scores have the label 1
   * @param n how many there are, at least 0
   * @param sumOfScores their sum, which has to be possible for n scores of the cell
   * @throws IllegalArgumentException if an argument is out of range; nothing is added then
   */
  public void add(int cell, boolean label, long n, double sumOfScores) {
    sums.add(cell, label, n, sumOfScores);
  }

  /**
   * The number of labels.
   *
   * @return at least 0
   */
  public long labels() {
    return sums.total();
  }

  /**
   * The evidence that the calibration error is below the limit.
   *
   * @return ln E; 0 without labels
   */
  public double logValue() {
    Arrays.fill(logE, 0);
    int group = 0;
    for (int bin = 0; bin < bins.bins(); bin++) {
      Arrays.fill(plus, 0);
      Arrays.fill(minus, 0);
      while (group < bins.groups() && bins.binOf(group) == bin) {
        sums.addWorth(group, 1, plus, 0);
        sums.addWorth(group, -1, minus, 0);
        group++;
      }
      for (int stake = 0; stake < logE.length; stake++) {
        logE[stake] += Math.min(plus[stake], minus[stake]);
      }
    }
    for (int stake = 0; stake < logE.length; stake++) {
      logE[stake] /= bins.dispersion();
    }
    return LogSpace.mean(logE);
  }

  /**
   * Whether the evidence now is enough to confirm.
   *
   * @param beta the probability of a wrong confirmation, strictly between 0 and 1
   * @return whether E is at least 1/beta
   * @throws IllegalArgumentException if beta is out of range
   */
  public boolean confirms(double beta) {
    if (!(beta > 0 && beta < 1)) {
      throw new IllegalArgumentException(
          "The error budget beta is " + beta + ": it has to lie strictly between 0 and 1.");
    }
    return logValue() >= -StrictMath.log(beta);
  }
}
