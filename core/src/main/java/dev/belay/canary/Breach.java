package dev.belay.canary;

import dev.belay.gate.GateResult;
import java.util.List;

/**
 * What breached at once. Immutable.
 *
 * @param results the gates that breached; none where it was health alone
 * @param preExisting whether all of it breaches without the change too
 */
record Breach(List<GateResult> results, boolean preExisting) {
  Breach {
    results = List.copyOf(results);
  }
}
