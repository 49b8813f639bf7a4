package dev.belay.sequential;

import dev.belay.plan.AeceMinusTauGate;
import dev.belay.stats.CalibrationPass;
import dev.belay.stats.CalibrationProcess;
import dev.belay.stats.LateChangeWeights;
import dev.belay.telemetry.LabelCells;
import dev.belay.telemetry.ScoreCells;

/**
 * Whether labelled scores, taken one after the other, show that their calibration error is over a
 * limit, or that it is not. Valid at any time: each answer is wrong with a probability of at most 5
 * %, however many labels follow. Mutable and not thread-safe.
 */
public final class CalibrationVerdict {
  /*
   * How. As the gate judges a treatment: batches of 100 labels are the ticks of a CalibrationProcess,
   * which refutes "the error is at most the limit" once its e-value has ever reached 20; CalibrationPass
   * of all labels confirms "the error over the bins is below the limit" at 20. The null hypothesis is
   * about labels that do not depend on one another given the past, so labels that were sorted by their
   * value first are none to ask about.
   */
  private static final int BATCH = 100;

  /** What labels show. */
  public enum Answer {
    /** The error is over the limit. */
    REFUTED,
    /** The error over the bins is below the limit. */
    CONFIRMED,
    /** Neither is shown. */
    UNDECIDED
  }

  private final double limit;
  private final LabelBins bins;
  private final CalibrationProcess process;
  private final BinTotals totals = new BinTotals();
  private double greatest = Double.NEGATIVE_INFINITY;
  private int open;

  /**
   * Nothing was seen.
   *
   * @param limit the calibration error in question, above 0 and below 1
   * @param labels how many are expected, at least 1: the evidence is tuned for so many
   * @throws IllegalArgumentException if an argument is out of range
   */
  public CalibrationVerdict(double limit, long labels) {
    if (!(limit > 0 && limit < 1)) {
      throw new IllegalArgumentException(
          "The limit of the calibration error is " + limit + ": it has to lie between 0 and 1.");
    }
    this.limit = limit;
    this.bins = new LabelBins(limit, 0, 1);
    long batches = Math.max(1, labels / BATCH);
    this.process = new CalibrationProcess(bins.refuting(), new LateChangeWeights(batches));
    process.begin();
  }

  /** With the limit of a gate, floor and limit together. */
  public static CalibrationVerdict of(AeceMinusTauGate gate, long labels) {
    return new CalibrationVerdict(gate.floor() + gate.limit(), labels);
  }

  /**
   * Takes in a label.
   *
   * @param score 0 to 1
   * @throws IllegalArgumentException if the score is out of range
   */
  public void add(double score, boolean label) {
    int fine = ScoreCells.indexOf(score);
    if (fine < 0) {
      throw new IllegalArgumentException("The score is " + score + ": it has to be from 0 to 1.");
    }
    int cell = LabelCells.of(fine);
    process.add(cell, label, 1, score);
    totals.add(LabelBins.binOf(cell), label, 1, score);
    open++;
    if (open == BATCH) {
      endBatch();
    }
  }

  private void endBatch() {
    process.end();
    greatest = Math.max(greatest, process.logValue());
    process.begin();
    open = 0;
  }

  /** Takes the labels of the open batch for a whole one: none follow. */
  public void end() {
    if (open > 0) {
      endBatch();
    }
  }

  /** What was shown by the batches that ended. */
  public Answer answer() {
    if (logRefuting() >= logThreshold()) {
      return Answer.REFUTED;
    }
    return logConfirming() >= logThreshold() ? Answer.CONFIRMED : Answer.UNDECIDED;
  }

  /** The calibration error in question. */
  public double limit() {
    return limit;
  }

  /** ln of the greatest evidence so far that the error is over the limit; −infinity for none. */
  public double logRefuting() {
    return greatest;
  }

  /** ln of the evidence that the error over the bins is below the limit; 0 for none. */
  public double logConfirming() {
    CalibrationPass pass = new CalibrationPass(bins.confirming());
    for (int bin = 0; bin < LabelBins.COUNT; bin++) {
      pass.add(bin, false, totals.n(bin, false), totals.sum(bin, false));
      pass.add(bin, true, totals.n(bin, true), totals.sum(bin, true));
    }
    return pass.logValue();
  }

  /** ln 20, at or above which evidence is enough. */
  public double logThreshold() {
    return Tuning.LOG_CONFIRMS;
  }
}
