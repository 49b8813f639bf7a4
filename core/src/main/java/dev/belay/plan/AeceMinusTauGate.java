package dev.belay.plan;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * The calibration gate: AECE − τ(N, K) with τ = max(floor, ĉ·√(K/N)).
 *
 * @param limit AECE − τ must not be above this; 0 or more, below 1
 * @param cHat ĉ of τ; above 0, at most 100
 * @param floor least τ; 0 or more, below 1
 * @param bins the most bins K; 2 to 1 000
 * @param labelMaturity how long after serving a label is waited for; 0 to 90 days
 * @param unlabelled what a sample without a label is by then
 * @param requiredSlices slices that must pass, not only not breach, before a promotion; no name
 *     twice, at most 64
 */
public record AeceMinusTauGate(
    double limit,
    double cHat,
    double floor,
    int bins,
    Duration labelMaturity,
    Unlabelled unlabelled,
    List<String> requiredSlices) {

  /** Range of {@code limit} and {@code floor}. */
  public static final NumberRange ERROR = new NumberRange(0, true, 1, false);

  /** Range of {@code cHat}. */
  public static final NumberRange C_HAT = new NumberRange(0, false, 100, true);

  /** Range of {@code bins}. */
  public static final CountRange BINS = new CountRange(2, 1000);

  /** Range of {@code labelMaturity}. */
  public static final DurationRange LABEL_MATURITY = DurationRange.upTo(Duration.ofDays(90));

  /** The most required slices: as many as a rollout can tell apart. */
  public static final int MAX_REQUIRED_SLICES = 64;

  /** The longest name of a slice, in UTF-16 units. */
  public static final int MAX_SLICE_LENGTH = 256;

  /** Checks every bound. */
  public AeceMinusTauGate {
    ERROR.check("aeceMinusTau.limit", limit);
    C_HAT.check("aeceMinusTau.cHat", cHat);
    ERROR.check("aeceMinusTau.floor", floor);
    BINS.check("aeceMinusTau.bins", bins);
    LABEL_MATURITY.check("aeceMinusTau.labelMaturity", labelMaturity);
    requiredSlices = List.copyOf(requiredSlices);
    if (requiredSlices.size() > MAX_REQUIRED_SLICES) {
      throw new IllegalArgumentException(
          "aeceMinusTau.requiredSlices must have at most "
              + MAX_REQUIRED_SLICES
              + " names, but it has "
              + requiredSlices.size());
    }
    for (String slice : requiredSlices) {
      Texts.check("aeceMinusTau.requiredSlices", slice, 1, MAX_SLICE_LENGTH);
    }
    if (new LinkedHashSet<>(requiredSlices).size() < requiredSlices.size()) {
      throw new IllegalArgumentException(
          "aeceMinusTau.requiredSlices must not name a slice twice, but it is " + requiredSlices);
    }
  }

  /** A builder that starts from the mission's values. */
  public static Builder builder() {
    return new Builder(
        new AeceMinusTauGate(0.01, 1.5, 0.015, 15, Duration.ZERO, Unlabelled.EXCLUDE, List.of()));
  }

  /** A builder that starts from this gate. */
  public Builder toBuilder() {
    return new Builder(this);
  }

  /** Changes single values of a gate; each setter checks its own value. Not thread-safe. */
  public static final class Builder {
    private double limit;
    private double cHat;
    private double floor;
    private int bins;
    private Duration labelMaturity;
    private Unlabelled unlabelled;
    private List<String> requiredSlices;

    private Builder(AeceMinusTauGate gate) {
      limit = gate.limit;
      cHat = gate.cHat;
      floor = gate.floor;
      bins = gate.bins;
      labelMaturity = gate.labelMaturity;
      unlabelled = gate.unlabelled;
      requiredSlices = gate.requiredSlices;
    }

    /** AECE − τ must not be above this; 0 or more, below 1. */
    public Builder limit(double value) {
      limit = ERROR.check("aeceMinusTau.limit", value);
      return this;
    }

    /** ĉ of τ; above 0, at most 100. */
    public Builder cHat(double value) {
      cHat = C_HAT.check("aeceMinusTau.cHat", value);
      return this;
    }

    /** Least τ; 0 or more, below 1. */
    public Builder floor(double value) {
      floor = ERROR.check("aeceMinusTau.floor", value);
      return this;
    }

    /** The most bins; 2 to 1 000. */
    public Builder bins(int value) {
      bins = BINS.checkInt("aeceMinusTau.bins", value);
      return this;
    }

    /** How long after serving a label is waited for; 0 to 90 days. */
    public Builder labelMaturity(Duration value) {
      labelMaturity = LABEL_MATURITY.check("aeceMinusTau.labelMaturity", value);
      return this;
    }

    /** What a sample without a label is by then. */
    public Builder unlabelled(Unlabelled value) {
      unlabelled = value;
      return this;
    }

    /** Slices that must pass before a promotion; no name twice. */
    public Builder requiredSlices(List<String> value) {
      requiredSlices = List.copyOf(value);
      return this;
    }

    /**
     * The gate.
     *
     * @throws IllegalArgumentException if the slices are not in order
     */
    public AeceMinusTauGate build() {
      return new AeceMinusTauGate(
          limit, cHat, floor, bins, labelMaturity, unlabelled, requiredSlices);
    }
  }
}
