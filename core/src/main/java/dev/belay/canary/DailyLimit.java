package dev.belay.canary;

import java.util.List;

/** How many automatic steps down there may be in 24 hours of the rollout's clock. Immutable. */
final class DailyLimit {
  /** 24 hours in ns. */
  static final long DAY_NANOS = 86_400_000_000_000L;

  private final int maxPerDay;

  DailyLimit(int maxPerDay) {
    this.maxPerDay = maxPerDay;
  }

  int maxPerDay() {
    return maxPerDay;
  }

  /** Whether one more step down for this cause is the last of the day. */
  boolean reachedBy(Cause cause, RolloutState state) {
    return cause.automaticStepDown() && state.reverts().size() + 1 >= maxPerDay;
  }

  /** Those of the times that are less than 24 hours before the clock. */
  static List<Long> recent(List<Long> times, long clockNanos) {
    return times.stream().filter(time -> clockNanos - time < DAY_NANOS).toList();
  }
}
