package dev.belay.gate;

import dev.belay.telemetry.ArmCounter;
import dev.belay.telemetry.ArmSummary;

/**
 * The mean of the bytes that a call allocates against a limit, judged only where callers measure
 * it. The verdict is exact.
 */
final class AllocationGate extends LimitGate {
  private final long limitBytes;

  AllocationGate(String name, long limitBytes) {
    super(name, "measurements of allocation", "bytes", (double) limitBytes, false);
    this.limitBytes = limitBytes;
  }

  @Override
  long measured(ArmSummary arm) {
    return arm.get(ArmCounter.ALLOCATION_MEASURED);
  }

  @Override
  double estimate(ArmSummary arm) {
    return arm.meanAllocatedBytes().orElse(0);
  }

  @Override
  boolean over(ArmSummary arm, double estimate) {
    return Shares.meanOver(arm.get(ArmCounter.ALLOCATED_BYTES), measured(arm), limitBytes);
  }
}
