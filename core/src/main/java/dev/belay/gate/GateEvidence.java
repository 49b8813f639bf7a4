package dev.belay.gate;

import dev.belay.telemetry.SliceSummary;
import dev.belay.telemetry.SummaryLayout;
import java.util.Optional;

/**
 * What a gate judges: what both arms did, in one slice or all together. The summaries are views
 * that hold only while the gate evaluates.
 *
 * @param slice the slice's name; empty for all slices together
 * @param observed what both arms did
 * @param baseline what the production arm did in the last green days, as the control of this
 *     summary; empty where there is no green baseline, or none that is recent enough
 * @param layout the layout of both
 * @param minSamples the least observations for an answer, at least 1
 * @param windows over how many windows it was gathered, at least 1
 */
public record GateEvidence(
    String slice,
    SliceSummary observed,
    Optional<SliceSummary> baseline,
    SummaryLayout layout,
    long minSamples,
    int windows) {

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is below 1
   */
  public GateEvidence {
    if (minSamples < 1 || windows < 1) {
      throw new IllegalArgumentException(
          "evidence of "
              + windows
              + " windows and at least "
              + minSamples
              + " samples: pass 1 or more");
    }
  }
}
