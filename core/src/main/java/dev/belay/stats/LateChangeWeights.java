package dev.belay.stats;

/**
 * How much of its capital a test sets aside for a change that begins at tick t: half for the first
 * tick, the rest spread over the planned ticks and, thinning out, over all later ones.
 *
 * <p>Immutable, so safe for use by several threads.
 *
 * @param plannedTicks how many ticks are planned, from 1 to 2^53; more may follow
 */
public record LateChangeWeights(long plannedTicks) {
  /*
   * How. With H = planned ticks:
   *   w_1 = ½ + 1/(4H),   w_t = 1/(4H) for 1 < t ≤ H,   w_t = H/(4 t (t+1)) for t > H.
   * The first H weights sum to ¾ and the later ones to H/(4(H+1)), for 1/(t(t+1)) telescopes. So
   * all weights together are 1 − 1/(4(H+1)): at most 1, which is what the guarantee needs (the
   * small rest is never bet). Domain: t ≥ 1. There is no weight for t = 0, the time before the
   * first tick.
   */
  private static final long MAX = 1L << 53;

  /**
   * Checks the number.
   *
   * @throws IllegalArgumentException if the number of planned ticks is out of range
   */
  public LateChangeWeights {
    if (!(plannedTicks >= 1 && plannedTicks <= MAX)) {
      throw new IllegalArgumentException(
          "The number of planned ticks is "
              + plannedTicks
              + ": pass how many ticks are expected, from 1 to 2^53.");
    }
  }

  /**
   * The share of the capital that is set aside for a change at one tick.
   *
   * @param tick t, from 1 on
   * @return w_t, above 0 and at most ¾
   * @throws IllegalArgumentException if the tick is below 1
   */
  public double weight(long tick) {
    if (tick < 1) {
      throw new IllegalArgumentException("The tick is " + tick + ": ticks are counted from 1.");
    }
    double planned = plannedTicks;
    if (tick > plannedTicks) {
      return planned / (4 * ((double) tick * (tick + 1.0)));
    }
    return tick == 1 ? 0.5 + 1 / (4 * planned) : 1 / (4 * planned);
  }
}
