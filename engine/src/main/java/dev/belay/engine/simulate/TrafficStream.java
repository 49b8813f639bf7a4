package dev.belay.engine.simulate;

import dev.belay.canary.Tick;
import dev.belay.flag.BucketStrategy;
import dev.belay.flag.Decision;
import dev.belay.flag.Percentage;
import dev.belay.stats.NormalDistribution;
import dev.belay.stats.SplitMix64;
import dev.belay.telemetry.Summary;
import dev.belay.telemetry.SummaryLayout;
import java.util.Optional;

/**
 * The queries of one ladder, tick by tick, as the telemetry that a service would have recorded. The
 * same seed gives the same queries whatever is treated. Not thread-safe.
 */
final class TrafficStream {
  /*
   * How. Bursts come as a Poisson process whose rate is constant in a tick; a burst is of one
   * repository, drawn by its Zipf share, and its length is geometric. A query draws the same random
   * numbers whether it is treated or not: rank of its score, both arms' latencies, label, failure,
   * recall, slice. What the arm makes of them is Change's.
   *
   * Latencies are the median of the repository times a factor from a table of 20 000 mid-quantiles
   * of the log-normal distribution, the last one an upper tail of 5 in 100 000. Of them exactly 200
   * are over the 99th percentile, so that a limit there is exceeded by 1 % of the queries, to one part
   * in 200 000. The same on every machine.
   *
   * Queries of a burst that are alike take the random numbers of its first.
   *
   * As in a service, a tick comes within a second once it has seen three invalid scores.
   */
  private static final int FACTORS = 20_000;
  private static final int URGENT_INVALID = 3;
  private static final long URGENT_NANOS = 1_000_000_000L;
  private static final double NANOS_PER_HOUR = 3.6e12;
  private static final double NANOS_PER_DAY = 24 * NANOS_PER_HOUR;

  private final Traffic traffic;
  private final Onset onset;
  private final boolean healthy;
  private final Repositories repositories;
  private final ZipfSampler zipf;
  private final QueryMaker maker;
  private final SplitMix64 random;
  private final LabelQueue labels = new LabelQueue();
  private final Optional<MaturingLabels> maturing;

  private double percent;
  private long nowNanos;
  private long ticks;
  private long total;
  private long queries;
  private double untilBurst;
  private int burstLeft;
  private int burstOf;
  private long treated;
  private long failed;
  private long invalid;

  /** What streams of one scenario share: tables that depend on no seed. Immutable. */
  static final class Tables {
    final Scenario scenario;
    final Change change;
    final ZipfSampler zipf;
    final double[] factors = new double[FACTORS];

    Tables(Scenario scenario) {
      this.scenario = scenario;
      this.change = new Change(scenario);
      Traffic traffic = scenario.traffic();
      this.zipf = new ZipfSampler(traffic.repositories(), traffic.zipf());
      double spread = traffic.latencySpread();
      double sigma =
          StrictMath.sqrt(
              Math.max(0, traffic.latencySigma() * traffic.latencySigma() - spread * spread));
      for (int i = 0; i < FACTORS; i++) {
        double z = NormalDistribution.quantile((i + 0.5) / FACTORS);
        factors[i] = StrictMath.exp(sigma * z);
      }
    }
  }

  /**
   * A stream.
   *
   * @param waiting for labels; empty where they count as they arrive
   */
  TrafficStream(
      Tables tables,
      BucketStrategy bucketing,
      SummaryLayout layout,
      Optional<MaturingLabels> waiting,
      long seed) {
    this.traffic = tables.scenario.traffic();
    this.onset = tables.scenario.onset();
    this.healthy = tables.scenario.healthy();
    this.zipf = tables.zipf;
    SplitMix64 seeds = new SplitMix64(seed);
    this.repositories = new Repositories(traffic, bucketing, seeds.nextLong());
    this.random = new SplitMix64(seeds.nextLong());
    this.maturing = waiting.filter(labels -> labels.waits() || traffic.delayed());
    this.maker = new QueryMaker(tables, layout, random, labels, maturing);
    this.untilBurst = exponential();
  }

