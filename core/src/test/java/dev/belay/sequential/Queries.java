package dev.belay.sequential;

import dev.belay.flag.Assignment;
import dev.belay.flag.Decision;
import dev.belay.flag.Fallback;
import dev.belay.flag.Reason;
import dev.belay.flag.Variant;
import dev.belay.telemetry.ArmOutcome;
import dev.belay.telemetry.Observation;
import dev.belay.telemetry.Summary;
import dev.belay.telemetry.SummaryLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.SplittableRandom;

/** Made-up queries, healthy unless a fault is set. */
final class Queries {
  private final SplittableRandom random;
  int percent = 50;
  int slices = 3;
  boolean paired;
  boolean recall = true;

  /** Share of the treatment's latencies over 1 ms; the control's is healthy or the same. */
  double overLimit = 0.002;

  double controlOverLimit = 0.002;
  double slowdown = 1;

  /** How far the treatment's scores lie above the true probability, all slices but the first. */
  double overconfidence;

  /** The same in the first slice. */
  double firstSlice;

  double controlOverconfidence;
  double shift;
  double recallLoss;
  double recallLossShare = 1;
  double failures = 0.01;
  double controlFailures = 0.01;

  Queries(SplittableRandom random) {
    this.random = random;
  }

  record Query(Decision decision, Observation observation) {}

  /** The queries of one tick. */
  List<Query> some(int n) {
    List<Query> queries = new ArrayList<>(n);
    for (int i = 0; i < n; i++) {
      queries.add(next());
    }
    return queries;
  }

  static Summary summary(SummaryLayout layout, List<Query> queries) {
    Summary summary = new Summary(layout);
    queries.forEach(query -> summary.add(query.decision(), query.observation()));
    return summary;
  }

  Summary tick(SummaryLayout layout, int n) {
    return summary(layout, some(n));
  }

  private Query next() {
    long bucket = random.nextLong();
    boolean treated = Decision.shardOf(bucket) < percent;
    Decision decision =
        new Decision(
            treated ? Variant.TREATMENT : Variant.CONTROL,
            Reason.SPLIT,
            null,
            Assignment.BUCKET,
            bucket,
            "Canary",
            Fallback.LAST_GOOD,
            "f",
            0);
    int slice = random.nextInt(slices);
    double truth = 0.02 + 0.9 * random.nextDouble();
    boolean both = random.nextDouble() < 0.5;
    ArmOutcome control = outcome(false, slice, truth, both);
    ArmOutcome treatment = outcome(true, slice, truth, both);
    Observation observation =
        new Observation(
            "slice-" + slice,
            treated ? treatment : control,
            random.nextDouble() < truth,
            null,
            OptionalLong.empty(),
            paired ? (treated ? control : treatment) : null);
    return new Query(decision, observation);
  }

  private ArmOutcome outcome(boolean treatment, int slice, double truth, boolean half) {
    boolean over = random.nextDouble() < (treatment ? overLimit : controlOverLimit);
    double nanos = over ? 3_000_000 : 50_000 * Math.exp(random.nextDouble());
    double error = !treatment ? controlOverconfidence : slice == 0 ? firstSlice : overconfidence;
    double score = truth + (truth < 0.5 ? -error : error) + (treatment ? shift : 0);
    boolean loses = treatment && random.nextDouble() < recallLossShare;
    return new ArmOutcome(
        (long) (treatment ? nanos * slowdown : nanos),
        Math.max(0, Math.min(1, score)),
        random.nextDouble() >= (treatment ? failures : controlFailures),
        recall
            ? OptionalDouble.of((half ? 1 : 0.6) - (loses ? recallLoss : 0))
            : OptionalDouble.empty(),
        OptionalLong.empty());
  }
}
