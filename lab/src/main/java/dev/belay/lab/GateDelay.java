package dev.belay.lab;

import dev.belay.gate.GateNames;
import dev.belay.gate.SummaryLayouts;
import dev.belay.plan.RolloutPlan;
import dev.belay.sequential.BudgetShare;
import dev.belay.sequential.SequentialGates;
import dev.belay.stats.LateChangeWeights;
import dev.belay.stats.NormalDistribution;
import dev.belay.stats.OneSidedProportion;
import dev.belay.stats.ProportionProcess;
import dev.belay.stats.SplitMix64;
import java.util.Arrays;

/**
 * How many queries of the treatment the p99 gate alone needs, at the α that a plan leaves it.
 *
 * @param alpha the α
 * @param fresh the median where the fault is there from the first query
 * @param later the median after 20 000 healthy queries
 * @param runs how often each was simulated
 */
record GateDelay(double alpha, Median fresh, Median later, int runs) {
  /*
   * How. Ticks of 10 queries, of which each is over the limit by itself: 5 % from the fault on; before
   * it the share of a log-normal latency of σ 0.5 whose p99 is 0.8 of the limit, which is 0.28 %.
   */
  private static final int HEALTHY = 20_000;
  private static final int TICK = 10;
  private static final double LIMIT = 0.01;
  private static final double FAULTY_SHARE = 0.05;
  private static final double HEALTHY_SHARE =
      1
          - NormalDistribution.cdf(
              NormalDistribution.quantile(1 - LIMIT) - StrictMath.log(0.8) / 0.5);
  private static final int RUNS = 4000;

  /**
   * A median with its 95 % interval.
   *
   * @param value the median
   * @param lower the value of the rank that is 1.96 standard deviations lower
   * @param upper the value of the rank that is as much higher
   */
  record Median(long value, long lower, long upper) {
    private static Median of(long[] values) {
      Arrays.sort(values);
      int middle = values.length / 2;
      int ranks = (int) Math.ceil(0.98 * Math.sqrt(values.length));
      return new Median(values[middle], values[middle - ranks], values[middle + ranks]);
    }
  }

  /** Simulates it for the p99 gate of a plan. */
  static GateDelay of(RolloutPlan plan, long seed) {
    double alpha = alpha(plan);
    LateChangeWeights weights = new LateChangeWeights(SequentialGates.plannedTicks(plan));
    SplitMix64 seeds = new SplitMix64(seed);
    long[] fresh = new long[RUNS];
    long[] later = new long[RUNS];
    for (int i = 0; i < RUNS; i++) {
      fresh[i] = delay(alpha, weights, 0, new SplitMix64(seeds.nextLong()));
      later[i] = delay(alpha, weights, HEALTHY, new SplitMix64(seeds.nextLong()));
    }
    return new GateDelay(alpha, Median.of(fresh), Median.of(later), RUNS);
  }

  private static double alpha(RolloutPlan plan) {
    return SequentialGates.of(plan, SummaryLayouts.of(plan), 1, 0).budget().stream()
        .filter(share -> share.gate().equals(GateNames.P99_LATENCY) && !share.ofSlices())
        .mapToDouble(BudgetShare::alpha)
        .findFirst()
        .orElseThrow();
  }

  private static long delay(
      double alpha, LateChangeWeights weights, int healthy, SplitMix64 random) {
    ProportionProcess process = new ProportionProcess(new OneSidedProportion(LIMIT, 1), weights);
    for (int n = 0; n < healthy; n += TICK) {
      process.add(over(random, HEALTHY_SHARE), TICK);
    }
    long queries = 0;
    do {
      process.add(over(random, FAULTY_SHARE), TICK);
      queries += TICK;
    } while (!process.rejects(alpha));
    return queries;
  }

  private static int over(SplitMix64 random, double share) {
    int count = 0;
    for (int i = 0; i < TICK; i++) {
      count += random.nextDouble() < share ? 1 : 0;
    }
    return count;
  }
}
