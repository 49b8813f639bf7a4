package dev.belay.stats;

import java.util.Locale;

/**
 * A randomisation test for two groups of shards: do the chosen shards have more events than their
 * own past lets expect, compared with every other way to choose as many shards?
 *
 * <p>It is valid by design where the chosen shards were drawn at random and nothing changed for any
 * unit, however the events cluster. Immutable and thread-safe; the same bits on every Java machine.
 */
public final class ShardRandomisation {
  /*
   * How. Shard s had f0 events in n0 trials before and f1 in n1 since, in whichever group it is now.
   * Its expected share is estimated from its past, shrunk towards the mean r̄ = Σf0/Σn0:
   *   r_s = (f0 + ½) / (n0 + ½/r̄),  E_s = n1 r_s, scaled so that ΣE = Σf1;
   *   T(A) = (Σ_A f1 − Σ_A E) / √(Σ_A E + 1).
   * r̄ = 0 (or no past at all) makes all r_s equal, the limit of r̄ → 0. Shards with n1 = 0 are left
   * out. With A the g chosen of the G shards left, under "no effect on any unit" T(A) is one of the
   * C(G, g) equally likely values T(A′), so that
   *   p = #{A′: T(A′) ≥ T(A)} / C(G, g)                   over all subsets of size g, or
   *   p = (1 + #{i ≤ R: T(A_i) ≥ T(A)}) / (R + 1)         over R seeded random subsets
   * has P(p ≤ α) ≤ α exactly for every α (Fisher 1935; Phipson & Smyth 2010 for the + 1). All
   * subsets are taken where there are at most R. g = 0, g = G: p = 1.
   *
   * Arithmetic. E_s is rounded once (ShardExcess) and then an integer, so that T(A) depends on A
   * alone and not on the order of summation. Any such T keeps the test valid. Subsets that are
   * equal but for rounding count as equal: T(A′) counts from T(A) − 1e-9 max(1, |T(A)|) on, which
   * can only make p larger.
   *
   * Domain: at most 2^16 shards, at most 2^53 trials and events in all.
   */
  private static final int MAX_SHARDS = 1 << 16;
  private static final int MAX_RESAMPLES = 100_000_000;
  private static final double TIE = 1e-9;
  private static final double LEAST_SUBSETS_PER_LEVEL = 5;

  private final ShardExcess counts;
  private final double observed;

  private ShardRandomisation(ShardExcess counts) {
    this.counts = counts;
    long excess = 0;
    long expected = 0;
    for (int s = 0; s < counts.size(); s++) {
      if (counts.isChosen(s)) {
        excess += counts.excess(s);
        expected += counts.expected(s);
      }
    }
    this.observed = hasChoice() ? counts.statistic(excess, expected) : 0;
  }

