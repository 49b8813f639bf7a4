package dev.belay.plan;

/**
 * When drift is a warning, when a failure, and against what it is measured.
 *
 * @param aeceMinusTauWarn AECE − τ that warns; 0 to 1
 * @param aeceMinusTauFail AECE − τ that fails; 0 to 1, not below the warning
 * @param clampWarn clamp rate that warns; 0 to 1
 * @param clampFail clamp rate that fails; 0 to 1, not below the warning
 * @param mergedBinsWarn merged-bin rate that warns; 0 to 1
 * @param mergedBinsFail merged-bin rate that fails; 0 to 1, not below the warning
 * @param baselineDays length of the green baseline in days; 1 to 365
 * @param maxAeceIncrease increase of AECE over the baseline that fails; 0 to 1
 * @param minCoverage least coverage of the bootstrap interval; 0 to 1
 */
public record Drift(
    double aeceMinusTauWarn,
    double aeceMinusTauFail,
    double clampWarn,
    double clampFail,
    double mergedBinsWarn,
    double mergedBinsFail,
    int baselineDays,
    double maxAeceIncrease,
    double minCoverage) {

  /** Range of every rate. */
  public static final NumberRange SHARE = NumberRange.SHARE;

  /** Range of {@code baselineDays}. */
  public static final CountRange BASELINE_DAYS = new CountRange(1, 365);

  /** Checks every bound. */
  public Drift {
    SHARE.check("drift.aeceMinusTauWarn", aeceMinusTauWarn);
    SHARE.check("drift.aeceMinusTauFail", aeceMinusTauFail);
    SHARE.check("drift.clampWarn", clampWarn);
    SHARE.check("drift.clampFail", clampFail);
    SHARE.check("drift.mergedBinsWarn", mergedBinsWarn);
    SHARE.check("drift.mergedBinsFail", mergedBinsFail);
    BASELINE_DAYS.check("drift.baselineDays", baselineDays);
    SHARE.check("drift.maxAeceIncrease", maxAeceIncrease);
    SHARE.check("drift.minCoverage", minCoverage);
    notBelow("aeceMinusTau", aeceMinusTauWarn, aeceMinusTauFail);
    notBelow("clamp", clampWarn, clampFail);
    notBelow("mergedBins", mergedBinsWarn, mergedBinsFail);
  }

  private static void notBelow(String name, double warn, double fail) {
    if (warn > fail) {
      throw new IllegalArgumentException(
          "drift."
              + name
              + "Warn must not be above "
              + name
              + "Fail ("
              + fail
              + "), but it is "
              + warn);
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
  public static Drift mission() {
    return new Drift(0.005, 0.01, 0.05, 0.10, 0.05, 0.20, 7, 0.005, 0.95);
  }

  /** Changes single values; each setter checks its own. Not thread-safe. */
  public static final class Builder {
    private double aeceMinusTauWarn;
    private double aeceMinusTauFail;
    private double clampWarn;
    private double clampFail;
    private double mergedBinsWarn;
    private double mergedBinsFail;
    private int baselineDays;
    private double maxAeceIncrease;
    private double minCoverage;

    private Builder(Drift from) {
      aeceMinusTauWarn = from.aeceMinusTauWarn;
      aeceMinusTauFail = from.aeceMinusTauFail;
      clampWarn = from.clampWarn;
      clampFail = from.clampFail;
      mergedBinsWarn = from.mergedBinsWarn;
      mergedBinsFail = from.mergedBinsFail;
      baselineDays = from.baselineDays;
      maxAeceIncrease = from.maxAeceIncrease;
      minCoverage = from.minCoverage;
    }

    /** AECE − τ that warns; 0 to 1. */
    public Builder aeceMinusTauWarn(double value) {
      SHARE.check("drift.aeceMinusTauWarn", value);
      aeceMinusTauWarn = value;
      return this;
    }

    /** AECE − τ that fails; 0 to 1, not below the warning. */
    public Builder aeceMinusTauFail(double value) {
      SHARE.check("drift.aeceMinusTauFail", value);
      aeceMinusTauFail = value;
      return this;
    }

    /** Clamp rate that warns; 0 to 1. */
    public Builder clampWarn(double value) {
      SHARE.check("drift.clampWarn", value);
      clampWarn = value;
      return this;
    }

    /** Clamp rate that fails; 0 to 1, not below the warning. */
    public Builder clampFail(double value) {
      SHARE.check("drift.clampFail", value);
      clampFail = value;
      return this;
    }

    /** Merged-bin rate that warns; 0 to 1. */
    public Builder mergedBinsWarn(double value) {
      SHARE.check("drift.mergedBinsWarn", value);
      mergedBinsWarn = value;
      return this;
    }

    /** Merged-bin rate that fails; 0 to 1, not below the warning. */
    public Builder mergedBinsFail(double value) {
      SHARE.check("drift.mergedBinsFail", value);
      mergedBinsFail = value;
      return this;
    }

    /** Length of the green baseline in days; 1 to 365. */
    public Builder baselineDays(int value) {
      BASELINE_DAYS.check("drift.baselineDays", value);
      baselineDays = value;
      return this;
    }

    /** Increase of AECE over the baseline that fails; 0 to 1. */
    public Builder maxAeceIncrease(double value) {
      SHARE.check("drift.maxAeceIncrease", value);
      maxAeceIncrease = value;
      return this;
    }

    /** Least coverage of the bootstrap interval; 0 to 1. */
    public Builder minCoverage(double value) {
      SHARE.check("drift.minCoverage", value);
      minCoverage = value;
      return this;
    }

    /**
     * The values.
     *
     * @throws IllegalArgumentException if two of them contradict each other
     */
    public Drift build() {
      return new Drift(
          aeceMinusTauWarn,
          aeceMinusTauFail,
          clampWarn,
          clampFail,
          mergedBinsWarn,
          mergedBinsFail,
          baselineDays,
          maxAeceIncrease,
          minCoverage);
    }
  }
}
