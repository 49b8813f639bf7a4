package dev.belay.canary;

import dev.belay.plan.AutoRevert;

/** How long a breaker stays open: twice as long each time, at most 24 hours. Immutable. */
final class Cooldown {
  private final long baseNanos;

  Cooldown(AutoRevert autoRevert) {
    this.baseNanos = autoRevert.cooldown().toNanos();
  }

  /** In ns, for a breaker that opened this often since it was last closed for good. */
  long nanos(int trips) {
    boolean pastADay = trips >= Long.SIZE - 1 || baseNanos > DailyLimit.DAY_NANOS >> trips;
    return pastADay ? DailyLimit.DAY_NANOS : baseNanos << trips;
  }
}