  private double exponential() {
    return -StrictMath.log(1 - random.nextDouble());
  }

  /** Treats this share of the bucket range from now on. */
  void treat(Percentage share) {
    percent = share.value().doubleValue();
    repositories.treat(share);
  }

  /**
   * Goes on by one tick, or by less where a tick would come at once.
   *
   * @param nanos the length of a tick, in ns
   * @param into what is recorded is added to it
   */
  Tick next(long nanos, Summary into) {
    treated = 0;
    failed = 0;
    invalid = 0;
    maker.strength(onset.strength(nowNanos, percent));
    maturing.ifPresent(MaturingLabels::open);
    labels.drain(nowNanos, into, maturing);
    long passed = serve(nanos, into);
    nowNanos += passed;
    total += treated;
    return new Tick(++ticks, passed, treated, treated, failed, invalid);
  }

  private long serve(long nanos, Summary into) {
    double load = bursts(nanos);
    double left = load;
    while (true) {
      if (burstLeft == 0) {
        if (untilBurst > left) {
          untilBurst -= left;
          return nanos;
        }
        left -= untilBurst;
        untilBurst = exponential();
        burstOf = zipf.rank(random.nextDouble());
        burstLeft = length();
        maker.burstBegins();
      }
      while (burstLeft > 0) {
        burstLeft--;
        serveOne(into);
      }
      if (invalid >= URGENT_INVALID) {
        long at = (long) (nanos * (load - left) / load) + URGENT_NANOS;
        if (at < nanos) {
          return at;
        }
      }
    }
  }

  /** The mean number of bursts in a tick that begins now. */
  private double bursts(long nanos) {
    double swing =
        traffic.dailySwing() == 0
            ? 0
            : traffic.dailySwing() * StrictMath.sin(2 * Math.PI * nowNanos / NANOS_PER_DAY);
    return traffic.queriesPerHour() * (1 + swing) * nanos / NANOS_PER_HOUR / traffic.burst();
  }

  private int length() {
    if (traffic.burst() == 1) {
      return 1;
    }
    double more = 1 - 1 / traffic.burst();
    return 1 + (int) Math.min(1e6, -exponential() / StrictMath.log(more));
  }

  private void serveOne(Summary into) {
    queries++;
    Decision decision = repositories.decision(burstOf);
    maker.serve(
        decision, repositories.latencyNanos(burstOf), repositories.rate(burstOf), nowNanos, into);
    if (decision.treatment()) {
      treated++;
      failed += maker.failed() ? 1 : 0;
      invalid += maker.invalid() ? 1 : 0;
    }
  }

  /** Whether what is served becomes mature later than it is recorded. */
  boolean waitsForLabels() {
    return maturing.isPresent();
  }

  /** What is mature since this was last asked; see {@link MaturingLabels#mature}. */
  Optional<Summary> mature(boolean judged) {
    return maturing.flatMap(each -> each.mature(judged, nowNanos));
  }

  /** Time since the ladder began, in ns. */
  long nowNanos() {
    return nowNanos;
  }

  /** Whether any of the fault is there now. */
  boolean faulty() {
    return !healthy && reached();
  }

  private boolean reached() {
    return percent > 0 && percent >= onset.fromPercent() && nowNanos >= onset.after().toNanos();
  }

  /**
   * When there will be a fault if what is treated now stays so, in ns since the ladder began; the
   * greatest long for never.
   */
  long comingFaultNanos() {
    boolean comes = !healthy && percent > 0 && percent >= onset.fromPercent();
    return comes ? Math.max(nowNanos, onset.after().toNanos()) : Long.MAX_VALUE;
  }

  /** Treated queries since the ladder began. */
  long treated() {
    return total;
  }

  /** All queries since the ladder began. */
  long queries() {
    return queries;
  }

  Repositories repositories() {
    return repositories;
  }
}
