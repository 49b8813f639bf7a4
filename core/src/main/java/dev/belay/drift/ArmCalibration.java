package dev.belay.drift;

import dev.belay.calibration.CalibrationError;
import dev.belay.calibration.EqualMassPartition;
import dev.belay.calibration.ExpectedError;
import dev.belay.calibration.ReliabilityBins;
import dev.belay.calibration.TauRule;
import dev.belay.plan.AeceMinusTauGate;
import dev.belay.telemetry.ArmSummary;
import dev.belay.telemetry.GridAece;
import dev.belay.telemetry.GridCalibration;
import dev.belay.telemetry.ScoreCells;
import dev.belay.telemetry.ScoreGrid;
import java.util.Arrays;
import java.util.Optional;

/**
 * What the labelled scores of one arm say, by the rule of the calibration gate. Not thread-safe.
 */
final class ArmCalibration {
  /*
   * How. AECE is that of the gate, bit by bit (GridAece). What else is asked of the bins is as in
   * GridCalibration, but in plain doubles and one walk over the cells, since health is judged every
   * window: Σs of a bin within 10^-13 of it, and Σ s(1−s) taken at the mean score of each cell and
   * label, which is too large by at most n(b − a)²/4 of a cell [a, b].
   */
  private final AeceMinusTauGate rule;
  private final ScoreGrid grid;
  private final int bins;
  private final long n;
  private final long[] counts;
  private final double[] scores;
  private final double[] labels;
  private final double[] variances;
  private final EqualMassPartition partition;
  private final ReliabilityBins sums;

  private ArmCalibration(ScoreGrid grid, AeceMinusTauGate rule, long n) {
    this.rule = rule;
    this.grid = grid;
    this.n = n;
    this.bins = (int) Math.min(rule.bins(), (long) Math.floor(Math.sqrt((double) n)));
    long[] count = new long[ScoreCells.COUNT];
    scores = new double[ScoreCells.COUNT];
    labels = new double[ScoreCells.COUNT];
    variances = new double[ScoreCells.COUNT];
    int size = 0;
    for (int cell = grid.nextCell(0); cell < ScoreCells.COUNT; cell = grid.nextCell(cell + 1)) {
      long zeros = grid.labelled(cell, false);
      long ones = grid.labelled(cell, true);
      if (zeros + ones > 0) {
        count[size] = zeros + ones;
        labels[size] = ones;
        addSums(grid, cell, false, zeros, size);
        addSums(grid, cell, true, ones, size);
        size++;
      }
    }
    counts = Arrays.copyOf(count, size);
    partition = cut(bins);
    sums = sums(partition);
  }

  private void addSums(ScoreGrid grid, int cell, boolean label, long samples, int pool) {
    if (samples > 0) {
      double distance = grid.sumUnits(cell, label) / ScoreCells.unitsPerOne(cell);
      double mean = Math.min(1, distance / samples);
      scores[pool] += ScoreCells.mirrored(cell) ? samples - distance : distance;
      variances[pool] += samples * (mean * (1 - mean));
    }
  }

  /** The calibration of an arm; empty where fewer than {@code least} scores have a label. */
  static Optional<ArmCalibration> of(ArmSummary arm, AeceMinusTauGate rule, long least) {
    long n = arm.scores().labelled();
    return n < Math.max(1, least)
        ? Optional.empty()
        : Optional.of(new ArmCalibration(arm.scores(), rule, n));
  }

  private EqualMassPartition cut(int number) {
    return EqualMassPartition.ofCounts(counts, number, GridCalibration.MIN_SAMPLES);
  }

  private ReliabilityBins sums(EqualMassPartition cut) {
    int size = cut.bins();
    double[] weight = new double[size];
    double[] score = new double[size];
    double[] label = new double[size];
    double[] variance = new double[size];
    for (int bin = 0; bin < size; bin++) {
      for (int pool = cut.start(bin); pool < cut.end(bin); pool++) {
        weight[bin] += counts[pool];
        score[bin] += scores[pool];
        label[bin] += labels[pool];
        variance[bin] += variances[pool];
      }
    }
    return new ReliabilityBins(weight, score, label, variance);
  }

  /** The number of labelled scores. */
  long n() {
    return n;
  }

  /** K = min(bins of the rule, ⌊√n⌋), the number of bins asked for. */
  int bins() {
    return bins;
  }

  /** The sums over another number of bins. */
  ReliabilityBins sums(int number) {
    return number == bins ? sums : sums(cut(number));
  }

  double aece() {
    return GridAece.of(grid, bins).orElseThrow();
  }

  static double error(ReliabilityBins sums) {
    return CalibrationError.error(sums).orElseThrow();
  }

  /** The AECE that chance alone gives over such bins. */
  static ExpectedError expected(ReliabilityBins sums) {
    return ExpectedError.of(sums).orElseThrow();
  }

  double tau() {
    return new TauRule(rule.cHat(), rule.floor()).tau((double) n, bins).orElseThrow();
  }

  double mergedBinRate() {
    return partition.mergedBinRate();
  }
}
