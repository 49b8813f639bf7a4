package dev.belay.plan;

import dev.belay.flag.Percentage;
import java.time.Duration;

/**
 * One rung of the ladder and what must hold before the next.
 *
 * @param name the stage's name, unique in its ladder, 1 to 64 characters
 * @param percent share of the bucket range that is treated, above 0 %, exact
 * @param minObservation least time in the stage, 0 to 90 days
 * @param minSamples least treated observations in the stage, 0 or more
 * @param minSuccessRate least share of successes over the whole stage, 0 to 1
 */
public record Stage(
    String name,
    Percentage percent,
    Duration minObservation,
    long minSamples,
    double minSuccessRate) {

  /** Range of {@code minObservation}. */
  public static final DurationRange MIN_OBSERVATION = DurationRange.upTo(Duration.ofDays(90));

  /** Range of {@code minSamples}. */
  public static final CountRange MIN_SAMPLES = new CountRange(0, 1_000_000_000_000L);

  /** Range of {@code minSuccessRate}. */
  public static final NumberRange MIN_SUCCESS_RATE = NumberRange.SHARE;

  /** The longest name, in UTF-16 units. */
  public static final int MAX_NAME_LENGTH = 64;

  /** Checks every bound. */
  public Stage {
    Texts.check("stage", name, 1, MAX_NAME_LENGTH);
    if (percent.value().signum() <= 0) {
      throw new IllegalArgumentException(
          "percent of stage " + name + " must be above 0; time at 0 % is the plan's baseline");
    }
    MIN_OBSERVATION.check("minObservation", minObservation);
    MIN_SAMPLES.check("minSamples", minSamples);
    MIN_SUCCESS_RATE.check("minSuccessRate", minSuccessRate);
  }
}
