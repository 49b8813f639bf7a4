package dev.belay.engine.simulate;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/**
 * What became of all ladders of one rule in one scenario. Every share and quantile comes with its
 * 95 % interval. Immutable.
 *
 * @param rule the rule's name
 * @param scenario the scenario
 * @param outcomes of each ladder, in the order of their seeds
 */
public record SimulationResult(String rule, Scenario scenario, List<LadderOutcome> outcomes) {
  private static final double NANOS_PER_HOUR = 3.6e12;

  /** Copies the outcomes. */
  public SimulationResult {
    outcomes = List.copyOf(outcomes);
  }

  /** How many ladders there were. */
  public int runs() {
    return outcomes.size();
  }

  /** How many ladders were reverted although nothing was wrong with what was treated until then. */
  public int falseReverts() {
    return count(outcome -> outcome.reverted() && !outcome.faulty());
  }

  /** The share of ladders that were reverted although nothing was wrong until then. */
  public Optional<Estimate> falseRevertRate() {
    return Estimate.share(falseReverts(), runs());
  }

  /** The share of all ladders that were reverted, whatever for. */
  public Optional<Estimate> revertedRate() {
    return Estimate.share(count(LadderOutcome::reverted), runs());
  }

  /** How many ladders had a fault to be caught: all, or those that came to where it begins. */
  public int faulty() {
    return count(LadderOutcome::faulty);
  }

  /** How many of them were reverted. */
  public int caught() {
    return count(SimulationResult::isCaught);
  }

  private static boolean isCaught(LadderOutcome outcome) {
    return outcome.reverted() && outcome.faulty();
  }

  /** The share of the ladders with a fault that were not reverted; empty where none had one. */
  public Optional<Estimate> missRate() {
    return Estimate.share(faulty() - caught(), faulty());
  }

  /** The share of all ladders that reached the last percentage. */
  public Optional<Estimate> fullRate() {
    return Estimate.share(count(outcome -> outcome.fullNanos() >= 0), runs());
  }

  /** How many ladders that stayed below the last percentage waited for what in the end. */
  public Map<String, Integer> waitedFor() {
    Map<String, Integer> waited = new TreeMap<>();
    for (LadderOutcome outcome : outcomes) {
      outcome.waitsFor().forEach(name -> waited.merge(name, 1, Integer::sum));
    }
    return waited;
  }

  /**
   * A quantile of the hours from the fault to the revert, over the ladders that caught it.
   *
   * @param p above 0, below 1
   */
  public Optional<Estimate> hoursToRevert(double p) {
    return quantile(
        SimulationResult::isCaught,
        outcome -> (outcome.revertedNanos() - outcome.faultNanos()) / NANOS_PER_HOUR,
        p);
  }

  /** A quantile of the treated queries from the fault to the revert, over those that caught it. */
  public Optional<Estimate> exposed(double p) {
    return quantile(SimulationResult::isCaught, outcome -> (double) outcome.exposed(), p);
  }

  /** A quantile of the hours to the last percentage, over the ladders that reached it. */
  public Optional<Estimate> hoursToFull(double p) {
    return quantile(
        outcome -> outcome.fullNanos() >= 0, outcome -> outcome.fullNanos() / NANOS_PER_HOUR, p);
  }

  private int count(Predicate<LadderOutcome> condition) {
    return (int) outcomes.stream().filter(condition).count();
  }

  private Optional<Estimate> quantile(
      Predicate<LadderOutcome> condition, ToDoubleFunction<LadderOutcome> value, double p) {
    double[] values = outcomes.stream().filter(condition).mapToDouble(value).toArray();
    Arrays.sort(values);
    return Estimate.quantile(values, p);
  }
}
