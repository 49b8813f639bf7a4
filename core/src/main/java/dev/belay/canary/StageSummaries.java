package dev.belay.canary;

import dev.belay.telemetry.SliceSummary;
import dev.belay.telemetry.Summary;
import dev.belay.telemetry.SummaryLayout;

/** What was recorded in a stage, by slice and in sum. Mutable and not thread-safe. */
final class StageSummaries {
  /*
   * How. The stage holds its whole windows and the open one. The open window is put in when the stage
   * is asked for, and from then on tick by tick; until then a tick is merged once, into the window,
   * and not three times. Sums of integers do not depend on the order, so this cannot be seen.
   *
   * A stage that never ends (the last, after completion) would fill up in the end: it is begun anew
   * after MAX_OBSERVATIONS.
   */
  private static final long MAX_OBSERVATIONS = 200_000_000;

  private final Summary stage;

  /** All slices of the stage, kept up to date: to sum them up takes longer than to judge them. */
  private final SliceSummary total;

  private boolean stageHasWindow;
  private boolean totalHasWindow;

  StageSummaries(SummaryLayout layout) {
    stage = new Summary(layout);
    total = SliceSummary.emptyTotal(layout);
  }

  /**
   * Takes in a tick.
   *
   * @param window the open window without this tick
   */
  void add(Summary recorded, Summary window) {
    long observations = stage.observations() + (stageHasWindow ? 0 : window.observations());
    if (observations > MAX_OBSERVATIONS) {
      clear();
      stageHasWindow = true;
      totalHasWindow = true;
    }
    if (stageHasWindow) {
      stage.merge(recorded);
    }
    if (totalHasWindow) {
      recorded.addTotalTo(total);
    }
  }

  /** The open window ends; what follows is of another one. */
  void windowEnds(Summary window) {
    bySlice(window);
    total(window);
    stageHasWindow = false;
    totalHasWindow = false;
  }

  /** Takes in a window that ended before. */
  void addWindow(Summary window) {
    stage.merge(window);
    window.addTotalTo(total);
  }

  /** The stage by slice, with the open window; a view. */
  Summary bySlice(Summary window) {
    if (!stageHasWindow) {
      stage.merge(window);
      stageHasWindow = true;
    }
    return stage;
  }

  /** All slices of the stage, with the open window; a view. */
  SliceSummary total(Summary window) {
    if (!totalHasWindow) {
      window.addTotalTo(total);
      totalHasWindow = true;
    }
    return total;
  }

  /** Forgets everything. */
  void clear() {
    stage.clear();
    stage.totalInto(total);
    stageHasWindow = false;
    totalHasWindow = false;
  }
}
