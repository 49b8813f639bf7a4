package dev.belay.drift;

import dev.belay.telemetry.Summary;
import dev.belay.telemetry.SummaryLayout;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Optional;

/**
 * Gathers windows into the running week and keeps the week before: two summaries, whatever comes. A
 * week starts on Monday, 00:00 UTC. Mutable and not thread-safe.
 */
public final class WeekSummaries {
  private static final long DAY_NANOS = Duration.ofDays(1).toNanos();
  private static final int DAYS = 7;

  /** 1970-01-01 was a Thursday: the week of day 0 started 3 days earlier. */
  private static final int DAYS_BEFORE_EPOCH = 3;

  private Summary running;
  private Summary before;
  private long week;
  private boolean begun;
  private boolean hasBefore;

  /** No week yet. */
  public WeekSummaries(SummaryLayout layout) {
    running = new Summary(layout);
    before = new Summary(layout);
  }

  /**
   * Whether the running week is over: then report on it before the next {@link #add}, which begins
   * another.
   *
   * @param timeNanos ns since 1970-01-01T00:00:00Z
   */
  public boolean isOver(long timeNanos) {
    return begun && weekOf(timeNanos) > week;
  }

  /**
   * Adds a window to the running week. One of a later week begins that; one of the week before, by
   * a clock that was set back, counts in the running one; one from earlier still shows that the
   * clock had been ahead, and all starts over.
   *
   * @param timeNanos when it ended, in ns since 1970-01-01T00:00:00Z
   * @param window what both arms did; read, not kept
   * @throws IllegalArgumentException if the window is of another layout
   */
  public void add(long timeNanos, Summary window) {
    long at = weekOf(timeNanos);
    if (!begun || at < week - 1) {
      running.clear();
      before.clear();
      hasBefore = false;
      week = at;
      begun = true;
    } else if (at > week) {
      Summary ended = running;
      running = before;
      before = ended;
      running.clear();
      hasBefore = at == week + 1;
      week = at;
    }
    running.merge(window);
  }

  /** The Monday of the running week; empty before the first window. */
  public Optional<LocalDate> start() {
    return begun
        ? Optional.of(LocalDate.ofEpochDay(week * DAYS - DAYS_BEFORE_EPOCH))
        : Optional.empty();
  }

  /** The running week so far; a view that holds until the next {@link #add}. */
  public Summary running() {
    return running;
  }

  /** The week before; empty where it had no window. A view that holds until the next add. */
  public Optional<Summary> before() {
    return hasBefore ? Optional.of(before) : Optional.empty();
  }

  private static long weekOf(long timeNanos) {
    return Math.floorDiv(Math.floorDiv(timeNanos, DAY_NANOS) + DAYS_BEFORE_EPOCH, DAYS);
  }
}
