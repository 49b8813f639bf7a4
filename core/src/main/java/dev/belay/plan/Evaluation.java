package dev.belay.plan;

import java.time.Duration;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * How evidence is gathered and judged.
 *
 * @param mode how gates are judged
 * @param window length of an evaluation window; above 0, at most 24 hours
 * @param tick time between evaluations; above 0, at most the window
 * @param gracePeriod time at the start of a stage in which nothing is judged; 0 to 24 hours
 * @param consecutiveBreaches breaching windows in a row that revert; 1 to 100
 * @param maxBreachRate share of breaching windows above which a stage rolls back; 0 to 1
 * @param significance error level of one window's test, between 0 and 1; empty ({@code auto} in the
 *     file) derives it from the budget
 * @param falseRevertRate the budget: chance of ever reverting a change that is within its limits;
 *     between 0 and 1
 * @param dispersion variance-to-mean ratio of bursts, 1 to 10 000; empty ({@code auto} in the file)
 *     measures it before the rollout
 * @param minWindowSamples observations below which a window is not judged; 1 to 1 000 000 000
 * @param maxSlices slices told apart, the rest is counted together; 1 to 64
 * @param onPreExisting what a breach does that the baseline shows as well
 */
public record Evaluation(
    Mode mode,
    Duration window,
    Duration tick,
    Duration gracePeriod,
    int consecutiveBreaches,
    double maxBreachRate,
    OptionalDouble significance,
    double falseRevertRate,
    OptionalDouble dispersion,
    int minWindowSamples,
    int maxSlices,
    OnPreExisting onPreExisting) {

  /** Range of {@code window}. */
  public static final DurationRange WINDOW = DurationRange.positiveUpTo(Duration.ofHours(24));

  /** Range of {@code tick}. */
  public static final DurationRange TICK = DurationRange.positiveUpTo(Duration.ofHours(24));

  /** Range of {@code gracePeriod}. */
  public static final DurationRange GRACE_PERIOD = DurationRange.upTo(Duration.ofHours(24));

  /** Range of {@code consecutiveBreaches}. */
  public static final CountRange CONSECUTIVE_BREACHES = new CountRange(1, 100);

  /** Range of {@code maxBreachRate}. */
  public static final NumberRange MAX_BREACH_RATE = NumberRange.SHARE;

  /** Range of {@code significance}, where it is a number. */
  public static final NumberRange SIGNIFICANCE = NumberRange.OPEN_SHARE;

  /** Range of {@code falseRevertRate}. */
  public static final NumberRange FALSE_REVERT_RATE = NumberRange.OPEN_SHARE;

  /** Range of {@code dispersion}, where it is a number. */
  public static final NumberRange DISPERSION = new NumberRange(1, true, 10_000, true);

  /** Range of {@code minWindowSamples}. */
  public static final CountRange MIN_WINDOW_SAMPLES = new CountRange(1, 1_000_000_000);

  /** Range of {@code maxSlices}. */
  public static final CountRange MAX_SLICES = new CountRange(1, 64);

  /** Checks every bound. */
  public Evaluation {
    Objects.requireNonNull(mode, "evaluation.mode");
    WINDOW.check("evaluation.window", window);
    TICK.check("evaluation.tick", tick);
    GRACE_PERIOD.check("evaluation.gracePeriod", gracePeriod);
    CONSECUTIVE_BREACHES.check("evaluation.consecutiveBreaches", consecutiveBreaches);
    MAX_BREACH_RATE.check("evaluation.maxBreachRate", maxBreachRate);
    significance.ifPresent(number -> SIGNIFICANCE.check("evaluation.significance", number));
    FALSE_REVERT_RATE.check("evaluation.falseRevertRate", falseRevertRate);
    dispersion.ifPresent(number -> DISPERSION.check("evaluation.dispersion", number));
    MIN_WINDOW_SAMPLES.check("evaluation.minWindowSamples", minWindowSamples);
    MAX_SLICES.check("evaluation.maxSlices", maxSlices);
    Objects.requireNonNull(onPreExisting, "evaluation.onPreExisting");
    if (tick.compareTo(window) > 0) {
      throw new IllegalArgumentException(
          "evaluation.tick must not be longer than evaluation.window ("
              + Durations.format(window)
              + "), but it is "
              + Durations.format(tick));
    }
  }

  /** A builder that starts from the mission's values. */
  public static Builder builder() {
    return new Builder(mission());
  }

  /** A builder that starts from these values. */
  public Builder toBuilder() {
    return new Builder(this);
  }

  /** The mission's values. */
  public static Evaluation mission() {
    return new Evaluation(
        Mode.GUARDED,
        Duration.ofMinutes(15),
        Duration.ofSeconds(30),
        Duration.ofMinutes(5),
        2,
        0.10,
        OptionalDouble.empty(),
        0.01,
        OptionalDouble.empty(),
        100,
        64,
        OnPreExisting.REVERT);
  }

  /** Changes single values; each setter checks its own. Not thread-safe. */
  public static final class Builder {
    private Mode mode;
    private Duration window;
    private Duration tick;
    private Duration gracePeriod;
    private int consecutiveBreaches;
    private double maxBreachRate;
    private OptionalDouble significance;
    private double falseRevertRate;
    private OptionalDouble dispersion;
    private int minWindowSamples;
    private int maxSlices;
    private OnPreExisting onPreExisting;

    private Builder(Evaluation from) {
      mode = from.mode;
      window = from.window;
      tick = from.tick;
      gracePeriod = from.gracePeriod;
      consecutiveBreaches = from.consecutiveBreaches;
      maxBreachRate = from.maxBreachRate;
      significance = from.significance;
      falseRevertRate = from.falseRevertRate;
      dispersion = from.dispersion;
      minWindowSamples = from.minWindowSamples;
      maxSlices = from.maxSlices;
      onPreExisting = from.onPreExisting;
    }

    /** How gates are judged. */
    public Builder mode(Mode value) {
      Objects.requireNonNull(value, "evaluation.mode");
      mode = value;
      return this;
    }

    /** Length of an evaluation window; above 0, at most 24 hours. */
    public Builder window(Duration value) {
      WINDOW.check("evaluation.window", value);
      window = value;
      return this;
    }

    /** Time between evaluations; above 0, at most the window. */
    public Builder tick(Duration value) {
      TICK.check("evaluation.tick", value);
      tick = value;
      return this;
    }

    /** Time at the start of a stage in which nothing is judged; 0 to 24 hours. */
    public Builder gracePeriod(Duration value) {
      GRACE_PERIOD.check("evaluation.gracePeriod", value);
      gracePeriod = value;
      return this;
    }

    /** Breaching windows in a row that revert; 1 to 100. */
    public Builder consecutiveBreaches(int value) {
      CONSECUTIVE_BREACHES.check("evaluation.consecutiveBreaches", value);
      consecutiveBreaches = value;
      return this;
    }

    /** Share of breaching windows above which a stage rolls back; 0 to 1. */
    public Builder maxBreachRate(double value) {
      MAX_BREACH_RATE.check("evaluation.maxBreachRate", value);
      maxBreachRate = value;
      return this;
    }

    /**
     * Error level of one window's test, between 0 and 1; empty ({@code auto} in the file) derives
     * it from the budget.
     */
    public Builder significance(OptionalDouble value) {
      value.ifPresent(number -> SIGNIFICANCE.check("evaluation.significance", number));
      significance = value;
      return this;
    }

    /** The budget: chance of ever reverting a change that is within its limits; between 0 and 1. */
    public Builder falseRevertRate(double value) {
      FALSE_REVERT_RATE.check("evaluation.falseRevertRate", value);
      falseRevertRate = value;
      return this;
    }

    /**
     * Variance-to-mean ratio of bursts, 1 to 10 000; empty ({@code auto} in the file) measures it
     * before the rollout.
     */
    public Builder dispersion(OptionalDouble value) {
      value.ifPresent(number -> DISPERSION.check("evaluation.dispersion", number));
      dispersion = value;
      return this;
    }

    /** Observations below which a window is not judged; 1 to 1 000 000 000. */
    public Builder minWindowSamples(int value) {
      MIN_WINDOW_SAMPLES.check("evaluation.minWindowSamples", value);
      minWindowSamples = value;
      return this;
    }

    /** Slices told apart, the rest is counted together; 1 to 64. */
    public Builder maxSlices(int value) {
      MAX_SLICES.check("evaluation.maxSlices", value);
      maxSlices = value;
      return this;
    }

    /** What a breach does that the baseline shows as well. */
    public Builder onPreExisting(OnPreExisting value) {
      Objects.requireNonNull(value, "evaluation.onPreExisting");
      onPreExisting = value;
      return this;
    }

    /**
     * The values.
     *
     * @throws IllegalArgumentException if two of them contradict each other
     */
    public Evaluation build() {
      return new Evaluation(
          mode,
          window,
          tick,
          gracePeriod,
          consecutiveBreaches,
          maxBreachRate,
          significance,
          falseRevertRate,
          dispersion,
          minWindowSamples,
          maxSlices,
          onPreExisting);
    }
  }
}
