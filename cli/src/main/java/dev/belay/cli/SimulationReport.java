package dev.belay.cli;

import dev.belay.engine.simulate.Scenario;
import dev.belay.engine.simulate.Simulation;
import dev.belay.engine.simulate.SimulationResult;
import dev.belay.engine.simulate.Traffic;
import dev.belay.plan.RolloutPlan;
import java.util.List;

/**
 * What {@code belay simulate} prints.
 *
 * @param impossible the scenarios that were left out, as their fault cannot be had with the scores
 */
record SimulationReport(
    RolloutPlan plan,
    Traffic traffic,
    Simulation simulation,
    List<SimulationResult> results,
    List<Scenario> impossible) {}
