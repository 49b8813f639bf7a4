package dev.belay.sequential;

import dev.belay.gate.Comparison;
import dev.belay.gate.GateNames;
import dev.belay.gate.GateResult;
import dev.belay.plan.AeceMinusTauGate;
import dev.belay.stats.CalibrationPass;
import dev.belay.stats.CalibrationProcess;
import dev.belay.telemetry.SliceSummary;
import java.util.OptionalDouble;

/**
 * Calibration: whether the calibration error of the treatment's labelled scores is over floor +
 * limit, in one scope. Estimates are the error over the bins less the floor, held against the
 * limit.
 */
final class CalibrationJudge extends Judge {
  /*
   * How. CalibrationProcess over the attempt refutes "the L1 calibration error is at most ε",
   * ε = floor + limit; CalibrationPass over the rung confirms that the error over the bins is below
   * ε. Labels of one tick of serving come together and once (see SequentialGates.addLabels).
   *
   * The estimate is of the rung, less what chance adds (BinTotals). A breach is pre-existing where the
   * control's labels of the rung show an error over ε by the same estimate, and by more than chance
   * explains: a control that is merely small must not excuse the change. If so the control's labels
   * from then on are held against it: while they confirm the limit the treatment is looked at anew, and
   * clearly over it the breach is its own; so it is where a rung has no control to tell.
   */
  /** Less than one part in so many may have no label. */
  private static final long LABELLED_PART = 100;

  /** A control that was held against a breach is looked at again after so many ticks. */
  private static final long REVIEW_TICKS = 16;

  private final LabelBins bins;
  private final Tuning tuning;
  private final double floor;
  private final double limit;
  private final BinTotals rung = new BinTotals();
  private final BinTotals control = new BinTotals();

  /** Of the treatment, while the control is shown to keep the limit after a rejection. */
  private final BinTotals whileKept = new BinTotals();

  private CalibrationProcess process;

  /** Of the treatment in the attempt, when their labels were mature. */
  private long scores;

  private long labelled;

  CalibrationJudge(AeceMinusTauGate plan, LabelBins bins, double alpha, Tuning tuning) {
    super(GateNames.AECE_MINUS_TAU, "", alpha, tuning.minSamples());
    this.bins = bins;
    this.tuning = tuning;
    this.floor = plan.floor();
    this.limit = plan.limit();
    this.process = new CalibrationProcess(bins.refuting(), tuning.weights());
  }

  @Override
  void begin() {
    process.begin();
  }

  @Override
  void take(SliceSummary slice) {
    throw new UnsupportedOperationException("Calibration takes labels: call takeTreatment.");
  }

  /** Takes in labels of the treatment. */
  void takeTreatment(LabelledCells labels) {
    countTreatment(labels);
    for (int i = 0; i < labels.size(); i++) {
      process.add(labels.cell(i), labels.label(i), labels.n(i), labels.sum(i));
    }
  }

  /** Counts labels of the treatment that come with {@link #takePart}. */
  void countTreatment(LabelledCells labels) {
    takeInto(rung, labels);
    if (isPreExisting()) {
      takeInto(whileKept, labels);
    }
    scores += labels.scores();
    labelled += labels.labels();
  }

  /** Takes in what the open tick of a part has taken in, for the test alone. */
  void takePart(CalibrationJudge part) {
    process.add(part.process);
  }

  /** Takes in labels of the control, which only say whether a breach is pre-existing. */
  void takeControl(LabelledCells labels) {
    takeInto(control, labels);
  }

  private static void takeInto(BinTotals to, LabelledCells labels) {
    for (int i = 0; i < labels.size(); i++) {
      to.add(LabelBins.binOf(labels.cell(i)), labels.label(i), labels.n(i), labels.sum(i));
    }
  }

  @Override
  void end() {
    process.end();
    if (!hasRejected() && isMostlyLabelled() && process.rejects(alpha())) {
      boolean before =
          control.labels() >= tuning.minSamples() && control.isClearlyOver(floor + limit);
      reject(estimate(), limit, rung.labels(), Comparison.LIMIT, before, process.logValue());
      control.clear();
    } else if (isPreExisting() && process.ticks() % REVIEW_TICKS == 0) {
      review();
    }
  }

  /** Looks whether the control has recovered, and the treatment has not; or there is none. */
  private void review() {
    if (logPass(control) < Tuning.LOG_CONFIRMS) {
      whileKept.clear();
    }
    boolean unwatched = control.labels() == 0 && rung.labels() >= tuning.minSamples();
    boolean atFault =
        whileKept.labels() >= tuning.minSamples() && whileKept.isClearlyOver(floor + limit);
    if (unwatched || atFault) {
      notPreExisting();
    }
  }

  /** Fewer labels may be a choice: those that are missing may be of one kind. */
  private boolean isMostlyLabelled() {
    return labelled * LABELLED_PART > scores * (LABELLED_PART - 1);
  }

  /** Whether any label of the treatment was judged in the attempt. */
  boolean isUsed() {
    return process.ticks() > 0;
  }

  private double estimate() {
    return rung.error() - floor;
  }

  @Override
  void beginRung() {
    rung.clear();
    control.clear();
  }

  @Override
  GateResult open(String slice) {
    long labels = rung.labels();
    if (labels == 0) {
      return nothing(slice, Comparison.LIMIT, "labels of the treatment");
    }
    if (!isMostlyLabelled()) {
      return nothing(
          slice,
          Comparison.LIMIT,
          "labels of the treatment: "
              + labelled
              + " of "
              + scores
              + " scores have one by labelMaturity, and more than 99 % are needed");
    }
    return undecided(
        slice, estimate(), limit, labels, Comparison.LIMIT, process.logValue(), logPass(rung));
  }

  private double logPass(BinTotals of) {
    CalibrationPass pass = new CalibrationPass(bins.confirming());
    for (int bin = 0; bin < LabelBins.COUNT; bin++) {
      pass.add(bin, false, of.n(bin, false), of.sum(bin, false));
      pass.add(bin, true, of.n(bin, true), of.sum(bin, true));
    }
    return pass.logValue();
  }

  @Override
  OptionalDouble logBreach() {
    return OptionalDouble.of(process.logValue());
  }

  @Override
  void writeState(StateWriter out) {
    out.varint(process.ticks());
    out.reals(process.logCapitals());
    out.reals(process.residuals());
    out.reals(process.decayedResiduals());
    out.varint(scores);
    out.varint(labelled);
    rung.write(out);
    control.write(out);
    whileKept.write(out);
  }

  @Override
  void readState(StateReader in) {
    long ticks = in.count();
    process =
        CalibrationProcess.restore(
            bins.refuting(),
            tuning.weights(),
            ticks,
            in.reals(process.logCapitals().length),
            in.reals(LabelBins.COUNT),
            in.reals(LabelBins.COUNT));
    scores = in.count();
    labelled = in.count();
    rung.read(in);
    control.read(in);
    whileKept.read(in);
  }
}
