package dev.belay.engine.simulate;

import dev.belay.flag.BucketStrategy;
import dev.belay.plan.RolloutPlan;
import dev.belay.plan.Stage;
import dev.belay.stats.SplitMix64;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongConsumer;

/**
 * Runs rules through scenarios, many ladders each. The result depends on the seed, not on the
 * number of threads. The n-th ladder of every rule and scenario has the same repositories and,
 * where the traffic is the same, the same queries. Immutable.
 *
 * @param bucketing how repositories are assigned
 * @param runs ladders of each rule in each scenario; 1 to 1 000 000
 * @param seed of everything random
 * @param horizon the longest that a ladder is watched; above 0
 * @param threads how many work; 1 to 1 024
 */
public record Simulation(
    BucketStrategy bucketing, int runs, long seed, Duration horizon, int threads) {

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public Simulation {
    if (runs < 1 || runs > 1_000_000) {
      throw new IllegalArgumentException("runs is " + runs + "; it must be 1 to 1000000");
    }
    if (horizon.isNegative() || horizon.isZero()) {
      throw new IllegalArgumentException("horizon is " + horizon + "; it must be above 0");
    }
    if (threads < 1 || threads > 1024) {
      throw new IllegalArgumentException("threads is " + threads + "; it must be 1 to 1024");
    }
  }

  /** A simulation on all cores that watches each ladder as long as a plan may take. */
  public static Simulation of(RolloutPlan plan, int runs, long seed) {
    return new Simulation(
        plan.bucketing(),
        runs,
        seed,
        horizonOf(plan),
        Math.min(1024, Runtime.getRuntime().availableProcessors()));
  }

  /** Its baseline time, twice the least time of all stages, and an hour. */
  public static Duration horizonOf(RolloutPlan plan) {
    Duration sum = plan.baseline().plusHours(1);
    for (Stage stage : plan.ladder()) {
      sum = sum.plus(stage.minObservation().multipliedBy(2));
    }
    return sum;
  }

  /** Its baseline time, the least time of all stages, and an hour. */
  public static Duration leastHorizonOf(RolloutPlan plan) {
    Duration sum = plan.baseline().plusHours(1);
    for (Stage stage : plan.ladder()) {
      sum = sum.plus(stage.minObservation());
    }
    return sum;
  }

  /** The same simulation with another time that each ladder is watched. */
  public Simulation withHorizon(Duration time) {
    return new Simulation(bucketing, runs, seed, time, threads);
  }

  /** The same simulation with another number of threads. */
  public Simulation withThreads(int count) {
    return new Simulation(bucketing, runs, seed, horizon, count);
  }

  /**
   * Runs every rule through every scenario.
   *
   * @param done is told after each ladder, by one thread at a time, how many were done with it
   * @return one result for each rule and scenario: all rules of the first scenario, then the next
   * @throws IllegalArgumentException if a scenario's fault cannot be had with its scores
   * @throws IllegalStateException if the caller is interrupted
   */
  public List<SimulationResult> run(List<Rule> rules, List<Scenario> scenarios, LongConsumer done) {
    long[] seeds = new long[runs];
    SplitMix64 random = new SplitMix64(seed);
    for (int i = 0; i < runs; i++) {
      seeds[i] = random.nextLong();
    }
    ExecutorService workers = Executors.newFixedThreadPool(threads, Simulation::worker);
    try {
      List<List<Future<LadderOutcome>>> futures = new ArrayList<>();
      for (Scenario scenario : scenarios) {
        TrafficStream.Tables tables = new TrafficStream.Tables(scenario);
        for (Rule rule : rules) {
          futures.add(submit(workers, rule, tables, seeds));
        }
      }
      return collect(rules, scenarios, futures, done);
    } finally {
      workers.shutdownNow();
    }
  }

  private static Thread worker(Runnable work) {
    Thread thread = new Thread(work, "simulation");
    thread.setDaemon(true);
    return thread;
  }

  private List<Future<LadderOutcome>> submit(
      ExecutorService workers, Rule rule, TrafficStream.Tables tables, long[] seeds) {
    List<Future<LadderOutcome>> futures = new ArrayList<>();
    for (long ladder : seeds) {
      futures.add(
          workers.submit(
              () -> new LadderRun(rule, tables, bucketing, ladder).climb(horizon.toNanos())));
    }
    return futures;
  }

  private static List<SimulationResult> collect(
      List<Rule> rules,
      List<Scenario> scenarios,
      List<List<Future<LadderOutcome>>> futures,
      LongConsumer done) {
    List<SimulationResult> results = new ArrayList<>();
    for (int i = 0; i < futures.size(); i++) {
      List<LadderOutcome> outcomes = new ArrayList<>();
      for (Future<LadderOutcome> future : futures.get(i)) {
        outcomes.add(await(future));
        done.accept(1);
      }
      results.add(
          new SimulationResult(
              rules.get(i % rules.size()).name(), scenarios.get(i / rules.size()), outcomes));
    }
    return results;
  }

  private static LadderOutcome await(Future<LadderOutcome> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the simulation was interrupted", e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof RuntimeException failure) {
        throw failure;
      }
      if (cause instanceof Error error) {
        throw error;
      }
      throw new IllegalStateException("a ladder failed", e);
    }
  }
}
