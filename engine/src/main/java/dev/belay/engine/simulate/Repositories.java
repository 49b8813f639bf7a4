package dev.belay.engine.simulate;

import dev.belay.flag.BucketStrategy;
import dev.belay.flag.Decision;
import dev.belay.flag.FeatureFlag;
import dev.belay.flag.FlagSnapshot;
import dev.belay.flag.Percentage;
import dev.belay.stats.NormalDistribution;
import dev.belay.stats.SplitMix64;
import java.time.Instant;
import java.time.InstantSource;

/**
 * The repositories of one ladder: their names, what sets them apart, and who is treated. Another
 * seed has other ones, so that a rate over ladders is one over assignments too. Not thread-safe.
 */
final class Repositories {
  /** The normal 99th percentile. */
  static final double Z99 = 2.3263478740408408;

  private static final InstantSource EPOCH = InstantSource.fixed(Instant.EPOCH);

  private final BucketStrategy bucketing;
  private final String[] names;
  private final double[] latencyNanos;
  private final double[] rates;
  private final Decision[] decisions;

  Repositories(Traffic traffic, BucketStrategy bucketing, long seed) {
    this.bucketing = assignable(bucketing);
    int n = traffic.repositories();
    names = new String[n];
    latencyNanos = new double[n];
    rates = new double[n];
    decisions = new Decision[n];
    SplitMix64 random = new SplitMix64(seed);
    double sigma = traffic.latencySigma();
    double median = traffic.p99Latency().toNanos() * StrictMath.exp(-Z99 * sigma);
    double spread = traffic.rateSpread();
    for (int i = 0; i < n; i++) {
      names[i] = "repository-" + Long.toHexString(random.nextLong());
      latencyNanos[i] = median * StrictMath.exp(traffic.latencySpread() * normal(random));
      rates[i] = StrictMath.exp(spread * normal(random) - spread * spread / 2);
    }
    treat(Percentage.ZERO);
  }

  /** Simulated names are in no list: where the plan has one, a hash takes its place. */
  private static BucketStrategy assignable(BucketStrategy planned) {
    return switch (planned.strategy()) {
      case BucketStrategy.MANUAL, BucketStrategy.RANDOM -> BucketStrategy.sha256("simulated");
      default -> planned;
    };
  }

  private static double normal(SplitMix64 random) {
    return NormalDistribution.quantile((random.nextDouble() + 0x1p-54));
  }

  /** Treats this share of the bucket range from now on. */
  void treat(Percentage percent) {
    FlagSnapshot snapshot =
        FlagSnapshot.builder("simulated", bucketing)
            .enabled(true)
            .stage("simulated", percent)
            .build();
    FeatureFlag flag = new FeatureFlag(snapshot, EPOCH);
    for (int i = 0; i < names.length; i++) {
      decisions[i] = flag.decide(names[i]);
    }
  }

  /** What a repository is served now. */
  Decision decision(int repository) {
    return decisions[repository];
  }

  /** The median of a repository's latencies, in ns. */
  double latencyNanos(int repository) {
    return latencyNanos[repository];
  }

  /** By how much a repository's rates of failures and recall misses differ from the mean. */
  double rate(int repository) {
    return rates[repository];
  }

  int size() {
    return names.length;
  }
}
