package dev.belay.plan;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The SLA-Recall@50 gate.
 *
 * @param change tolerated loss of recall, above 0, below 1; empty ({@code none} in the file) means
 *     that no query's recall may change at all
 * @param querySla the search's own latency limit, above 0, at most 1 hour; empty ({@code 0ms} in
 *     the file) means that queries have none
 */
public record SlaRecall50Gate(OptionalDouble change, Optional<Duration> querySla) {

  /** Range of {@code change}, where there is one. */
  public static final NumberRange CHANGE = NumberRange.OPEN_SHARE;

  /** Range of {@code querySla} in the file, where 0 stands for "none". */
  public static final DurationRange QUERY_SLA = DurationRange.upTo(Duration.ofHours(1));

  /** Checks every bound. */
  public SlaRecall50Gate {
    change.ifPresent(value -> CHANGE.check("slaRecall50.change", value));
    querySla.ifPresent(
        value -> DurationRange.positiveUpTo(QUERY_SLA.max()).check("slaRecall50.querySla", value));
  }
}
