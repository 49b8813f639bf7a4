package dev.belay.engine.canary;

import dev.belay.canary.Tick;
import dev.belay.flag.Variant;
import dev.belay.telemetry.ArmCounter;
import dev.belay.telemetry.ArmSummary;
import dev.belay.telemetry.Population;
import dev.belay.telemetry.SliceSummary;
import dev.belay.telemetry.Summary;

/** What a tick saw, in numbers. Stateless. */
final class TickNumbers {
  private TickNumbers() {}

  /** The numbers of a tick; see {@link Tick}. */
  static Tick of(long number, long nanos, long treatmentDecisions, Summary recorded) {
    long treated = 0;
    long failed = 0;
    long invalid = 0;
    for (SliceSummary slice : recorded.slices()) {
      ArmSummary arm = slice.arm(Population.SERVED, Variant.TREATMENT).orElse(null);
      if (arm != null) {
        treated += arm.observations();
        failed += arm.get(ArmCounter.FAILURES);
        invalid += arm.get(ArmCounter.INVALID_SCORES);
      }
    }
    return new Tick(number, nanos, treatmentDecisions, treated, failed, invalid);
  }
}
