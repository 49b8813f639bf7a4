package dev.belay.telemetry;

import static dev.belay.telemetry.ArmCounter.ALLOCATED_BYTES;
import static dev.belay.telemetry.ArmCounter.ALLOCATION_MEASURED;
import static dev.belay.telemetry.ArmCounter.CLAMPED;
import static dev.belay.telemetry.ArmCounter.CLAMP_MEASURED;
import static dev.belay.telemetry.ArmCounter.FAILURES;
import static dev.belay.telemetry.ArmCounter.INVALID_SCORES;
import static dev.belay.telemetry.ArmCounter.OBSERVATIONS;
import static dev.belay.telemetry.ArmCounter.QUERY_MEASURED;
import static dev.belay.telemetry.ArmCounter.QUERY_OVER_SLA;
import static dev.belay.telemetry.ArmCounter.RECALL_MEASURED;
import static dev.belay.telemetry.ArmCounter.RECALL_MISSES;
import static dev.belay.telemetry.ArmCounter.RECALL_UNITS;
import static dev.belay.telemetry.ArmCounter.SLA_RECALL_MEASURED;
import static dev.belay.telemetry.ArmCounter.SLA_RECALL_SQUARE_UNITS;
import static dev.belay.telemetry.ArmCounter.SLA_RECALL_UNITS;

import dev.belay.flag.Variant;
import org.jspecify.annotations.Nullable;

/**
 * Whether a slice that was read could have been recorded: parts add up, and nothing is more than
 * what it is part of. Thread-safe: there is no state.
 */
final class SummaryChecks {
  private SummaryChecks() {}

  /** What contradicts itself; null where nothing does. */
  static @Nullable String faultOf(SliceSummary slice, SummaryLayout layout) {
    for (Population population : Population.values()) {
      for (Variant variant : Variant.values()) {
        ArmSummary arm = slice.armOrNull(population, variant);
        String fault = arm == null ? null : armFault(arm, layout);
        if (fault != null) {
          return population + " " + variant + ": " + fault;
        }
      }
    }
    for (Variant variant : Variant.values()) {
      ShardTable table = slice.shardsOrNull(variant);
      String fault = table == null ? null : shardFault(table, slice, variant, layout);
      if (fault != null) {
        return "shards of " + variant + ": " + fault;
      }
    }
    return pairFault(slice);
  }

  private static @Nullable String armFault(ArmSummary arm, SummaryLayout layout) {
    if (arm.isEmpty()) {
      return "it is there but empty";
    }
    if (arm.scores().served() != arm.observations() - arm.get(INVALID_SCORES)) {
      return "its score cells do not add up to its observations";
    }
    String fault = counterFault(arm);
    if (fault == null) {
      fault = recallFault(arm, layout);
    }
    return fault == null && arm.observations() > 0 ? latencyFault(arm) : fault;
  }

  private static @Nullable String counterFault(ArmSummary arm) {
    if (exceeds(arm, FAILURES, OBSERVATIONS) || exceeds(arm, INVALID_SCORES, OBSERVATIONS)) {
      return "it has more failures or invalid scores than observations";
    }
    if (exceeds(arm, CLAMPED, CLAMP_MEASURED) || exceeds(arm, CLAMP_MEASURED, OBSERVATIONS)) {
      return "it has more clamped scores than scores";
    }
    long mostBytes =
        Saturating.product(arm.get(ALLOCATION_MEASURED), ArmSummary.MAX_ALLOCATED_BYTES);
    if (exceeds(arm, ALLOCATION_MEASURED, OBSERVATIONS) || arm.get(ALLOCATED_BYTES) > mostBytes) {
      return "its allocated bytes cannot be";
    }
    return null;
  }

  private static boolean exceeds(ArmSummary arm, ArmCounter part, ArmCounter whole) {
    return arm.get(part) > arm.get(whole);
  }

