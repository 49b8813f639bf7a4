package dev.belay.gate;

import dev.belay.telemetry.SliceSummary;
import dev.belay.telemetry.Summary;
import dev.belay.telemetry.SummaryLayout;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The last windows of a stage, alone and summed up from each of them to the last, so that a gate
 * short of data can look over several. Not thread-safe.
 *
 * <p>Takes {@value #MOST} summaries, and up to as many again once gates look over several windows;
 * their memory is used again for every window.
 */
public final class OpenWindows {
  /*
   * How. window[0] is the last one; with a new one the references move up by one, and the oldest is
   * emptied and put first. A sum over several is made when it is first asked for and holds until the
   * next window: most gates find enough in the last one.
   */

  /** The most windows that a gate looks over. */
  public static final int MOST = 5;

  private final SummaryLayout layout;
  private final Summary[] window = new Summary[MOST];
  private final @Nullable Summary[] sum = new Summary[MOST];
  private final boolean[] made = new boolean[MOST];
  private final @Nullable SliceSummary[] total = new SliceSummary[MOST];
  private final boolean[] totalled = new boolean[MOST];
  private int count;

  /** No window yet. */
  public OpenWindows(SummaryLayout layout) {
    this.layout = layout;
    for (int i = 0; i < MOST; i++) {
      window[i] = new Summary(layout);
    }
  }

  /** The layout that windows must have. */
  public SummaryLayout layout() {
    return layout;
  }

  /**
   * Adds a completed window; what is older than {@value #MOST} windows is forgotten.
   *
   * @param completed read, not kept
   * @throws IllegalArgumentException if its layout is another
   */
  public void add(Summary completed) {
    if (!layout.equals(completed.layout())) {
      throw new IllegalArgumentException(
          "the window has the layout "
              + completed.layout()
              + ", the windows before it "
              + layout
              + "; begin anew when the layout changes");
    }
    Summary free = window[MOST - 1];
    System.arraycopy(window, 0, window, 1, MOST - 1);
    window[0] = free;
    free.clear();
    free.merge(completed);
    count = Math.min(MOST, count + 1);
    forgetSums();
  }

  private void forgetSums() {
    Arrays.fill(made, false);
    Arrays.fill(totalled, false);
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
    int last = Math.min(windows, count);
    if (last <= 1) {
      return window[0];
    }
    Summary together = sum[last - 1];
    if (together == null) {
      together = new Summary(layout);
      sum[last - 1] = together;
    }
    if (!made[last - 1]) {
      together.clear();
      for (int i = 0; i < last; i++) {
        together.merge(window[i]);
      }
      made[last - 1] = true;
    }
    return together;
  }

  /**
   * All slices of the last windows together; a view that holds until the next one is added.
   *
   * @param windows as for {@link #over}
   * @throws IllegalArgumentException if it is out of range
   */
  public SliceSummary totalOver(int windows) {
    Summary together = over(windows);
    int last = Math.max(1, Math.min(windows, count));
    SliceSummary slices = total[last - 1];
    if (slices == null) {
      slices = SliceSummary.emptyTotal(layout);
      total[last - 1] = slices;
    }
    if (!totalled[last - 1]) {
      together.totalInto(slices);
      totalled[last - 1] = true;
    }
    return slices;
  }

  /** Forgets every window, as at the start of a stage; the memory is kept. */
  public void clear() {
    for (Summary summary : window) {
      summary.clear();
    }
    forgetSums();
    count = 0;
  }
}
