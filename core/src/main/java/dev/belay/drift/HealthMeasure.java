package dev.belay.drift;

import dev.belay.gate.Comparison;
import java.util.OptionalDouble;

/**
 * One measured value and where it stands. Only what was really measured becomes a measure.
 *
 * @param name which one: a constant of this type
 * @param value the value, in the unit
 * @param warn above this is a warning; empty where there is no warning step
 * @param fail above this is a failure; not below {@code warn}
 * @param unit the unit of value and thresholds, such as {@code us}; empty for plain numbers
 * @param n the observations the value rests on: of the scarcer side, where two are compared
 * @param comparison what the value was compared with
 * @param status how healthy the value is
 */
public record HealthMeasure(
    String name,
    double value,
    OptionalDouble warn,
    double fail,
    String unit,
    long n,
    Comparison comparison,
    HealthStatus status) {
  /** AECE − τ of the treatment's labelled scores. */
  public static final String AECE_MINUS_TAU = "aeceMinusTau";

  /** The share of the treatment's scores that were clamped. */
  public static final String CLAMP_RATE = "clampRate";

  /** The share of bins that were merged for having too few samples. */
  public static final String MERGED_BIN_RATE = "mergedBinRate";

  /** |median score of the treatment − median score of its counterpart|. */
  public static final String CONFIDENCE_SHIFT = "confidenceShift";

  /** The treatment's 99th percentile of latency, in µs. */
  public static final String P99 = "p99";

  /**
   * The share of treated observations that failed, or that gave an invalid score, whichever is
   * more. It is a measure only where it is critical.
   */
  public static final String BROKEN_RATE = "brokenRate";

  /** A measure that warns and fails; a value exactly at a threshold is within it. */
  static HealthMeasure of(String name, double value, double warn, double fail, long n) {
    HealthStatus status =
        value > fail ? HealthStatus.RED : value > warn ? HealthStatus.YELLOW : HealthStatus.GREEN;
    return new HealthMeasure(
        name, value, OptionalDouble.of(warn), fail, "", n, Comparison.LIMIT, status);
  }

  /** A measure that is within its limit or over it. */
  static HealthMeasure limited(
      String name,
      double value,
      double limit,
      String unit,
      long n,
      Comparison comparison,
      HealthStatus over) {
    HealthStatus status = value > limit ? over : HealthStatus.GREEN;
    return new HealthMeasure(
        name, value, OptionalDouble.empty(), limit, unit, n, comparison, status);
  }

  /** The measure in one sentence, for people. Built at every call. */
  public String sentence() {
    String measured = name + " is " + Shown.of(value, unit);
    return switch (status) {
      case GREEN -> measured + ", within " + Shown.of(warn.orElse(fail), unit);
      case YELLOW -> measured + ", above " + Shown.of(warn.orElse(fail), unit) + ": a warning";
      case RED, CRITICAL -> measured + ", above " + Shown.of(fail, unit) + ": a failure";
    };
  }
}
