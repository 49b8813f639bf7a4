package dev.belay.engine.simulate;

import dev.belay.plan.RolloutPlan;
import dev.belay.plan.Stage;
import java.time.Duration;
import java.util.Objects;

/**
 * What a service is asked and how its control answers: everything but the change. Immutable.
 *
 * @param queriesPerHour mean over a day; above 0, at most 10 000 000
 * @param dailySwing how far the rate goes above and below its mean over 24 hours, as a share of it;
 *     0 for a constant one, below 1
 * @param repositories how many there are; 1 to 100 000
 * @param zipf the exponent s of their shares 1/rank^s; 0 for equal ones, to 3
 * @param burst the mean number of queries that one repository sends together; 1 to 1 000
 * @param alike whether the queries of a burst are all alike: one score, latency, label and failure,
 *     as far from independent as they can be
 * @param slices how many slices queries fall into, with equal chances; 1 to 64
 * @param scores how the scores of the control lie
 * @param labelled the share of queries that ever get a label; 0 to 1
 * @param positiveDelay the mean of the exponential time until a label of 1 arrives; zero for at
 *     once
 * @param negativeDelay the same for a label of 0
 * @param p99Latency the 99th percentile of the control's latency over all repositories
 * @param latencySigma the standard deviation of its logarithm; 0 to 3
 * @param failureRate the control's mean share of failures; 0 to 1
 * @param recallMissRate the control's mean share of queries with recall@50 below 1; 0 to 1
 * @param latencySpread the part of {@code latencySigma} that is between repositories, not queries:
 *     0 to {@code latencySigma}
 * @param rateSpread the standard deviation of the logarithm of a repository's rates of failures and
 *     of recall misses; 0 to 3
 * @param shadow whether both arms answer every query, so that there are pairs
 */
public record Traffic(
    double queriesPerHour,
    double dailySwing,
    int repositories,
    double zipf,
    double burst,
    boolean alike,
    int slices,
    Scores scores,
    double labelled,
    Duration positiveDelay,
    Duration negativeDelay,
    Duration p99Latency,
    double latencySigma,
    double failureRate,
    double recallMissRate,
    double latencySpread,
    double rateSpread,
    boolean shadow) {

  /** Where nothing else is said. */
  public static final Traffic DEFAULT =
      new Traffic(
          10_000,
          0,
          1_500,
          1,
          1,
          false,
          4,
          Scores.beta(0.5, 2),
          1,
          Duration.ZERO,
          Duration.ZERO,
          Duration.ofNanos(800_000),
          0.5,
          0.000_2,
          0.1,
          0.05,
          0.5,
          false);

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public Traffic {
    Objects.requireNonNull(scores, "scores");
    check("queriesPerHour", queriesPerHour, Double.MIN_NORMAL, 1e7);
    check("dailySwing", dailySwing, 0, Math.nextDown(1.0));
    check("repositories", repositories, 1, 100_000);
    check("zipf", zipf, 0, 3);
    check("burst", burst, 1, 1000);
    check("slices", slices, 1, 64);
    check("labelled", labelled, 0, 1);
    check("positiveDelay in hours", positiveDelay.toMillis() / 3.6e6, 0, 240);
    check("negativeDelay in hours", negativeDelay.toMillis() / 3.6e6, 0, 240);
    check("p99Latency in s", p99Latency.toNanos() / 1e9, 1e-9, 60);
    check("latencySigma", latencySigma, 0, 3);
    check("failureRate", failureRate, 0, 1);
    check("recallMissRate", recallMissRate, 0, 1);
    check("latencySpread", latencySpread, 0, latencySigma);
    check("rateSpread", rateSpread, 0, 3);
  }

  private static void check(String name, double value, double least, double most) {
    if (!(value >= least && value <= most)) {
      throw new IllegalArgumentException(
          name + " is " + value + "; it must be " + least + " to " + most);
    }
  }

  /**
   * Traffic that keeps within the limits of a plan: a p99 at 0.8 of the smaller of its latency
   * limits (less where the mean's tripwire asks for it), failures at half of what its strictest
   * stage allows, or 0.1 % where that is less.
   */
  public static Traffic within(RolloutPlan plan) {
    double limit = plan.tripwires().p99().toNanos();
    if (plan.gates().p99Latency().isPresent()) {
      limit = Math.min(limit, (double) plan.gates().p99Latency().get().limit().toNanos());
    }
    double sigma = DEFAULT.latencySigma;
    double meanOverP99 = StrictMath.exp(sigma * sigma / 2 - Repositories.Z99 * sigma);
    double p99 = Math.min(0.8 * limit, 0.8 * plan.tripwires().mean().toNanos() / meanOverP99);
    double strictest = 0;
    for (Stage stage : plan.ladder()) {
      strictest = Math.max(strictest, stage.minSuccessRate());
    }
    return DEFAULT.toBuilder()
        .p99Latency(Duration.ofNanos(Math.max(1, Math.round(p99))))
        .failureRate(Math.min(0.001, (1 - strictest) / 2))
        .build();
  }

  /** Whether some labels come later than their queries. */
  boolean delayed() {
    return !positiveDelay.isZero() || !negativeDelay.isZero();
  }

  /** A builder that starts from this traffic. */
  public TrafficBuilder toBuilder() {
    return new TrafficBuilder(this);
  }
}
