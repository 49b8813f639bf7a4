package dev.belay.cli;

import dev.belay.engine.canary.TickResult;
import dev.belay.flag.Decision;
import dev.belay.plan.RolloutPlan;
import dev.belay.telemetry.Observation;
import java.time.InstantSource;
import java.util.OptionalInt;

/** What a replay drives: a controller under a virtual clock. Used by one thread. */
interface ReplayTarget {

  /** Starts the controller of a plan at the clock's time. */
  interface Factory {
    /**
     * Starts one.
     *
     * @param rung where on the ladder the rollout begins, from 0; where the plan begins if empty
     */
    ReplayTarget start(RolloutPlan plan, OptionalInt rung, InstantSource clock);
  }

  /** What a key is served now; counted. */
  Decision decide(KnownText key);

  /** Records an observation without a label. */
  void record(Decision decision, String slice, long latencyNanos, double score, boolean success);

  /** Records an observation whose label is known at once. */
  void record(
      Decision decision,
      String slice,
      long latencyNanos,
      double score,
      boolean success,
      boolean label);

  /** Records an observation with all that is known of it. */
  void record(Decision decision, Observation observation);

  /** Records the label of a score that was recorded without one. */
  void recordLabel(Decision decision, String slice, double score, boolean label);

  /** Records the label of a pair that was recorded without one. */
  void recordPairedLabel(
      Decision decision, String slice, double score, double otherScore, boolean label);

  /** Whether a tick should come at once. */
  boolean urgent();

  /** One evaluation at the clock's time. */
  TickResult tick();

  /** The name of the stage in which the rollout is. */
  String stage();

  /** Whether the last rung was held as long as the plan asks. */
  boolean completed();
}
