package dev.belay.plan;

/**
 * The failure-rate gate between the arms.
 *
 * @param ratio the treatment's failure rate must not be above this many times the control's; above
 *     0, at most 100
 */
public record FailureRateGate(double ratio) {

  /** Range of {@code ratio}. */
  public static final NumberRange RATIO = new NumberRange(0, false, 100, true);

  /** Checks the bound. */
  public FailureRateGate {
    RATIO.check("failureRate.ratio", ratio);
  }

  /** What a plan that only switches the gate on gets: no more failures than the control. */
  public static FailureRateGate standard() {
    return new FailureRateGate(1.0);
  }
}
