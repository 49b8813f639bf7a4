package dev.belay.plan;

import java.time.Duration;

/**
 * What comes after the last rung.
 *
 * @param hold stable time before the green manifest is published; 0 to 90 days
 */
public record Completion(Duration hold) {

  /** Range of {@code hold}. */
  public static final DurationRange HOLD = DurationRange.upTo(Duration.ofDays(90));

  /** Checks the bound. */
  public Completion {
    HOLD.check("completion.hold", hold);
  }

  /** The mission's 24 hours. */
  public static Completion mission() {
    return new Completion(Duration.ofHours(24));
  }
}
