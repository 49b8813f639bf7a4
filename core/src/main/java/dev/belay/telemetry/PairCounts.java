package dev.belay.telemetry;

import java.util.Arrays;

/** The {@link PairCounter}s of one slice. Not thread-safe. */
final class PairCounts {
  private final long[] counts = new long[PairCounter.COUNT];

  long get(PairCounter counter) {
    return counts[counter.index()];
  }

  void restore(PairCounter counter, long value) {
    counts[counter.index()] = value;
  }

  /** Counts what only one arm did on a query that both evaluated. */
  void add(ArmOutcome control, ArmOutcome treatment, SummaryLayout layout) {
    increment(PairCounter.PAIRS);
    if (control.success() != treatment.success()) {
      increment(
          treatment.success()
              ? PairCounter.CONTROL_FAILED_ALONE
              : PairCounter.TREATMENT_FAILED_ALONE);
    }
    if (control.inside(layout)
        && treatment.inside(layout)
        && control.recall50().isPresent()
        && treatment.recall50().isPresent()) {
      addRecall(control.recall50().getAsDouble(), treatment.recall50().getAsDouble());
    }
  }

  private void addRecall(double control, double treatment) {
    increment(PairCounter.RECALL_PAIRS);
    long excess = ArmSummary.recallUnits(control) - ArmSummary.recallUnits(treatment);
    if (control > treatment) {
      increment(PairCounter.CONTROL_RECALL_HIGHER);
      plus(PairCounter.CONTROL_RECALL_EXCESS_UNITS, excess);
    } else if (treatment > control) {
      increment(PairCounter.TREATMENT_RECALL_HIGHER);
      plus(PairCounter.TREATMENT_RECALL_EXCESS_UNITS, -excess);
    }
  }

  private void plus(PairCounter counter, long delta) {
    counts[counter.index()] = Math.addExact(counts[counter.index()], delta);
  }

  private void increment(PairCounter counter) {
    counts[counter.index()]++;
  }

  void merge(PairCounts other) {
    for (int i = 0; i < counts.length; i++) {
      counts[i] = Math.addExact(counts[i], other.counts[i]);
    }
  }

  void clear() {
    Arrays.fill(counts, 0);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PairCounts that && Arrays.equals(counts, that.counts);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(counts);
  }
}
