package dev.belay.telemetry;

import java.util.Arrays;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * What one arm did in one slice and population: {@link ArmCounter}s, scores and latencies, all
 * integers. Not thread-safe.
 */
public final class ArmSummary {
  /** One observation may add at most this to the allocated bytes, so that 10^9 fit into the sum. */
  static final long MAX_ALLOCATED_BYTES = 1L << 33;

  /** How many units of {@link ArmCounter#RECALL_UNITS} are a recall of 1. */
  public static final long RECALL_UNITS_PER_ONE = 1L << 32;

  private final long[] counts = new long[ArmCounter.COUNT];
  private final ScoreGrid scores;
  private final LatencyGrid latencies;

  // Of the grids, at hand for the hot path.
  private final PagedCounters scoreCounters;
  private final PagedCounters latencyCounters;

  ArmSummary(SummaryLayout layout, PageBudget budget) {
    scores = new ScoreGrid(budget);
    latencies = new LatencyGrid(layout.latency(), budget);
    scoreCounters = scores.counters();
    latencyCounters = latencies.counters();
  }

  /** What an arm takes before it has any page. */
  static long fixedBytes(SummaryLayout layout) {
    return 128
        + PageBudget.longs(ArmCounter.COUNT)
        + PagedCounters.fixedBytes(ScoreCells.COUNT)
        + PagedCounters.fixedBytes(layout.latency().cells());
  }

  /** What an arm takes with every page. */
  static long fullBytes(SummaryLayout layout) {
    return fixedBytes(layout)
        - PagedCounters.fixedBytes(ScoreCells.COUNT)
        - PagedCounters.fixedBytes(layout.latency().cells())
        + PagedCounters.fullBytes(ScoreCells.COUNT, ScoreGrid.PLANES)
        + PagedCounters.fullBytes(layout.latency().cells(), 1);
  }

  /** Makes sure that both cells' pages exist; no score cell is −1. False without room for them. */
  boolean reserve(int scoreCell, int latencyCell) {
    return (scoreCell < 0 || scores.counters().reserve(scoreCell))
        && latencies.counters().reserve(latencyCell);
  }

  boolean reserveAll() {
    return scores.counters().reserveAll() && latencies.counters().reserveAll();
  }

  long @Nullable [] scorePageOrNull(int scoreCell) {
    return scoreCounters.pageOrNull(scoreCell);
  }

  long @Nullable [] latencyPageOrNull(int latencyCell) {
    return latencyCounters.pageOrNull(latencyCell);
  }

  /** Counts an observation in the pages of its cells. */
  void add(
      long[] scorePage,
      int scoreCell,
      long[] latencyPage,
      int latencyCell,
      long latencyNanos,
      boolean success) {
    latencyPage[PagedCounters.at(latencyCell, 0)]++;
    latencies.addToSum(latencyNanos);
    counts[0]++;
    if (!success) {
      counts[1]++;
    }
    if (scoreCell < 0) {
      counts[2]++;
    } else {
      scorePage[PagedCounters.at(scoreCell, ScoreGrid.SERVED)]++;
    }
  }

  /** Counts an observation whose cells are reserved. */
  void addReserved(int scoreCell, int latencyCell, long latencyNanos, boolean success) {
    long[] latencyPage = latencyCounters.page(latencyCell);
    long[] scorePage = scoreCell < 0 ? latencyPage : scoreCounters.page(scoreCell);
    add(scorePage, scoreCell, latencyPage, latencyCell, latencyNanos, success);
  }

  /** Counts a label whose score's cell is reserved. */
  void addLabel(int scoreCell, double score, boolean label) {
    if (scoreCell < 0) {
      increment(ArmCounter.INVALID_LABELS);
    } else {
      scores.addLabel(scoreCell, score, label);
    }
  }

  void addClamp(boolean clamped) {
    increment(ArmCounter.CLAMP_MEASURED);
    if (clamped) {
      increment(ArmCounter.CLAMPED);
    }
  }

  void addAllocation(long bytes) {
    increment(ArmCounter.ALLOCATION_MEASURED);
    plus(ArmCounter.ALLOCATED_BYTES, Math.min(bytes, MAX_ALLOCATED_BYTES));
  }

