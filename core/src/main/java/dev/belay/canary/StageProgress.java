package dev.belay.canary;

import dev.belay.gate.GateKey;
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
 * @param windows completed windows with a verdict of pass or breach
 * @param breaching those of them that breached
 * @param consecutive breaching windows in a row
 * @param streak the gates that breached in that row: it ends when all of them pass
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
    Map<GateKey, Integer> open,
    long stableNanos) {

  /** A stage that has just begun. */
  public static final StageProgress NEW =
      new StageProgress(0, 0, 0, 0, 0, 0, 0, 0, 0, Set.of(), Map.of(), 0);

  /** Copies what is mutable. */
  public StageProgress {
    streak = Set.copyOf(streak);
    open = Map.copyOf(open);
  }
}
