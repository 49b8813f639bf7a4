package dev.belay.engine.simulate;

import dev.belay.flag.Decision;
import dev.belay.telemetry.Observation;
import dev.belay.telemetry.Summary;
import dev.belay.telemetry.SummaryLayout;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * What was served together, with the labels that arrive within a time, until that time is over: it
 * is mature then, once and whole. Not thread-safe.
 */
final class MaturingLabels {
  /*
   * How. Who simulates knows at once when a label will arrive. So a query is recorded with its label
   * where that arrives in time, and without it where it does not; what remains is to wait. A cohort
   * is what was served in one interval [i L, (i + 1) L), L a sixteenth of the time to wait, and is
   * given out when its end lies that time back. Ticks in a grace period are never let into one.
   * Without a time to wait a tick is its own cohort, with the labels that come with their queries.
   */
  private static final int PARTS = 16;

  private final SummaryLayout layout;
  private final boolean byArrival;
  private final long waitNanos;
  private final long lengthNanos;
  private final Deque<Cohort> cohorts = new ArrayDeque<>();
  private final Deque<Summary> spare = new ArrayDeque<>();
  private final Summary tick;
  private final Summary mature;

  private record Cohort(long index, Summary summary) {}

  MaturingLabels(SummaryLayout layout, Duration wait) {
    this(layout, wait, false);
  }

  /** What is wrong: labels are taken as they arrive, and nobody asks how many are missing. */
  static MaturingLabels byArrival(SummaryLayout layout) {
    return new MaturingLabels(layout, Duration.ZERO, true);
  }

  private MaturingLabels(SummaryLayout layout, Duration wait, boolean byArrival) {
    this.byArrival = byArrival;
    this.layout = layout;
    this.waitNanos = wait.toNanos();
    this.lengthNanos = Math.max(1, waitNanos / PARTS);
    this.tick = new Summary(layout);
    this.mature = new Summary(layout);
  }

  /** Whether what is mature is not simply what was recorded. */
  boolean waits() {
    return waitNanos > 0 || byArrival;
  }

  /** Whether a label that comes so long after its query is waited for. */
  boolean isInTime(long delayNanos) {
    return delayNanos <= waitNanos;
  }

  /** A tick begins. */
  void open() {
    tick.clear();
  }

  /** A query of the tick, with its label if that is in time. */
  void add(Decision decision, Observation observation) {
    if (!byArrival) {
      tick.add(decision, observation);
    }
  }

  /** A label that arrives in the tick. */
  void arrived(LabelQueue.Label label) {
    if (byArrival) {
      label.addTo(tick);
    }
  }

  /**
   * The tick ends.
   *
   * @param judged whether it is evidence
   * @param nowNanos its end
   * @return what is mature now and was not before; to be read until the next tick
   */
  Optional<Summary> mature(boolean judged, long nowNanos) {
    if (waitNanos == 0) {
      return judged ? Optional.of(tick) : Optional.empty();
    }
    if (judged) {
      cohort((nowNanos - 1) / lengthNanos).merge(tick);
    }
    mature.clear();
    boolean any = false;
    while (!cohorts.isEmpty()
        && (cohorts.getFirst().index + 1) * lengthNanos + waitNanos <= nowNanos) {
      Summary ended = cohorts.removeFirst().summary;
      mature.merge(ended);
      ended.clear();
      spare.addLast(ended);
      any = true;
    }
    return any ? Optional.of(mature) : Optional.empty();
  }

  private Summary cohort(long index) {
    if (cohorts.isEmpty() || cohorts.getLast().index != index) {
      cohorts.addLast(
          new Cohort(index, spare.isEmpty() ? new Summary(layout) : spare.removeLast()));
    }
    return cohorts.getLast().summary;
  }
}
