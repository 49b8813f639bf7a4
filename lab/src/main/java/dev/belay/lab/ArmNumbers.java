package dev.belay.lab;

import dev.belay.flag.Variant;
import dev.belay.telemetry.ArmCounter;
import dev.belay.telemetry.ArmSummary;
import dev.belay.telemetry.Population;
import dev.belay.telemetry.QuantileEstimate;
import dev.belay.telemetry.ScoreCells;
import dev.belay.telemetry.Summary;
import java.util.Optional;

/**
 * What a metrics store would say of one arm in one interval. NaN where nothing was measured.
 *
 * @param n queries served
 * @param failureRate the share of them that failed
 * @param p99Nanos their 99th percentile of latency, in ns
 * @param medianScore the median of their scores
 * @param bias the mean of label less score, over those with a label
 * @param recall the mean of recall@50
 */
record ArmNumbers(
    long n, double failureRate, double p99Nanos, double medianScore, double bias, double recall) {
  private static final ArmNumbers NONE =
      new ArmNumbers(0, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);

  /** The numbers of an arm over all slices. */
  static ArmNumbers of(Summary summary, Variant variant) {
    return summary.total(Population.SERVED, variant).map(ArmNumbers::of).orElse(NONE);
  }

  private static ArmNumbers of(ArmSummary arm) {
    long n = arm.observations();
    return new ArmNumbers(
        n,
        n == 0 ? Double.NaN : (double) arm.get(ArmCounter.FAILURES) / n,
        estimate(arm.latencies().quantileNanos(0.99)),
        estimate(arm.scores().median()),
        bias(arm),
        arm.meanRecall50().orElse(Double.NaN));
  }

  private static double estimate(Optional<QuantileEstimate> quantile) {
    return quantile.map(QuantileEstimate::estimate).orElse(Double.NaN);
  }

  private static double bias(ArmSummary arm) {
    long labelled = arm.scores().labelled();
    if (labelled == 0) {
      return Double.NaN;
    }
    double sum = 0;
    for (int cell = arm.scores().nextCell(0);
        cell < ScoreCells.COUNT;
        cell = arm.scores().nextCell(cell + 1)) {
      sum += arm.scores().sumScore(cell, false) + arm.scores().sumScore(cell, true);
    }
    return (arm.scores().positives() - sum) / labelled;
  }
}
