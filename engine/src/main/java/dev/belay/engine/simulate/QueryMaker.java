package dev.belay.engine.simulate;

import dev.belay.flag.Decision;
import dev.belay.stats.SplitMix64;
import dev.belay.telemetry.ArmOutcome;
import dev.belay.telemetry.Observation;
import dev.belay.telemetry.Summary;
import dev.belay.telemetry.SummaryLayout;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Makes single queries and records them. Not thread-safe. */
final class QueryMaker {
  private static final int RECALL_STEPS = 50;
  private static final int LOST_STEPS = 5;
  private static final int MISSED_STEPS = 10;
  private static final int FACTOR_BITS = 15;
  private static final int FACTOR_MASK = (1 << FACTOR_BITS) - 1;

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

  private double score;
  private boolean success;

  QueryMaker(
      TrafficStream.Tables tables, SummaryLayout layout, SplitMix64 random, LabelQueue labels) {
    this.traffic = tables.scenario.traffic();
    this.change = tables.change;
    this.factors = tables.factors;
    this.random = random;
    this.labels = labels;
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
    this.delayed = !traffic.positiveDelay().isZero() || !traffic.negativeDelay().isZero();
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

  /**
   * Serves one query and records it.
   *
   * @param latencyNanos the median latency of its repository in ns
   * @param rate by how much its repository's rates differ from the mean
   */
  void serve(Decision decision, double latencyNanos, double rate, long nowNanos, Summary into) {
    long bits = random.nextLong();
    long more = random.nextLong();
    double labelAt = random.nextDouble();
    double failAt = random.nextDouble();
    double recallAt = random.nextDouble();
    int rank = (int) (((bits >>> 32) * traffic.scores().size()) >>> 32);
    int slice = (int) (((more >>> 40) * slices.length) >>> 24);
    boolean treated = decision.treatment();
    ArmOutcome served =
        outcome(treated, rank, slice, latencyNanos, rate, bits, failAt, recallAt, more);
    score = served.score();
    success = served.success();
    ArmOutcome other =
        traffic.shadow()
            ? outcome(!treated, rank, slice, latencyNanos, rate, bits, failAt, recallAt, more)
            : null;
    double chance =
        treated && change.labelsFollow()
            ? change.score(rank, slice, strength)
            : traffic.scores().at(rank);
    Boolean label = labelled(more) ? (Boolean) (labelAt < chance) : null;
    if (label != null && delayed) {
      later(decision, slices[slice], label, other, nowNanos);
      label = null;
    }
    into.add(
        decision, new Observation(slices[slice], served, label, null, OptionalLong.empty(), other));
  }

  /** Whether a query is one of those that get a label: by bits that nothing else is taken from. */
  private boolean labelled(long more) {
    return traffic.labelled() == 1 || (more & 0xfffff) < traffic.labelled() * 0x1p20;
  }

  private void later(
      Decision decision, String slice, boolean label, @Nullable ArmOutcome other, long nowNanos) {
    double mean = (label ? traffic.positiveDelay() : traffic.negativeDelay()).toNanos();
    long due = nowNanos + (long) (mean * -StrictMath.log(1 - random.nextDouble()));
    double otherScore = other == null ? Double.NaN : other.score();
    labels.add(due, new LabelQueue.Label(decision, slice, score, otherScore, other != null, label));
  }

  private ArmOutcome outcome(
      boolean treatment,
      int rank,
      int slice,
      double medianNanos,
      double rate,
      long bits,
      double failAt,
      double recallAt,
      long more) {
    int factorAt = (int) (treatment ? bits >>> FACTOR_BITS : bits) & FACTOR_MASK;
    double latency = medianNanos * factors[factorAt];
    double value = traffic.scores().at(rank);
    double failures = traffic.failureRate();
    int recall = recall(recallAt, rate);
    if (treatment && strength > 0) {
      latency *= factorAt >= tailFrom ? latencyFactor * tailFactor : latencyFactor;
      failures = failureRate;
      value = 1 - failAt < invalidShare ? Double.NaN : change.score(rank, slice, strength);
      recall = loses(more) ? Math.max(0, recall - LOST_STEPS) : recall;
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

  private boolean loses(long more) {
    double perQuery = recallLoss * RECALL_STEPS / LOST_STEPS;
    return perQuery > 0 && ((more >>> 20) & 0xfffff) < perQuery * 0x1p20;
  }

  /** Recall@50 in fiftieths: 1, or for a miss evenly 1 to 10 of them less. */
  private int recall(double recallAt, double rate) {
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