  private static @Nullable String recallFault(ArmSummary arm, SummaryLayout layout) {
    if (exceeds(arm, RECALL_MEASURED, OBSERVATIONS)
        || exceeds(arm, SLA_RECALL_MEASURED, OBSERVATIONS)
        || exceeds(arm, QUERY_MEASURED, OBSERVATIONS)
        || exceeds(arm, QUERY_OVER_SLA, QUERY_MEASURED)
        || exceeds(arm, RECALL_MISSES, SLA_RECALL_MEASURED)) {
      return "it has more recall or query latencies than observations, or more misses than recalls";
    }
    long one = ArmSummary.RECALL_UNITS_PER_ONE;
    long hits = arm.get(SLA_RECALL_MEASURED) - arm.get(RECALL_MISSES);
    if (arm.get(RECALL_UNITS) > Saturating.product(arm.get(RECALL_MEASURED), one)
        || arm.get(SLA_RECALL_UNITS) > Saturating.product(arm.get(SLA_RECALL_MEASURED), one)
        || arm.get(SLA_RECALL_UNITS) < Saturating.product(hits, one)
        || arm.get(SLA_RECALL_SQUARE_UNITS) > arm.get(SLA_RECALL_UNITS)
        || arm.get(SLA_RECALL_SQUARE_UNITS) < leastSquares(arm, hits)) {
      return "its sums of recall cannot be";
    }
    boolean sla = layout.querySlaNanos().isPresent();
    boolean agrees =
        sla
            ? arm.get(SLA_RECALL_MEASURED) <= arm.get(QUERY_MEASURED)
                && arm.get(QUERY_OVER_SLA) <= arm.get(RECALL_MISSES)
                && arm.get(SLA_RECALL_MEASURED)
                    <= arm.get(RECALL_MEASURED) + arm.get(QUERY_OVER_SLA)
            : arm.get(QUERY_OVER_SLA) == 0
                && arm.get(SLA_RECALL_MEASURED) == arm.get(RECALL_MEASURED)
                && arm.get(SLA_RECALL_UNITS) == arm.get(RECALL_UNITS);
    return agrees ? null : "its SLA-recall does not follow from its recall and query latencies";
  }

  /**
   * The least that the squares can sum up to: those of 1 count whole, and no mean of squares is
   * below the square of the mean. Two units of an observation are rounding.
   */
  private static long leastSquares(ArmSummary arm, long hits) {
    long n = arm.get(SLA_RECALL_MEASURED);
    double mean = (double) arm.get(SLA_RECALL_UNITS) / Math.max(1, n);
    double least = arm.get(SLA_RECALL_UNITS) * (mean / ArmSummary.RECALL_UNITS_PER_ONE);
    long ofHits = Saturating.product(hits, ArmSummary.RECALL_UNITS_PER_ONE);
    return Math.max(ofHits, (long) (least * (1 - 1e-12)) - 2 * n);
  }

  private static @Nullable String latencyFault(ArmSummary arm) {
    LatencyGrid grid = arm.latencies();
    LatencyLayout layout = grid.layout();
    if (grid.count() != arm.observations()) {
      return "its latency cells do not add up to its observations";
    }
    long least = 0;
    long most = 0;
    int highest = -1;
    for (int cell = grid.nextCell(0); cell < layout.cells(); cell = grid.nextCell(cell + 1)) {
      long count = grid.count(cell);
      if (count > 0) {
        long low = Math.min(layout.lowNanos(cell), layout.meanCapNanos());
        long high = Math.min(layout.highNanos(cell), layout.meanCapNanos());
        least = Saturating.sum(least, Saturating.product(count, low));
        most = Saturating.sum(most, Saturating.product(count, high));
        highest = cell;
      }
    }
    long max = grid.maxNanos().orElse(-1);
    if (max < layout.lowNanos(highest) || max > layout.highNanos(highest)) {
      return "its greatest latency is not in its highest latency cell";
    }
    boolean possible = grid.cappedSumNanos() >= least && grid.cappedSumNanos() <= most;
    return possible ? null : "its sum of latencies does not follow from its latency cells";
  }

