package dev.belay.drift;

/**
 * What changed from one week to the next.
 *
 * @param aece the AECE less that of the week before
 * @param dece the DECE less that of the week before
 */
public record WeekChange(double aece, double dece) {
  /** Changes of this size and below are steady. */
  public static final double MOST = 0.01;

  /** Whether neither changed by more than {@link #MOST}, up or down. */
  public boolean steady() {
    return Math.abs(aece) <= MOST && Math.abs(dece) <= MOST;
  }
}
