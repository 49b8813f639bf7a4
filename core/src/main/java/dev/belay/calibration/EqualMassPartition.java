package dev.belay.calibration;

import java.util.Arrays;

/**
 * A cut of ascending pools of equal scores into bins of equal mass.
 *
 * <p>A pool is never split: it goes wholly into the bin in which it starts. Bins that no pool
 * starts in vanish and only reduce the number of bins asked for; bins below the minimum of samples
 * are merged with a neighbour and counted. A pure function of the pools' weights, the number of
 * bins and the minimum. Immutable and safe for use by several threads.
 */
public final class EqualMassPartition {
  /*
   * How. With N the total weight, K the bins asked for and c the cumulative weight before a pool,
   * the pool starts in bin max { j < K : t_j ≤ c }, where the rank t_j is floor(j N / K) when all
   * weights are integers (N ≤ 2^53) and j N / K otherwise.
   *
   * Integers: floor(j N / K) = j (N / K) + floor(j (N mod K) / K), which cannot overflow for
   * K ≤ MAX_BINS. Others: c and N are summed in twice the working precision (Dekker 1971,
   * Knuth's TwoSum), rounded, and j N ≤ c K is decided exactly by comparing the rounded products
   * and, when those are equal, their rounding errors.
   *
   * Then from left to right a bin below the minimum joins its right neighbour, the last bin its
   * left one. Pools of weight 0 never start a bin. With no positive weight there are no bins.
   */

  /** The largest number of bins that can be asked for. */
  public static final int MAX_BINS = 1_000_000;

  private static final long MAX_EXACT_INTEGER = 1L << 53;

  private final int[] starts;
  private final int pools;
  private final int binsOccupied;

  private EqualMassPartition(int[] starts, int pools, int binsOccupied) {
    this.starts = starts;
    this.pools = pools;
    this.binsOccupied = binsOccupied;
  }

