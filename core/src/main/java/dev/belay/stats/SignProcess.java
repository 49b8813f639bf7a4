package dev.belay.stats;

/**
 * A sequential sign test on discordant pairs: that losses are more frequent than wins. Pure.
 *
 * <p>A pair is discordant when its two members differ; a loss is one that differs for the worse.
 */
public final class SignProcess {
  /*
   * How. For L losses and W wins, the mean over θ uniform on (½, 1) of the likelihood ratios of a
   * loss with probability θ against ½:
   *   E = 2 ∫_½^1 (2θ)^L (2(1−θ))^W dθ = 2^(L+W+1) ∫_½^1 θ^L (1−θ)^W dθ,
   * in BetaFunctions' scaled form: the integral divided by ½^(L+1) ½^(W+1), halved.
   *
   * Null hypothesis: given the past, a discordant pair is a loss with probability at most ½.
   * Domain: L, W from 0 to 10^11, not only integers: counts divided by a dispersion φ keep the
   * guarantee. L = W = 0 gives E = 1, ln E = 0 up to rounding. Guarantee: E reaches 1/α at any time
   * with probability at most α (Ville 1939; Howard, Ramdas, McAuliffe & Sekhon 2021). Concordant
   * pairs do not count.
   */
  private static final double MAX = 1e11;

  private SignProcess() {}

  /**
   * The evidence that losses are more frequent than wins.
   *
   * @param losses L, from 0 to 1e11
   * @param wins W, from 0 to 1e11
   * @return ln E; it rejects at ln(1/α) or more
   * @throws IllegalArgumentException if a count is out of range
   */
  public static double logE(double losses, double wins) {
    check("losses", losses);
    check("wins", wins);
    return BetaFunctions.logScaledLower(0.5, 0.5, wins + 1, losses + 1) - LogSpace.LN_2;
  }

  private static void check(String what, double count) {
    if (!(count >= 0 && count <= MAX)) {
      throw new IllegalArgumentException(
          "The number of " + what + " is " + count + ": pass a count from 0 to 1e11.");
    }
  }
}
