package dev.belay.engine.simulate;

import java.util.List;

/**
 * What became of one ladder. Times are on its own clock, in ns; −1 for never.
 *
 * @param revertedNanos when treatment was taken back
 * @param faultNanos when there was first a fault in what was treated, or will be, where the rule
 *     stopped watching before
 * @param fullNanos when the last percentage was reached
 * @param exposed treated queries from the fault, or where there is none from the start, to the end
 * @param treated treated queries in all
 * @param queries queries in all
 * @param waitsFor what it waited for in the end, such as {@code slaRecall50}; none where it was
 *     reverted or reached the last percentage
 */
public record LadderOutcome(
    long revertedNanos,
    long faultNanos,
    long fullNanos,
    long exposed,
    long treated,
    long queries,
    List<String> waitsFor) {

  /** Copies the list. */
  public LadderOutcome {
    waitsFor = List.copyOf(waitsFor);
  }

  /** Whether treatment was taken back. */
  public boolean reverted() {
    return revertedNanos >= 0;
  }

  /** Whether there was a fault to be caught. */
  public boolean faulty() {
    return faultNanos >= 0;
  }
}