  /**
   * Cuts pools with integer weights.
   *
   * @param counts the weight of each pool in ascending order of their scores, each ≥ 0, with a sum
   *     of at most 2^53; read, not kept
   * @param bins the number of bins asked for, 1 to {@link #MAX_BINS}
   * @param minWeight the least weight of a bin, finite and ≥ 0
   * @return the partition; without bins when no pool has weight
   * @throws IllegalArgumentException if an argument is out of range
   */
  public static EqualMassPartition ofCounts(long[] counts, int bins, double minWeight) {
    checkArguments(bins, minWeight);
    long total = 0;
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] < 0) {
        throw new IllegalArgumentException(
            "The weight of pool " + i + " is " + counts[i] + ": pass weights of at least 0.");
      }
      total += counts[i];
      if (total > MAX_EXACT_INTEGER || total < 0) {
        throw new IllegalArgumentException(
            "The weights of the pools up to " + i + " exceed 2^53 in sum: pass fewer samples.");
      }
    }
    return new IntegerCut(total, bins).cut(counts, minWeight);
  }

  /**
   * Cuts pools with any weights; the same as {@link #ofCounts} when all of them are integers.
   *
   * @param weights the weight of each pool in ascending order of their scores, each finite and ≥ 0;
   *     read, not kept
   * @param bins the number of bins asked for, 1 to {@link #MAX_BINS}
   * @param minWeight the least weight of a bin, finite and ≥ 0
   * @return the partition; without bins when no pool has weight
   * @throws IllegalArgumentException if an argument is out of range
   */
  public static EqualMassPartition ofWeights(double[] weights, int bins, double minWeight) {
    checkArguments(bins, minWeight);
    boolean integers = true;
    long total = 0;
    for (int i = 0; i < weights.length; i++) {
      double weight = weights[i];
      if (!(weight >= 0 && weight <= Double.MAX_VALUE)) {
        throw new IllegalArgumentException(
            "The weight of pool " + i + " is " + weight + ": pass finite weights of at least 0.");
      }
      integers = integers && weight == Math.rint(weight) && weight <= MAX_EXACT_INTEGER - total;
      total += integers ? (long) weight : 0;
    }
    if (integers) {
      return new IntegerCut(total, bins).cut(weights, minWeight);
    }
    return RealCut.cut(weights, bins, minWeight);
  }

  /**
   * The number of bins of the result, after merging.
   *
   * @return 0 when no pool has weight, else at least 1
   */
  public int bins() {
    return starts.length;
  }

  /**
   * The number of bins in which at least one pool starts, before merging: the bins asked for after
   * the reduction.
   *
   * @return at least {@link #bins()}
   */
  public int binsOccupied() {
    return binsOccupied;
  }

  /**
   * The number of bins that vanished because they, or their neighbour, were below the minimum.
   *
   * @return at least 0
   */
  public int mergedCount() {
    return binsOccupied - starts.length;
  }

  /**
   * The merged bins as a share of the bins asked for after the reduction.
   *
   * @return a share in [0, 1), 0 when there are no bins at all
   */
  public double mergedBinRate() {
    return binsOccupied == 0 ? 0.0 : (double) mergedCount() / binsOccupied;
  }

  /**
   * The first pool of a bin.
   *
   * @param bin 0 ≤ bin &lt; {@link #bins()}
   * @return the index of its first pool; bin 0 starts with the first pool that has weight
   */
  public int start(int bin) {
    return starts[bin];
  }

  /**
   * The end of a bin.
   *
   * @param bin 0 ≤ bin &lt; {@link #bins()}
   * @return the index after its last pool
   */
  public int end(int bin) {
    return bin + 1 < starts.length ? starts[bin + 1] : pools;
  }

  private static void checkArguments(int bins, double minWeight) {
    if (bins < 1 || bins > MAX_BINS) {
      throw new IllegalArgumentException(
          "The number of bins is " + bins + ": ask for 1 to " + MAX_BINS + " bins.");
    }
    if (!(minWeight >= 0 && minWeight <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "The minimum weight of a bin is " + minWeight + ": pass a finite number of at least 0.");
    }
  }

  /** Bins as they start, before merging. */
  private static final class Starts {
    private int[] first;
    private double[] weight;
    private int size;
    private int bin = -1;

    Starts(int pools, int bins) {
      int capacity = Math.min(pools, bins);
      first = new int[capacity];
      weight = new double[capacity];
    }

    /** Puts a pool with positive weight into a bin; pools come in ascending order. */
    void put(int pool, double poolWeight, int poolBin) {
      if (poolBin != bin) {
        bin = poolBin;
        first[size++] = pool;
      }
      weight[size - 1] += poolWeight;
    }

    EqualMassPartition merged(int pools, double minWeight) {
      int kept = 0;
      int open = 0;
      double openWeight = 0;
      for (int i = 0; i < size; i++) {
        openWeight += weight[i];
        if (openWeight >= minWeight || (i == size - 1 && kept == 0)) {
          first[kept++] = first[open];
          open = i + 1;
          openWeight = 0;
        }
      }
      return new EqualMassPartition(Arrays.copyOf(first, kept), pools, size);
    }
  }

  /** The rule for integer weights: rank t_j = floor(j N / K). */
  private static final class IntegerCut {
    private final long total;
    private final int bins;
    private int bin;
    private long nextRank;

    IntegerCut(long total, int bins) {
      this.total = total;
      this.bins = bins;
      this.nextRank = rank(1);
    }

    EqualMassPartition cut(long[] counts, double minWeight) {
      Starts starts = new Starts(counts.length, bins);
      long before = 0;
      for (int i = 0; i < counts.length; i++) {
        if (counts[i] > 0) {
          starts.put(i, (double) counts[i], binAt(before));
          before += counts[i];
        }
      }
      return starts.merged(counts.length, minWeight);
    }

    EqualMassPartition cut(double[] weights, double minWeight) {
      Starts starts = new Starts(weights.length, bins);
      long before = 0;
      for (int i = 0; i < weights.length; i++) {
        if (weights[i] > 0) {
          starts.put(i, weights[i], binAt(before));
          before += (long) weights[i];
        }
      }
      return starts.merged(weights.length, minWeight);
    }

    private int binAt(long before) {
      while (nextRank <= before && bin + 1 < bins) {
        bin++;
        nextRank = rank(bin + 1);
      }
      return bin;
    }

    private long rank(long j) {
      return j * (total / bins) + j * (total % bins) / bins;
    }
  }

  /** The rule for other weights: rank j N / K. */
  private static final class RealCut {

    private RealCut() {}

    static EqualMassPartition cut(double[] weights, int bins, double minWeight) {
      TwofoldSum sum = new TwofoldSum();
      for (double weight : weights) {
        sum.add(weight);
      }
      double total = sum.value();
      if (!(total <= Double.MAX_VALUE / bins)) {
        throw new IllegalArgumentException(
            "The weights of the pools have the sum " + total + ": divide them by a common factor.");
      }
      Starts starts = new Starts(weights.length, bins);
      TwofoldSum before = new TwofoldSum();
      int bin = 0;
      for (int i = 0; i < weights.length; i++) {
        if (weights[i] > 0) {
          while (bin + 1 < bins && productAtMost(bin + 1, total, before.value(), bins)) {
            bin++;
          }
          starts.put(i, weights[i], bin);
          before.add(weights[i]);
        }
      }
      return starts.merged(weights.length, minWeight);
    }

    /** Whether a·b ≤ c·d, exactly: rounding is monotone, so only ties need the errors. */
    private static boolean productAtMost(double a, double b, double c, double d) {
      double left = a * b;
      double right = c * d;
      if (left != right) {
        return left < right;
      }
      return Math.fma(a, b, -left) <= Math.fma(c, d, -right);
    }
  }
}
