package dev.belay.lab;

import dev.belay.engine.simulate.PlanRule;
import dev.belay.engine.simulate.Rule;
import dev.belay.flag.Percentage;
import dev.belay.plan.FailureRateGate;
import dev.belay.plan.Gates;
import dev.belay.plan.Mode;
import dev.belay.plan.P99LatencyGate;
import dev.belay.plan.RolloutPlan;
import dev.belay.plan.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;

/** The plans that are studied: the mission's, in every mode. Not thread-safe. */
final class StudyPlans {
  /** The mission's plan, with success rates that 0.1 % of failures keep within. */
  static final RolloutPlan MISSION = mission();

  /** Ticks of ladders that nothing ends: the mission's of 30 s would take four times as long. */
  static final Duration COARSE = Duration.ofMinutes(5);

  /** What is treated exactly at a limit, all day. */
  static final int BOUNDARY_PERCENT = 20;

  private static final Duration DAY = Duration.ofHours(24);
  private static final Duration MATURITY = Duration.ofHours(6);
  private static final double FAILURE_RATIO = 1.5;
  private static final Duration SMALL_INCREASE = Duration.ofNanos(400_000);

  private final List<String> missing = new ArrayList<>();

  private static RolloutPlan mission() {
    RolloutPlan mission = RolloutPlan.calibV22();
    List<Stage> ladder =
        mission.ladder().stream()
            .map(
                stage ->
                    new Stage(
                        stage.name(),
                        stage.percent(),
                        stage.minObservation(),
                        stage.minSamples(),
                        Math.min(stage.minSuccessRate(), 0.998)))
            .toList();
    return mission.toBuilder().ladder(ladder).build();
  }

  /** The plan that others are made from. */
  RolloutPlan plan() {
    return MISSION;
  }

  /** The plan in mode {@code windows}. */
  RolloutPlan windows() {
    return with(Mode.WINDOWS, MISSION.gates(), MISSION.evaluation().tick(), OptionalDouble.empty());
  }

  /** The plan in a mode, with the mission's ticks. */
  RolloutPlan of(Mode mode, double dispersion) {
    return with(
        mode, gates(MISSION.gates()), MISSION.evaluation().tick(), OptionalDouble.of(dispersion));
  }

  /** The plan in a mode, with coarse ticks. */
  RolloutPlan coarse(Mode mode, double dispersion) {
    return with(mode, gates(MISSION.gates()), COARSE, OptionalDouble.of(dispersion));
  }

  /**
   * A plan that stays on its first stage for a day, where every change exactly at a limit would be
   * held: at a quarter of the queries, four times the mission's share is as many treated ones.
   */
  static RolloutPlan allDay(RolloutPlan plan) {
    Stage first = plan.ladder().get(0);
    Stage last = plan.ladder().get(plan.ladder().size() - 1);
    return plan.toBuilder()
        .ladder(
            List.of(
                new Stage(
                    first.name(),
                    Percentage.of(BOUNDARY_PERCENT),
                    DAY,
                    first.minSamples(),
                    first.minSuccessRate()),
                new Stage(
                    last.name(), last.percent(), COARSE, last.minSamples(), last.minSuccessRate())))
        .build();
  }

  /** With coarse ticks, waiting for labels. */
  RolloutPlan maturing(Mode mode) {
    Gates gates = MISSION.gates();
    return with(
        mode,
        gates(
            new Gates(
                gates.p99Latency(),
                gates.aeceMinusTau().map(gate -> gate.toBuilder().labelMaturity(MATURITY).build()),
                gates.confidenceShift(),
                gates.slaRecall50(),
                gates.failureRate())),
        COARSE,
        OptionalDouble.of(1));
  }

  /** With coarse ticks and a smaller {@code maxIncrease}. */
  RolloutPlan smallIncrease(Mode mode) {
    Gates gates = MISSION.gates();
    return with(
        mode,
        gates(
            new Gates(
                gates.p99Latency().map(gate -> new P99LatencyGate(gate.limit(), SMALL_INCREASE)),
                gates.aeceMinusTau(),
                gates.confidenceShift(),
                gates.slaRecall50(),
                gates.failureRate())),
        COARSE,
        OptionalDouble.of(1));
  }

  /**
   * With a gate on failures, which the mission's plan does not have. With its default ratio of 1 a
   * plan without pairs holds wherever the treated repositories happen to fail more often.
   */
  private static Gates gates(Gates gates) {
    return new Gates(
        gates.p99Latency(),
        gates.aeceMinusTau(),
        gates.confidenceShift(),
        gates.slaRecall50(),
        Optional.of(new FailureRateGate(FAILURE_RATIO)));
  }

  private static RolloutPlan with(
      Mode mode, Gates gates, Duration tick, OptionalDouble dispersion) {
    return MISSION.toBuilder()
        .gates(gates)
        .evaluation(
            MISSION.evaluation().toBuilder().mode(mode).tick(tick).dispersion(dispersion).build())
        .build();
  }

  /** The rule of a plan; empty where this version does not have its mode. */
  Optional<Rule> rule(String name, RolloutPlan plan) {
    return make(plan, () -> new PlanRule(name, plan));
  }

  /** The rule of a plan that takes labels as they arrive. */
  Optional<Rule> byArrival(String name, RolloutPlan plan) {
    return make(plan, () -> PlanRule.labelsByArrival(name, plan));
  }

  private Optional<Rule> make(RolloutPlan plan, Supplier<Rule> rule) {
    try {
      return Optional.of(rule.get());
    } catch (IllegalArgumentException e) {
      String mode = plan.evaluation().mode().name().toLowerCase(Locale.ROOT);
      String why = mode + ": " + e.getMessage();
      if (!missing.contains(why)) {
        missing.add(why);
      }
      return Optional.empty();
    }
  }

  /** Modes that this version does not have, with the reason. */
  List<String> missing() {
    return List.copyOf(missing);
  }
}
