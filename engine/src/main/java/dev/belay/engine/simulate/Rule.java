package dev.belay.engine.simulate;

import dev.belay.canary.Tick;
import dev.belay.canary.TickSummaries;
import dev.belay.flag.Percentage;
import dev.belay.telemetry.SummaryLayout;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What takes a change up a ladder of percentages, or back, from telemetry alone. Immutable and
 * thread-safe; a {@link Run} is neither.
 */
public interface Rule {
  /** What it is called in tables. */
  String name();

  /** What it does, in one sentence, with its source where it is not ours. */
  String sentence();

  /** The layout of the summaries that it reads. */
  SummaryLayout layout();

  /**
   * How long after serving labels are waited for, before what was served together becomes {@link
   * TickSummaries#mature}; empty where labels count as they arrive.
   */
  default Optional<Duration> labelMaturity() {
    return Optional.empty();
  }

  /** Whether labels are taken as they arrive, which is wrong; here to show so. */
  default boolean labelsByArrival() {
    return false;
  }

  /** Begins one ladder. */
  Run start();

  /** Where a ladder stands. */
  enum Standing {
    /** On the way up, or held. */
    CLIMBING,
    /** At its last percentage. */
    FULL,
    /** The last percentage has been watched as long as the rule asks. */
    FINISHED,
    /** Treatment was taken back, if only in part. */
    REVERTED
  }

  /** One ladder. Not thread-safe. */
  interface Run {
    /** The length of the next tick, in ns; above 0. */
    long tickNanos();

    /** The share of the bucket range that is treated until the next tick. */
    Percentage percent();

    /** Where the ladder stands. */
    Standing standing();

    /**
     * One tick. Not called any more once the ladder is finished or reverted.
     *
     * @param tick its numbers
     * @param summaries what was recorded since it was last asked for, and what is mature
     * @param now the time at its end
     */
    void tick(Tick tick, TickSummaries summaries, Instant now);

    /** What the next percentage waits for now, each by its name; none where the rule cannot say. */
    default List<String> waitsFor() {
      return List.of();
    }
  }
}
