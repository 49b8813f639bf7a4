package dev.belay.sequential;

import dev.belay.plan.RolloutPlan;
import dev.belay.plan.Stage;
import java.time.Duration;

/** How many ticks a plan takes. Stateless. */
final class Pace {
  private static final long MAX_TICKS = 1L << 53;

  private static final long MAX_WINDOWS = 1_000_000;

  private Pace() {}

  /** The ticks of all stages and of the hold after the last, rounded up, at least 1. */
  static long planned(RolloutPlan plan) {
    Duration all = plan.completion().hold();
    for (Stage stage : plan.ladder()) {
      all = all.plus(stage.minObservation());
    }
    return ticks(all, plan);
  }

  /** The windows of that time, rounded up, at least 1 and at most a million. */
  static int windows(RolloutPlan plan) {
    long windowTicks = Math.max(1, plan.evaluation().window().dividedBy(plan.evaluation().tick()));
    long windows = (planned(plan) + windowTicks - 1) / windowTicks;
    return (int) Math.min(MAX_WINDOWS, windows);
  }

  /** The judged time of a rung in ns: its least observation after the grace period, or a tick. */
  static long judgedNanos(RolloutPlan plan, int rung) {
    Duration judged =
        plan.ladder().get(rung).minObservation().minus(plan.evaluation().gracePeriod());
    return Math.max(judged.toNanos(), plan.evaluation().tick().toNanos());
  }

  private static long ticks(Duration time, RolloutPlan plan) {
    Duration tick = plan.evaluation().tick();
    if (time.compareTo(tick) <= 0) {
      return 1;
    }
    return Math.min(MAX_TICKS, time.plus(tick).minusNanos(1).dividedBy(tick));
  }
}
