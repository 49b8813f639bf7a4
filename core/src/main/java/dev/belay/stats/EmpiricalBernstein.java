package dev.belay.stats;

/**
 * Evidence against "the mean of bounded values is at most a limit" from their number, sum and sum
 * of squares alone. Pure; the same bits on every Java machine.
 */
public final class EmpiricalBernstein {
  /*
   * How. Z_1 … Z_n lie in [−1, 1] and, under the null hypothesis, E[Z_i | past] ≤ ε. With β = 1 + ε
   * and ξ = (Z − ε)/β ≥ −1, Fan, Grama & Liu (2015) give for 0 ≤ λ < 1
   *   exp(λξ + (ln(1 − λ) + λ) ξ²) ≤ 1 + λξ,
   * whose mean is at most 1. The product over i is an e-value, in logarithms
   *   λ(ΣZ − nε)/β + (ln(1−λ) + λ)(ΣZ² − 2εΣZ + nε²)/β²,
   * and, as n grows, a nonnegative supermartingale from 1: by Ville's inequality (1939) it ever
   * reaches 1/α with probability at most α (Waudby-Smith & Ramdas 2024). λ is fixed beforehand.
   *
   * Domain: 0 ≤ ε ≤ 1, 0 ≤ λ < 1; 0 ≤ ΣZ² ≤ n, |ΣZ| ≤ n. n = 0 gives 0 (e = 1), and so does λ = 0.
   * Rounding: a few units in the last place of the larger of the two terms.
   */
  private EmpiricalBernstein() {}

  /**
   * The natural logarithm of the e-value.
   *
   * @param n the number of values, at least 0
   * @param sum ΣZ, from −n to n
   * @param sumOfSquares ΣZ², from 0 to n
   * @param lambda the stake, at least 0 and below 1, chosen before the values were seen
   * @param epsilon the greatest mean that the null hypothesis allows, in [0, 1]
   * @return a finite number; large values speak against the null hypothesis
   * @throws IllegalArgumentException if an argument is out of range
   */
  public static double logValue(
      double n, double sum, double sumOfSquares, double lambda, double epsilon) {
    check(n, sum, sumOfSquares);
    if (!(lambda >= 0 && lambda < 1)) {
      throw new IllegalArgumentException(
          "The stake lambda is " + lambda + ": it has to be at least 0 and below 1.");
    }
    if (!(epsilon >= 0 && epsilon <= 1)) {
      throw new IllegalArgumentException(
          "The limit epsilon is " + epsilon + ": it has to lie in [0, 1].");
    }
    double beta = 1 + epsilon;
    double linear = lambda * (sum - n * epsilon) / beta;
    double squares = Math.max(0, sumOfSquares - 2 * epsilon * sum + n * epsilon * epsilon);
    return linear + (StrictMath.log1p(-lambda) + lambda) * squares / (beta * beta);
  }

  private static void check(double n, double sum, double sumOfSquares) {
    if (!(n >= 0 && n <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "The number of values is " + n + ": pass a finite number of at least 0.");
    }
    if (!(Math.abs(sum) <= n)) {
      throw new IllegalArgumentException(
          "The sum is " + sum + ": " + n + " values in [-1, 1] add up to at most that in size.");
    }
    if (!(sumOfSquares >= 0 && sumOfSquares <= n)) {
      throw new IllegalArgumentException(
          "The sum of squares is " + sumOfSquares + ": it has to lie in [0, " + n + "].");
    }
  }
}
