package dev.belay.cli;

import dev.belay.engine.simulate.Scenario;
import dev.belay.engine.simulate.SimulationResult;
import dev.belay.engine.simulate.Traffic;
import dev.belay.plan.RolloutPlan;
import java.util.List;

/**
 * What {@code belay simulate} prints.
 *
 * @param healthyRuns ladders without a fault
 * @param faultyRuns ladders of each scenario with one
 * @param seed of everything random
 * @param impossible the scenarios that were left out, as their fault cannot be had with the scores
 */
record SimulationReport(
    RolloutPlan plan,
    Traffic traffic,
    int healthyRuns,
    int faultyRuns,
    long seed,
    List<SimulationResult> results,
    List<Scenario> impossible) {}
