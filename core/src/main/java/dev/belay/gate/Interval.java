package dev.belay.gate;

/**
 * Where what a gate estimates lies with 95 %, in the estimate's unit. Immutable.
 *
 * <p>It holds at any time: it covers the true value at all the times at which somebody looks, from
 * the first to the last, with a probability of at least 95 %, under the assumption of the gates (no
 * more observations depend on one another than {@code evaluation.dispersion} says). It holds for
 * each gate by itself, not for all gates at once, and for what is the same throughout: what drifts
 * has no one true value. Where a gate has rejected it holds as well, although the stretch that it
 * shows was chosen by what was seen: the 5 % are divided among all stretches there might have been,
 * so it is wider.
 *
 * @param low the lower limit, finite
 * @param high the upper limit, finite and at least {@code low}
 */
public record Interval(double low, double high) {

  /**
   * Checks the limits.
   *
   * @throws IllegalArgumentException if one is not finite or they are out of order
   */
  public Interval {
    if (!Double.isFinite(low) || !Double.isFinite(high) || low > high) {
      throw new IllegalArgumentException(
          "The interval is from "
              + low
              + " to "
              + high
              + ": pass finite numbers in order, or leave it out where one is unknown.");
    }
  }
}
