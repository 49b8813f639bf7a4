package dev.belay.drift;

import dev.belay.gate.Comparison;

/**
 * Something got worse than its reference. For information: an alert never changes the health.
 *
 * @param name which one: a constant of this type
 * @param value the treatment's value, in the unit
 * @param reference what it was compared with, in the same unit
 * @param threshold the value above which there is an alert, in the same unit
 * @param unit the unit, such as {@code us}; empty for plain numbers
 * @param comparison where the reference is from
 */
public record DriftAlert(
    String name,
    double value,
    double reference,
    double threshold,
    String unit,
    Comparison comparison) {
  /** The 99th percentile of latency rose by more than 10 %. In µs. */
  public static final String LATENCY = "latency";

  /** The share of failures rose by more than one percentage point. */
  public static final String ERROR_RATE = "errorRate";

  /** The AECE rose by more than the plan's {@code drift.maxAeceIncrease}, not by chance. */
  public static final String AECE = "aece";

  /** The alert in one sentence, for people. Built at every call. */
  public String sentence() {
    return name
        + " is "
        + Shown.of(value, unit)
        + " against "
        + Shown.of(reference, unit)
        + " of "
        + switch (comparison) {
          case PAIRS -> "the control on the same queries";
          case ARMS -> "the control";
          case BASELINE -> "the green baseline";
          case LIMIT -> "the limit";
        }
        + "; alerts above "
        + Shown.of(threshold, unit);
  }
}
