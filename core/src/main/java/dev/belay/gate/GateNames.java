package dev.belay.gate;

/** The names of the built-in gates, as results and journals have them. */
public final class GateNames {
  /** Treatment's 99th percentile of latency against the plan's limit. */
  public static final String P99_LATENCY = "p99Latency";

  /** The increase of the 99th percentile of latency over the control's. */
  public static final String P99_LATENCY_INCREASE = "p99LatencyIncrease";

  /** Calibration error less what a perfectly calibrated model may show, overall and per slice. */
  public static final String AECE_MINUS_TAU = "aeceMinusTau";

  /** The shift of the median score. */
  public static final String CONFIDENCE_SHIFT = "confidenceShift";

  /** The change of SLA-recall@50. */
  public static final String SLA_RECALL_50 = "slaRecall50";

  /** The failure rate, treatment against control. */
  public static final String FAILURE_RATE = "failureRate";

  /** The tripwire on the 99th percentile of latency. */
  public static final String TRIPWIRE_P99 = "tripwires.p99";

  /** The tripwire on the mean latency. */
  public static final String TRIPWIRE_MEAN = "tripwires.mean";

  /** The tripwire on the bytes that a call allocates. */
  public static final String TRIPWIRE_ALLOCATED_BYTES = "tripwires.allocatedBytes";

  /** Health, where a window is tested for it (mode {@code guarded}). */
  public static final String HEALTH = "health";

  private GateNames() {}
}
