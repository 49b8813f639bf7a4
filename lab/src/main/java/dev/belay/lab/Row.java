package dev.belay.lab;

import dev.belay.engine.simulate.Estimate;
import dev.belay.engine.simulate.SimulationResult;

/**
 * One line of a table: what became of one rule in one scenario. Immutable.
 *
 * @param label the rule's name, with what is special about it here
 * @param result what became of it
 */
record Row(String label, SimulationResult result) {
  /** The share of the ladders that were reverted: falsely, where nothing is beyond a limit. */
  Estimate reverted() {
    return result.revertedRate().orElseThrow();
  }
}
