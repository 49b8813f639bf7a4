package dev.belay.telemetry;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What one arm did with one query. Immutable. What was not measured is empty.
 *
 * @param latencyNanos the latency of the change's own step in ns, at least 0
 * @param score the score, any double: one that is not in [0, 1] is evidence, not an error
 * @param success whether the step succeeded
 * @param recall50 recall@50 without regard to latency, in [0, 1]
 * @param queryLatencyNanos the latency of the whole query in ns, at least 0
 */
public record ArmOutcome(
    long latencyNanos,
    double score,
    boolean success,
    OptionalDouble recall50,
    OptionalLong queryLatencyNanos) {

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if a latency is negative or recall is not in [0, 1]
   */
  public ArmOutcome {
    checkLatency("latency", latencyNanos);
    if (recall50.isPresent()) {
      double recall = recall50.getAsDouble();
      if (!(recall >= 0 && recall <= 1)) {
        throw new IllegalArgumentException(
            "recall@50 is " + recall + "; it must be 0 to 1, or left out where not measured");
      }
    }
    if (queryLatencyNanos.isPresent()) {
      checkLatency("query latency", queryLatencyNanos.getAsLong());
    }
  }

  /** An outcome of which neither recall nor the query's latency was measured. */
  public static ArmOutcome of(long latencyNanos, double score, boolean success) {
    return new ArmOutcome(
        latencyNanos, score, success, OptionalDouble.empty(), OptionalLong.empty());
  }

  static void checkLatency(String name, long nanos) {
    if (nanos < 0) {
      throw new IllegalArgumentException(
          "the " + name + " is " + nanos + " ns; it must be at least 0: take it from one clock");
    }
  }

  /**
   * Whether the query is known to have been delivered inside the SLA; always where there is none.
   */
  boolean inside(SummaryLayout layout) {
    return layout.querySlaNanos().isEmpty()
        || (queryLatencyNanos.isPresent()
            && queryLatencyNanos.getAsLong() <= layout.querySlaOrMax());
  }

  /** SLA-recall@50: recall, or 0 over the SLA; empty where it cannot be told. */
  OptionalDouble slaRecall50(SummaryLayout layout) {
    if (layout.querySlaNanos().isEmpty()) {
      return recall50;
    }
    if (queryLatencyNanos.isPresent() && !inside(layout)) {
      // Late is 0 whatever was found.
      return OptionalDouble.of(0);
    }
    return queryLatencyNanos.isPresent() ? recall50 : OptionalDouble.empty();
  }
}
