package dev.belay.stats;

/**
 * Random numbers with a Poisson distribution, the same for ever for the same seed.
 *
 * <p>Rate 1, the one of the Poisson bootstrap, costs a few nanoseconds. Not safe for use by several
 * threads.
 */
public final class PoissonSampler {
  /*
   * How. Rate 1: inversion with 63 random bits against a table of P(X ≤ k), entered through a guide
   * table on the first eight bits. Rates below 12: inversion by summing the probabilities upwards.
   * From 12 on: transformed rejection with squeeze, algorithm PTRS of W. Hörmann, "The transformed
   * rejection method for generating Poisson random variables" (1993). Rate 0 gives 0. Only basic
   * arithmetic and StrictMath are used, so the numbers are the same on every machine.
   */
  private static final double REJECTION_FROM = 12;
  private static final int MAX_UNIT = 20;
  private static final long[] UNIT_CUMULATIVE = new long[MAX_UNIT + 1];
  private static final byte[] UNIT_GUIDE = new byte[256];

  static {
    double probability = StrictMath.exp(-1);
    double cumulative = 0;
    for (int k = 0; k < MAX_UNIT; k++) {
      cumulative += probability;
      UNIT_CUMULATIVE[k] = (long) (cumulative * 0x1p63);
      probability /= k + 1;
    }
    UNIT_CUMULATIVE[MAX_UNIT] = Long.MAX_VALUE;
    for (int i = 0; i < UNIT_GUIDE.length; i++) {
      byte k = 0;
      while (UNIT_CUMULATIVE[k] <= (long) i << 55) {
        k++;
      }
      UNIT_GUIDE[i] = k;
    }
  }

  private final SplitMix64 random;

  /**
   * Makes a sampler.
   *
   * @param random where the random bits come from; kept
   */
  public PoissonSampler(SplitMix64 random) {
    this.random = random;
  }

  /**
   * The next number with rate 1.
   *
   * @return 0 to 20
   */
  public int nextUnit() {
    long bits = random.nextLong() >>> 1;
    int k = UNIT_GUIDE[(int) (bits >>> 55)];
    while (bits >= UNIT_CUMULATIVE[k] && k < MAX_UNIT) {
      k++;
    }
    return k;
  }

  /**
   * The next number.
   *
   * @param rate the mean, from 0 to 10^15
   * @return at least 0
   * @throws IllegalArgumentException if the rate is out of range
   */
  public long next(double rate) {
    return next(rate, rate < REJECTION_FROM ? StrictMath.exp(-rate) : 0);
  }

  /**
   * The next number, for a rate that is used many times: the same as {@link #next(double)}.
   *
   * @param rate the mean, from 0 to 10^15
   * @param expOfMinusRate {@code StrictMath.exp(-rate)}; read for rates below 12 only
   * @return at least 0
   * @throws IllegalArgumentException if the rate is out of range
   */
  public long next(double rate, double expOfMinusRate) {
    if (rate == 1) {
      return nextUnit();
    }
    if (!(rate >= 0 && rate <= 1e15)) {
      throw new IllegalArgumentException(
          "The rate of a Poisson number is " + rate + ": it has to lie between 0 and 1e15.");
    }
    return rate < REJECTION_FROM ? inversion(rate, expOfMinusRate) : rejection(rate);
  }

  private long inversion(double rate, double expOfMinusRate) {
    double left = random.nextDouble();
    double probability = expOfMinusRate;
    long k = 0;
    while (left >= probability && probability > 0) {
      left -= probability;
      k++;
      probability *= rate / k;
    }
    return k;
  }

  private long rejection(double rate) {
    double b = 0.931 + 2.53 * Math.sqrt(rate);
    double a = -0.059 + 0.02483 * b;
    double inverseAlpha = 1.1239 + 1.1328 / (b - 3.4);
    double squeeze = 0.9277 - 3.6224 / (b - 2);
    while (true) {
      double u = random.nextDouble() - 0.5;
      double v = random.nextDouble();
      double distance = 0.5 - Math.abs(u);
      double k = Math.floor((2 * a / distance + b) * u + rate + 0.43);
      if (distance >= 0.07 && v <= squeeze) {
        return (long) k;
      }
      if (k < 0 || (distance < 0.013 && v > distance)) {
        continue;
      }
      double bound = StrictMath.log(v * inverseAlpha / (a / (distance * distance) + b));
      if (bound <= logProbability(k, rate)) {
        return (long) k;
      }
    }
  }

  private static double logProbability(double k, double rate) {
    if (k == 0) {
      return -rate;
    }
    return -GammaFunctions.stirlingError(k)
        - GammaFunctions.deviance(k, rate)
        - GammaFunctions.LN_SQRT_2_PI
        - 0.5 * StrictMath.log(k);
  }
}
