package dev.belay.engine.simulate;

import dev.belay.flag.Decision;
import dev.belay.stats.SplitMix64;
import dev.belay.telemetry.ArmOutcome;
import dev.belay.telemetry.Observation;
import dev.belay.telemetry.Summary;
import dev.belay.telemetry.SummaryLayout;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Makes single queries and records them. Not thread-safe. */
final class QueryMaker {
  private static final int RECALL_STEPS = 50;
  private static final int LOST_STEPS = 5;
  private static final int MISSED_STEPS = 10;
  private static final long LOW_BITS = 0xffffffffL;

  /** The query's own SLA, where the plan has one, is kept with a p99 at half of it. */
  private static final double SLA_PART = 0.5;

  private static final OptionalDouble[] RECALL = new OptionalDouble[RECALL_STEPS + 1];

  static {
    for (int i = 0; i <= RECALL_STEPS; i++) {
      RECALL[i] = OptionalDouble.of((double) i / RECALL_STEPS);
    }
  }

  private final Traffic traffic;
  private final Change change;
  private final double[] factors;
  private final SplitMix64 random;
  private final LabelQueue labels;
  private final @Nullable MaturingLabels maturing;
  private final String[] slices;
  private final double queryScale;
  private final int tailFrom;
  private final boolean delayed;

  private double strength;
  private double latencyFactor = 1;
  private double tailFactor = 1;
  private double failureRate;
  private double invalidShare;
  private double recallLoss;

  // What a query is drawn from; of a burst whose queries are alike, drawn once.
  private boolean drawn;
  private long scoreBits;
  private long sliceBits;
  private long latencyBits;
  private double labelAt;
  private double failAt;
  private double recallAt;

  private double score;
  private boolean success;

  QueryMaker(
      TrafficStream.Tables tables,
      SummaryLayout layout,
      SplitMix64 random,
      LabelQueue labels,
      Optional<MaturingLabels> maturing) {
    this.traffic = tables.scenario.traffic();
    this.change = tables.change;
    this.factors = tables.factors;
    this.random = random;
    this.labels = labels;
    this.maturing = maturing.orElse(null);
    this.slices = new String[traffic.slices()];
    for (int i = 0; i < slices.length; i++) {
      slices[i] = "slice-" + (i + 1);
    }
    int p99 = (int) (factors.length * 0.99);
    this.queryScale =
        layout.querySlaNanos().isPresent()
            ? SLA_PART * layout.querySlaNanos().getAsLong() / factors[p99]
            : 0;
    this.tailFrom = (int) Math.round(factors.length * (1 - change.tailShare()));
    this.delayed = traffic.delayed();
    strength(0);
  }

  /** Sets how much of the fault is there. */
  void strength(double value) {
    strength = value;
    latencyFactor = change.latencyFactor(value);
    tailFactor = change.tailFactor(value);
    failureRate = change.failureRate(value);
    invalidShare = change.invalidShare(value);
    recallLoss = change.recallLoss(value);
  }

  /** A burst begins: its first query is drawn anew. */
  void burstBegins() {
    drawn = false;
  }

  private void draw() {
    if (!drawn) {
      scoreBits = random.nextLong() >>> 32;
      sliceBits = random.nextLong();
      latencyBits = random.nextLong();
      labelAt = random.nextDouble();
      failAt = random.nextDouble();
      recallAt = random.nextDouble();
      drawn = traffic.alike();
    }
  }

  /**
   * Serves one query and records it.
   *
   * @param latencyNanos the median latency of its repository in ns
   * @param rate by how much its repository's rates differ from the mean
   */
  void serve(Decision decision, double latencyNanos, double rate, long nowNanos, Summary into) {
    draw();
    int rank = (int) ((scoreBits * traffic.scores().size()) >>> 32);
    int slice = (int) (((sliceBits >>> 40) * slices.length) >>> 24);
    boolean treated = decision.treatment();
    ArmOutcome served = outcome(treated, rank, slice, latencyNanos, rate);
    score = served.score();
    success = served.success();
    ArmOutcome other = traffic.shadow() ? outcome(!treated, rank, slice, latencyNanos, rate) : null;
    double chance =
        treated && change.labelsFollow()
            ? change.score(rank, slice, strength)
            : traffic.scores().at(rank);
    Boolean label = labelled() ? (Boolean) (labelAt < chance) : null;
    Boolean matureLabel = label;
    if (label != null && delayed) {
      long delay = delayNanos(label);
      double otherScore = other == null ? Double.NaN : other.score();
      labels.add(
          nowNanos + delay,
          new LabelQueue.Label(decision, slices[slice], score, otherScore, other != null, label));
      matureLabel = maturing != null && maturing.isInTime(delay) ? label : null;
      label = null;
    }
    into.add(decision, observation(slice, served, label, other));
    if (maturing != null) {
      maturing.add(decision, observation(slice, served, matureLabel, other));
    }
  }

  private Observation observation(
      int slice, ArmOutcome served, @Nullable Boolean label, @Nullable ArmOutcome other) {
    return new Observation(slices[slice], served, label, null, OptionalLong.empty(), other);
  }

  /** Whether a query is one of those that get a label: by bits that nothing else is taken from. */
  private boolean labelled() {
    return traffic.labelled() == 1 || (sliceBits & 0xfffff) < traffic.labelled() * 0x1p20;
  }

  private long delayNanos(boolean label) {
    double mean = (label ? traffic.positiveDelay() : traffic.negativeDelay()).toNanos();
    return (long) (mean * -StrictMath.log(1 - random.nextDouble()));
  }

  private ArmOutcome outcome(
      boolean treatment, int rank, int slice, double medianNanos, double rate) {
    long factorBits = treatment ? latencyBits >>> 32 : latencyBits & LOW_BITS;
    int factorAt = (int) ((factorBits * factors.length) >>> 32);
    double latency = medianNanos * factors[factorAt];
    double value = traffic.scores().at(rank);
    double failures = traffic.failureRate();
    int recall = recall(rate);
    if (treatment && strength > 0) {
      latency *= factorAt >= tailFrom ? latencyFactor * tailFactor : latencyFactor;
      failures = failureRate;
      value = 1 - failAt < invalidShare ? Double.NaN : change.score(rank, slice, strength);
      recall = loses() ? Math.max(0, recall - LOST_STEPS) : recall;
    }
    return new ArmOutcome(
        Math.round(latency),
        value,
        failAt >= failures * rate,
        RECALL[recall],
        queryScale == 0
            ? OptionalLong.empty()
            : OptionalLong.of(Math.round(queryScale * factors[factorAt])));
  }

  private boolean loses() {
    double perQuery = recallLoss * RECALL_STEPS / LOST_STEPS;
    return perQuery > 0 && ((sliceBits >>> 20) & 0xfffff) < perQuery * 0x1p20;
  }

  /** Recall@50 in fiftieths: 1, or for a miss evenly 1 to 10 of them less. */
  private int recall(double rate) {
    double miss = Math.min(1, traffic.recallMissRate() * rate);
    return recallAt < miss
        ? RECALL_STEPS - 1 - Math.min(MISSED_STEPS - 1, (int) (MISSED_STEPS * recallAt / miss))
        : RECALL_STEPS;
  }

  /** Whether the query that was served last failed. */
  boolean failed() {
    return !success;
  }

  /** Whether the score that was served last is invalid. */
  boolean invalid() {
    return !(score >= 0 && score <= 1);
  }
}
