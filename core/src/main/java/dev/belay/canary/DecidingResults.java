package dev.belay.canary;

import dev.belay.gate.GateResult;
import java.util.Comparator;
import java.util.List;

/** Which of a decision's results its journal row keeps: a row stays small. Stateless. */
final class DecidingResults {
  /** How many results a row keeps at most. */
  static final int MOST = 32;

  private static final Comparator<GateResult> FIRST =
      Comparator.comparing((GateResult result) -> !result.breached())
          .thenComparing(result -> !result.key().isOverall());

  private DecidingResults() {}

  /**
   * The results that decide first: those that breached before the others, of each those over
   * everything before those of slices, and else in their order.
   */
  static List<GateResult> of(List<GateResult> results) {
    return results.stream().sorted(FIRST).limit(MOST).toList();
  }
}
