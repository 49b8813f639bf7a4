package dev.belay.engine.simulate;

/** Draws a rank with chance proportional to 1/(rank + 1)^s. Immutable and thread-safe. */
final class ZipfSampler {
  /*
   * How. Walker's alias method in Vose's form (M. D. Vose 1991): every column holds the share of one
   * rank and, above it, of one other; a draw is a column and a height in it.
   */
  private final double[] height;
  private final int[] alias;

  ZipfSampler(int n, double exponent) {
    double[] share = new double[n];
    double sum = 0;
    for (int i = 0; i < n; i++) {
      share[i] = StrictMath.pow(i + 1.0, -exponent);
      sum += share[i];
    }
    height = new double[n];
    alias = new int[n];
    int[] small = new int[n];
    int[] large = new int[n];
    int smalls = 0;
    int larges = 0;
    for (int i = 0; i < n; i++) {
      share[i] *= n / sum;
      if (share[i] < 1) {
        small[smalls++] = i;
      } else {
        large[larges++] = i;
      }
    }
    while (smalls > 0 && larges > 0) {
      int low = small[--smalls];
      int high = large[larges - 1];
      height[low] = share[low];
      alias[low] = high;
      share[high] -= 1 - share[low];
      if (share[high] < 1) {
        larges--;
        small[smalls++] = high;
      }
    }
    while (larges > 0) {
      height[large[--larges]] = 1;
    }
    while (smalls > 0) {
      height[small[--smalls]] = 1;
    }
  }

  /**
   * A rank, from 0.
   *
   * @param uniform in [0, 1), with at least 48 random bits
   */
  int rank(double uniform) {
    double scaled = uniform * height.length;
    int column = (int) scaled;
    return scaled - column < height[column] ? column : alias[column];
  }
}
