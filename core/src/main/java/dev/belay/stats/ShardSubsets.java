package dev.belay.stats;

/** Counts the sets of as many shards as were chosen whose statistic reaches a number. */
final class ShardSubsets {
  /*
   * How. Random subsets are the first g (or, if fewer, the left-out G − g) places of a Fisher–Yates
   * shuffle with SplitMix64, each place drawn without bias (Lemire 2019); every shuffle starts from
   * the order that the last one left. All subsets are walked in lexicographic order. Domain:
   * 0 < g < G.
   */
  private final ShardExcess counts;
  private final double from;
  private final int size;

  /** Subsets are drawn by whichever is smaller, they or what they leave. */
  private final boolean complement;

  private final int drawn;
  private final long excessTotal;
  private final long expectedTotal;

  ShardSubsets(ShardExcess counts, double from) {
    this.counts = counts;
    this.from = from;
    this.size = counts.size();
    this.complement = counts.chosen() > size - counts.chosen();
    this.drawn = complement ? size - counts.chosen() : counts.chosen();
    this.excessTotal = counts.excessTotal();
    this.expectedTotal = counts.expectedTotal();
  }

  /**
   * Walks all subsets in lexicographic order.
   *
   * @param enough the count at which to stop: no more is to be known of a greater one
   */
  double countAll(double enough) {
    int[] member = new int[drawn];
    for (int i = 0; i < drawn; i++) {
      member[i] = i;
    }
    double reached = 0;
    int last = 0;
    while (last >= 0 && reached < enough) {
      reached += reaches(member, drawn);
      last = drawn - 1;
      while (last >= 0 && member[last] == size - drawn + last) {
        last--;
      }
      if (last >= 0) {
        member[last]++;
        for (int i = last + 1; i < drawn; i++) {
          member[i] = member[i - 1] + 1;
        }
      }
    }
    return reached;
  }

  /**
   * Draws random subsets.
   *
   * @param enough the count at which to stop: no more is to be known of a greater one
   */
  double countRandom(int resamples, long seed, double enough) {
    SplitMix64 random = new SplitMix64(seed);
    int[] order = new int[size];
    for (int i = 0; i < size; i++) {
      order[i] = i;
    }
    double reached = 0;
    for (int r = 0; r < resamples && reached < enough; r++) {
      for (int i = 0; i < drawn; i++) {
        int j = i + below(random, size - i);
        int shard = order[j];
        order[j] = order[i];
        order[i] = shard;
      }
      reached += reaches(order, drawn);
    }
    return reached;
  }

  /** 1 where the subset of the first entries reaches the observed statistic, else 0. */
  private int reaches(int[] shard, int length) {
    long excess = 0;
    long expected = 0;
    for (int i = 0; i < length; i++) {
      excess += counts.excess(shard[i]);
      expected += counts.expected(shard[i]);
    }
    double statistic =
        complement
            ? counts.statistic(excessTotal - excess, expectedTotal - expected)
            : counts.statistic(excess, expected);
    return statistic >= from ? 1 : 0;
  }

  /** A number from 0 to bound − 1, each equally likely: Lemire's method on 32 bits. */
  private static int below(SplitMix64 random, int bound) {
    long product = (random.nextLong() >>> 32) * bound;
    if ((product & 0xffff_ffffL) < bound) {
      long rejected = (1L << 32) % bound;
      while ((product & 0xffff_ffffL) < rejected) {
        product = (random.nextLong() >>> 32) * bound;
      }
    }
    return (int) (product >>> 32);
  }
}
