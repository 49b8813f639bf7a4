package dev.belay.gate;

import dev.belay.telemetry.Summary;
import dev.belay.telemetry.SummaryLayout;

/**
 * The last windows of a stage, summed up from each of them to the last, so that a gate short of
 * data can look over several. Not thread-safe.
 *
 * <p>Takes {@value #MOST} summaries, whose memory is used again for every window.
 */
public final class OpenWindows {
  /*
   * How. suffix[i] is the sum of the last i + 1 windows. With a new one, the sum over i + 1 becomes
   * that over i + 2: the references move up by one, the last is emptied and put first, and the window
   * is added to each.
   */

  /** The most windows that a gate looks over. */
  public static final int MOST = 5;

  private final Summary[] suffix = new Summary[MOST];
  private int count;

  /** No window yet. */
  public OpenWindows(SummaryLayout layout) {
    for (int i = 0; i < MOST; i++) {
      suffix[i] = new Summary(layout);
    }
  }

  /** The layout that windows must have. */
  public SummaryLayout layout() {
    return suffix[0].layout();
  }

  /**
   * Adds a completed window; what is older than {@value #MOST} windows is forgotten.
   *
   * @param window read, not kept
   * @throws IllegalArgumentException if its layout is another
   */
  public void add(Summary window) {
    if (!layout().equals(window.layout())) {
      throw new IllegalArgumentException(
          "the window has the layout "
              + window.layout()
              + ", the windows before it "
              + layout()
              + "; begin anew when the layout changes");
    }
    Summary first = suffix[MOST - 1];
    first.clear();
    System.arraycopy(suffix, 0, suffix, 1, MOST - 1);
    suffix[0] = first;
    count = Math.min(MOST, count + 1);
    for (int i = 0; i < count; i++) {
      suffix[i].merge(window);
    }
  }

  /** How many windows there are, at most {@value #MOST}. */
  public int count() {
    return count;
  }

  /**
   * The last windows together; a view that holds until the next one is added.
   *
   * @param windows how many, from 1 to {@value #MOST}; all there are where they are fewer
   * @throws IllegalArgumentException if it is out of range
   */
  public Summary over(int windows) {
    if (windows < 1 || windows > MOST) {
      throw new IllegalArgumentException(
          windows + " windows are asked for; they must be 1 to " + MOST);
    }
    return suffix[Math.max(1, Math.min(windows, count)) - 1];
  }

  /** Forgets every window, as at the start of a stage; the memory is kept. */
  public void clear() {
    for (Summary summary : suffix) {
      summary.clear();
    }
    count = 0;
  }
}