  /** Counts what is known of recall and of the query's latency. */
  void addQuery(ArmOutcome outcome, SummaryLayout layout) {
    if (outcome.recall50().isPresent()) {
      increment(ArmCounter.RECALL_MEASURED);
      plus(ArmCounter.RECALL_UNITS, recallUnits(outcome.recall50().getAsDouble()));
    }
    if (outcome.queryLatencyNanos().isPresent()) {
      increment(ArmCounter.QUERY_MEASURED);
      if (!outcome.inside(layout)) {
        increment(ArmCounter.QUERY_OVER_SLA);
      }
    }
    OptionalDouble recall = outcome.slaRecall50(layout);
    if (recall.isPresent()) {
      increment(ArmCounter.SLA_RECALL_MEASURED);
      double value = recall.getAsDouble();
      plus(ArmCounter.SLA_RECALL_UNITS, recallUnits(value));
      plus(ArmCounter.SLA_RECALL_SQUARE_UNITS, recallUnits(value * value));
      if (value < 1) {
        increment(ArmCounter.RECALL_MISSES);
      }
    }
  }

  static long recallUnits(double recall) {
    return (long) (recall * RECALL_UNITS_PER_ONE + 0.5);
  }

  private void increment(ArmCounter counter) {
    counts[counter.index()]++;
  }

  private void plus(ArmCounter counter, long delta) {
    counts[counter.index()] = Math.addExact(counts[counter.index()], delta);
  }

  void restore(ArmCounter counter, long value) {
    counts[counter.index()] = value;
  }

  /** One counter. */
  public long get(ArmCounter counter) {
    return counts[counter.index()];
  }

  /** The number of observations. */
  public long observations() {
    return get(ArmCounter.OBSERVATIONS);
  }

  /** The share of observations that succeeded; empty where there is none. */
  public OptionalDouble successRate() {
    return share(observations() - get(ArmCounter.FAILURES), observations());
  }

  /** The share of scores that were clamped; empty where it was not measured. */
  public OptionalDouble clampRate() {
    return share(get(ArmCounter.CLAMPED), get(ArmCounter.CLAMP_MEASURED));
  }

  /** The mean of recall@50 without regard to latency; empty where it was not measured. */
  public OptionalDouble meanRecall50() {
    return meanOfUnits(ArmCounter.RECALL_UNITS, ArmCounter.RECALL_MEASURED);
  }

  /** The mean of SLA-recall@50; empty where it was not measured. */
  public OptionalDouble meanSlaRecall50() {
    return meanOfUnits(ArmCounter.SLA_RECALL_UNITS, ArmCounter.SLA_RECALL_MEASURED);
  }

  /** The mean of the bytes allocated; empty where it was not measured. */
  public OptionalDouble meanAllocatedBytes() {
    return share(get(ArmCounter.ALLOCATED_BYTES), get(ArmCounter.ALLOCATION_MEASURED));
  }

  private OptionalDouble meanOfUnits(ArmCounter units, ArmCounter measured) {
    OptionalDouble mean = share(get(units), get(measured));
    return mean.isEmpty() ? mean : OptionalDouble.of(mean.getAsDouble() / RECALL_UNITS_PER_ONE);
  }

  private static OptionalDouble share(long part, long whole) {
    return whole == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) part / whole);
  }

  /** The scores; a view. */
  public ScoreGrid scores() {
    return scores;
  }

  /** The latencies; a view. */
  public LatencyGrid latencies() {
    return latencies;
  }

  void merge(ArmSummary other) {
    for (int i = 0; i < counts.length; i++) {
      counts[i] = Math.addExact(counts[i], other.counts[i]);
    }
    scores.merge(other.scores);
    latencies.merge(other.latencies);
  }

  void clear() {
    Arrays.fill(counts, 0);
    scores.clear();
    latencies.clear();
  }

  boolean isEmpty() {
    for (long count : counts) {
      if (count != 0) {
        return false;
      }
    }
    // Late labels may be all there is.
    return scores.labelled() == 0;
  }

  static boolean same(@Nullable ArmSummary left, @Nullable ArmSummary right) {
    if (left == null) {
      return right == null || right.isEmpty();
    }
    return right == null ? left.isEmpty() : left.equals(right);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ArmSummary arm
        && Arrays.equals(counts, arm.counts)
        && scores.equals(arm.scores)
        && latencies.equals(arm.latencies);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * Arrays.hashCode(counts) + scores.hashCode()) + latencies.hashCode();
  }
}
