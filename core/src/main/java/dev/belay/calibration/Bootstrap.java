package dev.belay.calibration;

import dev.belay.stats.PoissonSampler;
import dev.belay.stats.SplitMix64;
import dev.belay.stats.WilsonInterval;
import java.util.Arrays;
import java.util.Optional;

/**
 * The Poisson bootstrap of the AECE: how sure is the AECE, and how often is AECE − τ within its
 * limit? Pure: equal samples, in whatever order, and equal seeds give equal draws for ever.
 */
public final class Bootstrap {
  /*
   * How. In a draw each sample gets a Poisson weight with its own weight as mean (Hanley & MacGibbon
   * 2006; Chamandy et al. 2012), samples are binned afresh, and their AECE is taken. Samples are
   * sorted once; weights are drawn in sorted order from SplitMix64. τ is that of the samples. After
   * 200 draws the bootstrap ends as soon as Wilson's 95 % interval of the share of draws with
   * AECE − τ ≤ limit lies wholly on one side of the coverage asked for, after 1000 in any case.
   *
   * Above N = 100 000 it is a bag of little bootstraps (Kleiner, Talwalkar, Sarkar & Jordan 2014):
   * 20 subsets of about b = N^0.7 samples (weight Poisson(w b/N), so drawn independently), used in
   * turn; a draw gives every sample of its subset a Poisson weight of mean N/b times its own. The
   * AECE of a subset is biased upwards by its size, so a draw is AECE(all) + AECE(draw) −
   * AECE(subset): the bag assesses deviations, not levels.
   *
   * Bias: the plain bootstrap adds noise to noise, so its mean lies above the AECE where that is
   * small, by the order of 0.2 √(K/N). N below 1: absent, as most draws would be empty.
   */
  private static final int LEAST_DRAWS = 200;
  private static final int MOST_DRAWS = 1000;
  private static final double LITTLE_FROM = 100_000;
  private static final int SUBSETS = 20;
  private static final double SUBSET_EXPONENT = 0.7;
  private static final double CONFIDENCE = 0.95;

  private Bootstrap() {}

  /**
   * Runs the bootstrap.
   *
   * @param samples the samples; read, not kept; their weight has to be at most 2^50
   * @param config what to ask
   * @return the draws, absent when the weight of the samples is below 1
   * @throws IllegalArgumentException if the weights are too large
   */
  public static Optional<BootstrapResult> run(LabelledScores samples, BootstrapConfig config) {
    SortedScores sorted = SortedScores.of(samples);
    double n = sorted.totalWeight();
    if (n < 1) {
      return Optional.empty();
    }
    if (n > 0x1p50) {
      throw new IllegalArgumentException(
          "The samples have the weight " + n + ", too much for a bootstrap: divide the weights.");
    }
    double highest = config.tau().tau(n, config.binning().bins()).orElseThrow() + config.limit();
    SplitMix64 random = new SplitMix64(config.seed());
    Draws draws = n > LITTLE_FROM ? littleDraws(sorted, config, random) : draws(sorted, config);
    return Optional.of(collect(draws, highest, config.minCoverage(), random, n > LITTLE_FROM));
  }

  /** Where the next draw comes from. */
  private interface Draws {
    double next(int number, SplitMix64 random);
  }

  private static BootstrapResult collect(
      Draws draws, double highest, double minCoverage, SplitMix64 random, boolean little) {
    double[] values = new double[MOST_DRAWS];
    int covered = 0;
    int count = 0;
    while (true) {
      values[count] = draws.next(count, random);
      if (values[count++] <= highest) {
        covered++;
      }
      if (count >= LEAST_DRAWS) {
        WilsonInterval interval = WilsonInterval.of(covered, count, CONFIDENCE).orElseThrow();
        boolean decided = interval.lower() > minCoverage || interval.upper() < minCoverage;
        if (decided || count == MOST_DRAWS) {
          return new BootstrapResult(Arrays.copyOf(values, count), covered, interval, little);
        }
      }
    }
  }

  private static Draws draws(SortedScores sorted, BootstrapConfig config) {
    int n = sorted.size();
    double[] score = new double[n];
    int[] label = new int[n];
    double[] weight = new double[n];
    for (int i = 0; i < n; i++) {
      score[i] = sorted.score(i);
      label[i] = sorted.label(i);
      weight[i] = sorted.weight(i);
    }
    Resampler resampler = new Resampler(score, label, weight, 1, config.binning());
    return (number, random) -> resampler.draw(random);
  }

  private static Draws littleDraws(SortedScores sorted, BootstrapConfig config, SplitMix64 random) {
    double aece =
        CalibrationError.error(
                SharedBinningCore.bin(
                        sorted,
                        ScorePools.of(sorted, config.binning().unitsPerOne()),
                        config.binning())
                    .bins())
            .orElseThrow();
    Resampler[] subsets = new Resampler[SUBSETS];
    double[] subsetAece = new double[SUBSETS];
    for (int i = 0; i < SUBSETS; i++) {
      subsets[i] = subset(sorted, config, random);
      subsetAece[i] = subsets[i].errorOfWeights();
    }
    return (number, generator) -> {
      int i = number % SUBSETS;
      return aece + subsets[i].draw(generator) - subsetAece[i];
    };
  }

  private static Resampler subset(SortedScores sorted, BootstrapConfig config, SplitMix64 random) {
    double n = sorted.totalWeight();
    double share = StrictMath.pow(n, SUBSET_EXPONENT) / n;
    PoissonSampler poisson = new PoissonSampler(random);
    double[] score = new double[sorted.size()];
    int[] label = new int[sorted.size()];
    double[] weight = new double[sorted.size()];
    int size = 0;
    double total = 0;
    for (int i = 0; i < sorted.size(); i++) {
      long count = poisson.next(sorted.weight(i) * share);
      if (count > 0) {
        score[size] = sorted.score(i);
        label[size] = sorted.label(i);
        weight[size++] = count;
        total += count;
      }
    }
    return new Resampler(
        Arrays.copyOf(score, size),
        Arrays.copyOf(label, size),
        Arrays.copyOf(weight, size),
        n / total,
        config.binning());
  }
}
