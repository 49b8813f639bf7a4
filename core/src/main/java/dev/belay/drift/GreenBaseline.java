package dev.belay.drift;

import dev.belay.flag.Variant;
import dev.belay.telemetry.SliceSummary;
import dev.belay.telemetry.Summary;
import dev.belay.telemetry.SummaryLayout;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What production did in the last green days: what a change is compared with where there is no
 * control to compare it with. Mutable and not thread-safe.
 *
 * <p>Times are in ns of any one clock, with 0 at the start of a day. One summary a day is kept, of
 * today and the {@code days} days before, and one of them all: at most {@code days} + 2.
 */
public final class GreenBaseline {
  private static final long DAY_NANOS = Duration.ofDays(1).toNanos();

  private final SummaryLayout layout;
  private final int days;
  private final Deque<Day> kept = new ArrayDeque<>();
  private final Summary merged;
  private @Nullable SliceSummary total;
  private boolean totalIsCurrent;
  private boolean mergedIsCurrent = true;

  private static final class Day {
    private final long number;
    private final Summary summary;
    private long newestNanos;

    Day(long number, SummaryLayout layout, long newestNanos) {
      this.number = number;
      this.summary = new Summary(layout);
      this.newestNanos = newestNanos;
    }
  }

  /**
   * An empty baseline.
   *
   * @param layout the layout of every window
   * @param days how many days it reaches back, the plan's {@code drift.baselineDays}; at least 1
   * @throws IllegalArgumentException if {@code days} is below 1
   */
  public GreenBaseline(SummaryLayout layout, int days) {
    if (days < 1) {
      throw new IllegalArgumentException("days is " + days + "; a baseline needs at least 1");
    }
    this.layout = layout;
    this.days = days;
    this.merged = new Summary(layout);
  }

  /**
   * Adds a green window. One in which production served nothing changes nothing.
   *
   * @param timeNanos when it ended; what was added for a later day, by a clock that was ahead, is
   *     forgotten
   * @param window what both arms did; read, not kept
   * @param treatmentIsProduction whether the rollout is completed, so that the treatment is what
   *     production is; else the control is
   * @throws IllegalArgumentException if the window is of another layout; a new layout needs a new
   *     baseline
   */
  public void add(long timeNanos, Summary window, boolean treatmentIsProduction) {
    forget(timeNanos);
    long number = dayOf(timeNanos);
    Day day = kept.peekLast();
    boolean begun = day != null && day.number == number;
    Day today = begun && day != null ? day : new Day(number, layout, timeNanos);
    Variant production = treatmentIsProduction ? Variant.TREATMENT : Variant.CONTROL;
    if (!today.summary.mergeAsControl(window, production)) {
      return;
    }
    today.newestNanos = Math.max(today.newestNanos, timeNanos);
    if (!begun) {
      kept.addLast(today);
    }
    totalIsCurrent = false;
    if (mergedIsCurrent) {
      merged.mergeAsControl(window, production);
    }
  }

  /**
   * What production did in the last days, as the control of the summary, whichever arm it was.
   *
   * @return a view that holds until the next call of this baseline; empty where there was no green
   *     window, or the newest is older than {@code days} days
   */
  public Optional<Summary> at(long nowNanos) {
    forget(nowNanos);
    Day newest = kept.peekLast();
    if (newest == null || nowNanos - newest.newestNanos > days * DAY_NANOS) {
      return Optional.empty();
    }
    if (!mergedIsCurrent) {
      merged.clear();
      for (Day day : kept) {
        merged.merge(day.summary);
      }
      mergedIsCurrent = true;
    }
    return Optional.of(merged);
  }

  /** As {@link #at}, all slices together. */
  public Optional<SliceSummary> totalAt(long nowNanos) {
    return at(nowNanos)
        .map(
            summary -> {
              SliceSummary made = total;
              if (made == null) {
                made = SliceSummary.emptyTotal(layout);
                total = made;
              }
              if (!totalIsCurrent) {
                summary.totalInto(made);
                totalIsCurrent = true;
              }
              return made;
            });
  }

  /** Forgets days that are too old at this time, and days that it has not come to yet. */
  public void forget(long nowNanos) {
    long today = dayOf(nowNanos);
    if (kept.removeIf(day -> day.number < today - days || day.number > today)) {
      mergedIsCurrent = false;
      totalIsCurrent = false;
    }
  }

  /** The number of days that are kept, at most {@code days} + 1. */
  public int daysKept() {
    return kept.size();
  }

  private static long dayOf(long nanos) {
    return Math.floorDiv(nanos, DAY_NANOS);
  }

  @Override
  public String toString() {
    return "GreenBaseline[days=" + days + ", kept=" + kept.size() + "]";
  }
}
