package dev.belay.telemetry;

import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What was seen of one served query. Immutable. What was not measured is empty or null, never 0.
 *
 * @param slice the slice, for example intent × language; see {@link SliceName}
 * @param served what the arm that was served did
 * @param label whether the result proved relevant; null where that is not known (yet)
 * @param clamped whether the score had to be clamped to the calibrator's bounds; null if not known
 * @param allocatedBytes the bytes the step allocated, at least 0; counted as 2^33 at most
 * @param other what the other arm did with the same query (shadow mode); null where it was not
 *     asked
 */
public record Observation(
    String slice,
    ArmOutcome served,
    @Nullable Boolean label,
    @Nullable Boolean clamped,
    OptionalLong allocatedBytes,
    @Nullable ArmOutcome other) {

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if the slice is no {@link SliceName} or the allocated bytes
   *     are negative
   */
  public Observation {
    SliceName.check(slice);
    if (allocatedBytes.isPresent() && allocatedBytes.getAsLong() < 0) {
      throw new IllegalArgumentException(
          "the allocated bytes are " + allocatedBytes.getAsLong() + "; they must be at least 0");
    }
  }

  /**
   * Begins an observation.
   *
   * @param slice the slice; see {@link SliceName}
   * @param latencyNanos the latency of the served arm's step in ns, at least 0
   * @param score the served score, any double
   * @param success whether the step succeeded
   */
  public static Builder of(String slice, long latencyNanos, double score, boolean success) {
    return new Builder(slice, latencyNanos, score, success);
  }

  /** Gathers an observation. Each setter checks its value at once. Not thread-safe. */
  public static final class Builder {
    private final String slice;
    private ArmOutcome served;
    private @Nullable Boolean label;
    private @Nullable Boolean clamped;
    private OptionalLong allocatedBytes = OptionalLong.empty();
    private @Nullable ArmOutcome other;

    private Builder(String slice, long latencyNanos, double score, boolean success) {
      this.slice = SliceName.check(slice);
      this.served = ArmOutcome.of(latencyNanos, score, success);
    }

    /** Whether the result proved relevant. */
    public Builder label(boolean value) {
      label = value;
      return this;
    }

    /** Whether the score had to be clamped. */
    public Builder clamped(boolean value) {
      clamped = value;
      return this;
    }

    /** Recall@50 of the query, in [0, 1]. */
    public Builder recall50(double value) {
      served =
          new ArmOutcome(
              served.latencyNanos(),
              served.score(),
              served.success(),
              OptionalDouble.of(value),
              served.queryLatencyNanos());
      return this;
    }

    /** The latency of the whole query in ns, at least 0. */
    public Builder queryLatencyNanos(long value) {
      served =
          new ArmOutcome(
              served.latencyNanos(),
              served.score(),
              served.success(),
              served.recall50(),
              OptionalLong.of(value));
      return this;
    }

    /** The bytes the step allocated, at least 0. */
    public Builder allocatedBytes(long value) {
      if (value < 0) {
        throw new IllegalArgumentException(
            "the allocated bytes are " + value + "; they must be at least 0");
      }
      allocatedBytes = OptionalLong.of(value);
      return this;
    }

    /** What the other arm did with the same query. */
    public Builder paired(ArmOutcome value) {
      other = value;
      return this;
    }

    /** The observation. */
    public Observation build() {
      return new Observation(slice, served, label, clamped, allocatedBytes, other);
    }
  }
}
