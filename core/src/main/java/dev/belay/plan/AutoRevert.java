package dev.belay.plan;

import java.time.Duration;
import java.util.Objects;

/**
 * The circuit breaker after an automatic step down.
 *
 * @param enabled whether it reverts by itself
 * @param cooldown time before a fresh try, doubled each time; above 0, at most 24 hours (30 to 60
 *     minutes is usual)
 * @param maxPerDay automatic steps down in any 24 hours; the last one latches the rollout off; 1 to
 *     1 000
 * @param recover who starts again
 */
public record AutoRevert(boolean enabled, Duration cooldown, int maxPerDay, Recovery recover) {

  /** Range of {@code cooldown}. */
  public static final DurationRange COOLDOWN = DurationRange.positiveUpTo(Duration.ofHours(24));

  /** Range of {@code maxPerDay}. */
  public static final CountRange MAX_PER_DAY = new CountRange(1, 1000);

  /** Checks every bound. */
  public AutoRevert {
    COOLDOWN.check("autoRevert.cooldown", cooldown);
    MAX_PER_DAY.check("autoRevert.maxPerDay", maxPerDay);
    Objects.requireNonNull(recover, "autoRevert.recover");
  }

  /** The mission's values. */
  public static AutoRevert mission() {
    return new AutoRevert(true, Duration.ofMinutes(60), 5, Recovery.AUTO);
  }
}