  private static @Nullable String shardFault(
      ShardTable table, SliceSummary slice, Variant variant, SummaryLayout layout) {
    for (int shard = 0; shard < table.counters().cells(); shard++) {
      long n = table.get(shard, ShardCounter.OBSERVATIONS);
      long invalid = table.get(shard, ShardCounter.INVALID_SCORES);
      long recalls = table.get(shard, ShardCounter.RECALL_MEASURED);
      boolean within =
          table.get(shard, ShardCounter.FAILURES) <= n
              && table.get(shard, ShardCounter.OVER_LIMIT) <= n
              && invalid <= n
              && table.get(shard, ShardCounter.ABOVE_MEDIAN) <= n - invalid
              && recalls <= n
              && table.get(shard, ShardCounter.RECALL_MISSES) <= recalls;
      if (!within) {
        return "shard " + shard + " counts more than its observations";
      }
    }
    if (layout.baselineMedian().isEmpty() && table.total(ShardCounter.ABOVE_MEDIAN) > 0) {
      return "they count scores above a median that the layout does not have";
    }
    ArmSummary arm = slice.armOrNull(Population.SERVED, variant);
    boolean part =
        arm != null
            && table.total(ShardCounter.OBSERVATIONS) <= arm.observations()
            && table.total(ShardCounter.FAILURES) <= arm.get(FAILURES)
            && table.total(ShardCounter.OVER_LIMIT) <= arm.latencies().over(layout.p99LimitNanos())
            && table.total(ShardCounter.INVALID_SCORES) <= arm.get(INVALID_SCORES)
            && table.total(ShardCounter.RECALL_MEASURED) <= arm.get(SLA_RECALL_MEASURED)
            && table.total(ShardCounter.RECALL_MISSES) <= arm.get(RECALL_MISSES);
    return part ? null : "they count more than the arm does";
  }

  private static @Nullable String pairFault(SliceSummary slice) {
    long pairs = slice.get(PairCounter.PAIRS);
    long controlAlone = slice.get(PairCounter.CONTROL_FAILED_ALONE);
    long treatmentAlone = slice.get(PairCounter.TREATMENT_FAILED_ALONE);
    long recallPairs = slice.get(PairCounter.RECALL_PAIRS);
    if (pairs != paired(slice, Variant.CONTROL, OBSERVATIONS)
        || pairs != paired(slice, Variant.TREATMENT, OBSERVATIONS)) {
      return "its pairs are not the observations of its paired arms";
    }
    long controlFailures = paired(slice, Variant.CONTROL, FAILURES);
    long treatmentFailures = paired(slice, Variant.TREATMENT, FAILURES);
    if (controlAlone > controlFailures
        || controlFailures - controlAlone != treatmentFailures - treatmentAlone
        || controlAlone + treatmentAlone > pairs) {
      return "its pairs' failures do not follow from those of its paired arms";
    }
    long differing =
        slice.get(PairCounter.CONTROL_RECALL_HIGHER)
            + slice.get(PairCounter.TREATMENT_RECALL_HIGHER);
    if (differing > recallPairs
        || recallPairs > paired(slice, Variant.CONTROL, RECALL_MEASURED)
        || recallPairs > paired(slice, Variant.TREATMENT, RECALL_MEASURED)) {
      return "its pairs' recalls do not follow from those of its paired arms";
    }
    return excessFault(slice, recallPairs);
  }

  private static @Nullable String excessFault(SliceSummary slice, long recallPairs) {
    long one = ArmSummary.RECALL_UNITS_PER_ONE;
    long control = slice.get(PairCounter.CONTROL_RECALL_EXCESS_UNITS);
    long treatment = slice.get(PairCounter.TREATMENT_RECALL_EXCESS_UNITS);
    boolean possible =
        control <= Saturating.product(slice.get(PairCounter.CONTROL_RECALL_HIGHER), one)
            && treatment <= Saturating.product(slice.get(PairCounter.TREATMENT_RECALL_HIGHER), one);
    // Where every recall is of such a pair, the sums of both arms differ by just that.
    boolean all =
        recallPairs == paired(slice, Variant.CONTROL, RECALL_MEASURED)
            && recallPairs == paired(slice, Variant.TREATMENT, RECALL_MEASURED);
    boolean adds =
        treatment - control
            == paired(slice, Variant.TREATMENT, RECALL_UNITS)
                - paired(slice, Variant.CONTROL, RECALL_UNITS);
    return possible && (!all || adds) ? null : "its pairs' differences of recall cannot be";
  }

  private static long paired(SliceSummary slice, Variant variant, ArmCounter counter) {
    ArmSummary arm = slice.armOrNull(Population.PAIRED, variant);
    return arm == null ? 0 : arm.get(counter);
  }
}
