package dev.belay.engine.canary;

import dev.belay.drift.HealthStatus;
import dev.belay.gate.GateKey;
import dev.belay.gate.Verdict;
import java.util.List;
import java.util.Optional;

/**
 * A completed window in a rollout's past.
 *
 * @param timeNanos when it ended, in ns since 1970-01-01T00:00:00Z
 * @param stage its stage's name
 * @param verdict the window's
 * @param breached the gates that breached
 * @param health of the change; empty where nothing was measured
 */
public record WindowResult(
    long timeNanos,
    String stage,
    Verdict verdict,
    List<GateKey> breached,
    Optional<HealthStatus> health) {
  /** Copies the list. */
  public WindowResult {
    breached = List.copyOf(breached);
  }
}
