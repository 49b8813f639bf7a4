package dev.belay.plan;

import java.util.Objects;

/**
 * The confidence gate: |median confidence of the treatment − median confidence of the baseline|.
 *
 * @param limit the shift must not be above this; above 0, below 1
 * @param baseline what the treatment is compared with
 */
public record ConfidenceShiftGate(double limit, ConfidenceBaseline baseline) {

  /** Range of {@code limit}. */
  public static final NumberRange LIMIT = NumberRange.OPEN_SHARE;

  /** Checks every bound. */
  public ConfidenceShiftGate {
    LIMIT.check("confidenceShift.limit", limit);
    Objects.requireNonNull(baseline, "confidenceShift.baseline");
  }
}
