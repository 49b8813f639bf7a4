package dev.belay.sequential;

import dev.belay.plan.Evaluation;

/**
 * The dispersion φ that an attempt is judged with, and where it comes from.
 *
 * @param value φ, from 1 to 10 000
 * @param origin where it comes from
 * @param hours over how many hours of control it was measured; 0 where it was not
 */
public record DispersionChoice(double value, Origin origin, int hours) {

  /** Where a dispersion comes from. */
  public enum Origin {
    /** The plan has a number. */
    PLAN,
    /** It will be measured when treatment begins; nothing is judged before. */
    OPEN,
    /** It was measured when treatment began: an estimate, so guarantees are approximate. */
    MEASURED,
    /** There was too little control to measure it: 1, as if nothing depended on anything. */
    NOT_MEASURED
  }

  /** It will be measured when treatment begins. */
  public static final DispersionChoice OPEN = new DispersionChoice(1, Origin.OPEN, 0);

  /** It could not be measured. */
  public static final DispersionChoice NOT_MEASURED =
      new DispersionChoice(1, Origin.NOT_MEASURED, 0);

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if they cannot be
   */
  public DispersionChoice {
    boolean measured = origin == Origin.MEASURED;
    boolean stated = origin == Origin.PLAN;
    boolean hoursFit = measured ? hours > 0 && hours <= ControlHours.MOST : hours == 0;
    if (!(value >= 1 && value <= Double.MAX_VALUE) || !hoursFit) {
      throw new IllegalArgumentException(
          "The dispersion is "
              + value
              + " over "
              + hours
              + " hours: pass a finite number of at least 1, and hours where it was measured.");
    }
    if (!measured && !stated && value != 1) {
      throw new IllegalArgumentException(
          "The dispersion is " + value + " though it was not measured: it is 1 then.");
    }
  }

  /** The number of a plan. */
  public static DispersionChoice ofPlan(double value) {
    return new DispersionChoice(value, Origin.PLAN, 0);
  }

  /** What was measured, kept within what a plan could say. */
  static DispersionChoice measured(double value, int hours) {
    double most = Evaluation.DISPERSION.max();
    return new DispersionChoice(Math.min(value, most), Origin.MEASURED, hours);
  }

  /** Whether it is still to be measured. */
  public boolean isOpen() {
    return origin == Origin.OPEN;
  }

  void write(StateWriter out) {
    out.text(origin.name());
    out.real(value);
    out.varint(hours);
  }

  static DispersionChoice read(StateReader in) {
    Origin origin = in.word(Origin.class);
    double value = in.finite();
    return new DispersionChoice(value, origin, (int) in.varint(ControlHours.MOST));
  }
}
