package dev.belay.engine.canary;

import dev.belay.gate.EValue;
import java.util.List;

/**
 * How the evidence of one gate over everything went in the attempt. Immutable.
 *
 * @param gate its name
 * @param points at the ends of windows, oldest first; at most {@link RolloutHistory#KEPT}
 */
public record EvidenceHistory(String gate, List<Point> points) {

  /** Copies the points. */
  public EvidenceHistory {
    points = List.copyOf(points);
  }

  /**
   * One of them.
   *
   * @param timeNanos when, in ns since 1970-01-01T00:00:00Z
   * @param evidence that the limit is breached
   * @param n the observations that the gate's estimate rested on
   */
  public record Point(long timeNanos, EValue evidence, long n) {}
}