  /**
   * Takes the counts of the shards that could have been chosen. The arrays have one length and are
   * not kept.
   *
   * @param trialsBefore per shard, at least 0
   * @param eventsBefore per shard, from 0 to its trials before
   * @param trials per shard, since the choice; a shard without any is left out
   * @param events per shard, from 0 to its trials
   * @param chosen whether the shard was chosen
   * @throws IllegalArgumentException if lengths differ, a count is out of range, there are more
   *     than 65 536 shards or more than 2^53 trials
   */
  public static ShardRandomisation of(
      long[] trialsBefore, long[] eventsBefore, long[] trials, long[] events, boolean[] chosen) {
    int length = chosen.length;
    if (trialsBefore.length != length
        || eventsBefore.length != length
        || trials.length != length
        || events.length != length) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "The five arrays have the lengths %d, %d, %d, %d and %d: pass one entry for each"
                  + " shard.",
              trialsBefore.length,
              eventsBefore.length,
              trials.length,
              events.length,
              length));
    }
    if (length > MAX_SHARDS) {
      throw new IllegalArgumentException(
          "There are " + length + " shards: pass at most " + MAX_SHARDS + ".");
    }
    return new ShardRandomisation(
        new ShardExcess(trialsBefore, eventsBefore, trials, events, chosen));
  }

  /**
   * How many random subsets a level needs: 5 / level, rounded up.
   *
   * @param level the level of the test, above 0 and at most 1, at least 5e-8
   * @throws IllegalArgumentException if the level is out of range
   */
  public static int resamples(double level) {
    if (!(level >= LEAST_SUBSETS_PER_LEVEL / MAX_RESAMPLES && level <= 1)) {
      throw new IllegalArgumentException(
          "The level of a randomisation test is " + level + ": it has to lie in [5e-8, 1].");
    }
    return (int) Math.ceil(LEAST_SUBSETS_PER_LEVEL / level);
  }

  /** G, the number of shards with trials since the choice. */
  public int shards() {
    return counts.size();
  }

  /** g, how many of those were chosen. */
  public int chosen() {
    return counts.chosen();
  }

  /** Whether any shard with trials had trials before: without, the test has hardly any power. */
  public boolean hasBaseline() {
    return counts.hasBaseline();
  }

  /** C(G, g), the number of subsets of that size, infinite where it exceeds a double. */
  public double subsets() {
    int smaller = Math.min(chosen(), shards() - chosen());
    double product = 1;
    for (int i = 1; i <= smaller; i++) {
      // Each quotient is an integer, so exact as long as it is below 2^53 with its factor.
      product = product * (shards() - smaller + i) / i;
    }
    return product;
  }

  /** 1 / C(G, g), the least p that these shards can give. */
  public double leastP() {
    return 1 / subsets();
  }

  /**
   * Whether there are enough shards for this level: whether five subsets fit into it.
   *
   * @param level the level of the test, above 0
   */
  public boolean canReject(double level) {
    return leastP() <= level / LEAST_SUBSETS_PER_LEVEL;
  }

  /** T(A) of the shards that were chosen; 0 where none or all were. */
  public double statistic() {
    return observed;
  }

  /**
   * The p-value against "nothing changed for any unit", for more events in the chosen shards.
   *
   * @param resamples R, from 1 to 100 000 000; all subsets are enumerated where there are at most R
   * @param seed fixes the random subsets
   * @return above 0, at most 1
   * @throws IllegalArgumentException if the number of resamples is out of range
   */
  public double pValue(int resamples, long seed) {
    checkResamples(resamples);
    if (!hasChoice()) {
      return 1;
    }
    ShardSubsets count = new ShardSubsets(counts, from());
    double none = Double.POSITIVE_INFINITY;
    if (subsets() <= resamples) {
      return count.countAll(none) / subsets();
    }
    return (1.0 + count.countRandom(resamples, seed, none)) / (resamples + 1.0);
  }

  /**
   * Whether {@link #pValue} is at most a level, found out as soon as it is certain: where the
   * chosen shards are like the others that takes a handful of subsets.
   *
   * @param level the level of the test, above 0 and below 1
   * @param resamples R, from 1 to 100 000 000, as for the p-value
   * @param seed fixes the random subsets
   * @return exactly whether pValue(resamples, seed) ≤ level
   * @throws IllegalArgumentException if an argument is out of range
   */
  public boolean isAtMost(double level, int resamples, long seed) {
    checkResamples(resamples);
    if (!(level > 0 && level < 1)) {
      throw new IllegalArgumentException(
          "The level of a randomisation test is " + level + ": it has to lie in (0, 1).");
    }
    if (!hasChoice()) {
      return false;
    }
    ShardSubsets count = new ShardSubsets(counts, from());
    if (subsets() <= resamples) {
      double enough = firstOver(level, 0, subsets());
      return count.countAll(enough) < enough;
    }
    double enough = firstOver(level, 1, resamples + 1.0);
    return count.countRandom(resamples, seed, enough) < enough;
  }

  /**
   * The least count with (extra + count) / of > level: by that very division, which never falls as
   * the count grows, so that the answer is that of the p-value to the last bit.
   */
  private static double firstOver(double level, double extra, double of) {
    double count = Math.max(0, Math.floor(level * of) - 2);
    while ((extra + count) / of <= level) {
      count++;
    }
    return count;
  }

  private static void checkResamples(int resamples) {
    if (resamples < 1 || resamples > MAX_RESAMPLES) {
      throw new IllegalArgumentException(
          "The number of resamples is " + resamples + ": it has to be 1 to " + MAX_RESAMPLES + ".");
    }
  }

  /** What a statistic has to reach to count. */
  private double from() {
    return observed - TIE * Math.max(1, Math.abs(observed));
  }

  private boolean hasChoice() {
    return chosen() > 0 && chosen() < shards();
  }
}
