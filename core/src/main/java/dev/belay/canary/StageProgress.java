package dev.belay.canary;

import dev.belay.gate.GateKey;
import dev.belay.gate.GateResult;
import dev.belay.gate.OpenWindows;
import dev.belay.gate.Verdict;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a stage has seen so far. Times are of the rollout's own clock, which runs only while ticks
 * are completed.
 *
 * @param nanos time in the stage, grace period included, in ns
 * @param treated treated observations since the end of the grace period
 * @param failed those of them that did not succeed
 * @param windowNanos time in the open window, in ns; 0 in the grace period
 * @param windowTreated treated observations since the stage began or its last window ended
 * @param windowInvalid those of them with an invalid score
 * @param windows completed windows with a verdict of pass or breach, and those that were tested and
 *     in which something passed
 * @param breaching those of them that breached
 * @param consecutive breaching windows in a row
 * @param streak the gates that breached in that row: it ends when all of them pass
 * @param rows for each gate and slice that breached in its last window with an answer, in how many
 *     such windows in a row
 * @param open the windows that a gate's evidence spans which is not enough yet
 * @param stableNanos time since the last breaching window ended or the stage began, in ns
 */
public record StageProgress(
    long nanos,
    long treated,
    long failed,
    long windowNanos,
    long windowTreated,
    long windowInvalid,
    int windows,
    int breaching,
    int consecutive,
    Set<GateKey> streak,
    Map<GateKey, Integer> rows,
    Map<GateKey, Integer> open,
    long stableNanos) {

  /** Invalid scores stop from this many on, if they are over 1 % of the window. */
  static final int LEAST_INVALID = 3;

  /** A stage that has just begun. */
  public static final StageProgress NEW =
      new StageProgress(0, 0, 0, 0, 0, 0, 0, 0, 0, Set.of(), Map.of(), Map.of(), 0);

  /** Copies what is mutable. */
  public StageProgress {
    streak = Set.copyOf(streak);
    rows = Map.copyOf(rows);
    open = Map.copyOf(open);
  }

  /** After more ticks. */
  StageProgress plus(RolloutEvent.Observed ticks) {
    return new StageProgress(
        nanos + ticks.nanos(),
        treated + ticks.judgedTreated(),
        failed + ticks.judgedFailed(),
        windowNanos + ticks.judgedNanos(),
        windowTreated + ticks.treated(),
        windowInvalid + ticks.invalid(),
        windows,
        breaching,
        consecutive,
        streak,
        rows,
        open,
        stableNanos + ticks.nanos());
  }

  /**
   * After its open window was judged. A window that is insufficient changes neither the counts nor
   * the streak. Invalid scores that stop the rollout are kept, so that the decision after a window
   * still sees those that came in its last tick.
   */
  StageProgress after(RolloutEvent.WindowCompleted window) {
    boolean breached = window.verdict() == Verdict.BREACH;
    boolean passed = window.verdict() == Verdict.PASS;
    boolean storm = invalidScores();
    return new StageProgress(
        nanos,
        treated,
        failed,
        0,
        storm ? windowTreated : 0,
        storm ? windowInvalid : 0,
        WindowJudge.isCounted(window) ? windows + 1 : windows,
        breached ? breaching + 1 : breaching,
        breached ? consecutive + 1 : passed ? 0 : consecutive,
        breached ? with(streak, WindowJudge.breachingKeys(window)) : passed ? Set.of() : streak,
        inRow(window.results()),
        stillOpen(window.results()),
        breached ? 0 : stableNanos);
  }

  /** Whether there are enough invalid scores in the open window for a stop. */
  boolean invalidScores() {
    return windowInvalid >= LEAST_INVALID && windowInvalid > windowTreated / 100;
  }

  private Map<GateKey, Integer> inRow(List<GateResult> results) {
    Map<GateKey, Integer> next = new HashMap<>(rows);
    for (GateResult result : results) {
      if (result.breached()) {
        next.merge(result.key(), 1, Integer::sum);
      } else if (result.verdict() == Verdict.PASS) {
        next.remove(result.key());
      }
    }
    return next;
  }

  private static Map<GateKey, Integer> stillOpen(List<GateResult> results) {
    Map<GateKey, Integer> open = new HashMap<>();
    for (GateResult result : results) {
      if (result.verdict() == Verdict.INSUFFICIENT && result.windows() < OpenWindows.MOST) {
        open.put(result.key(), result.windows());
      }
    }
    return open;
  }

  private static Set<GateKey> with(Set<GateKey> keys, Set<GateKey> more) {
    Set<GateKey> all = new HashSet<>(keys);
    all.addAll(more);
    return all;
  }
}
