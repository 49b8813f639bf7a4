package dev.belay.stats;

import java.util.Arrays;

/**
 * An exact sum of doubles and of products of two doubles, over the whole range of finite doubles.
 *
 * <p>The value does not depend on the order of the additions, and {@link #toDouble()} rounds it
 * once, to nearest with ties to even. An addition costs a few nanoseconds and allocates nothing.
 * Not safe for use by several threads, not even for reading: reading normalises the representation.
 */
public final class ExactSum {
  /*
   * How. A superaccumulator after R. Neal, "Fast exact summation using small and large
   * superaccumulators" (2015), small variant. The sum is Σ chunk[i] · 2^(32 i + LOWEST), where
   * LOWEST = -2308 lies below the last significand bit of the rounding error of the smallest product
   * of two subnormals, so that every product has an exact representation too. A chunk is a signed 64-bit integer, of
   * which an addition changes two: the 53-bit significand, shifted left by the low five bits of its
   * position, is cut after 32 bits; the upper part has at most 52 bits. So 2047 additions cannot
   * overflow a chunk; then carries are propagated, after which all chunks but the top one lie in
   * [0, 2^32).
   *
   * Domain: finite doubles; at most 2^60 additions. An empty sum is +0.0. There is no error but the
   * one rounding of toDouble (half a unit in the last place, exact for sums that are doubles). A
   * sum whose rounding exceeds the largest double is an infinity of its sign.
   *
   * Products: p = a·b rounded and e = fma(a, b, -p) add up to a·b exactly unless p overflows or e
   * underflows; outside of that range both factors are scaled to exponent 0 first.
   */
  private static final int LOWEST = -2308;
  private static final int SUBNORMAL_EXPONENT = -1074;
  private static final int CHUNKS = 140;
  private static final long CHUNK_MASK = 0xffff_ffffL;
  private static final int ADDITIONS_BETWEEN_CARRIES = 2047;
  private static final long SIGNIFICAND_MASK = (1L << 52) - 1;
  private static final double SAFE_PRODUCT_MIN = 0x1p-900;

  private final long[] chunk = new long[CHUNKS];
  private int additionsLeft = ADDITIONS_BETWEEN_CARRIES;

  /** Makes an empty sum, which is +0.0. */
  public ExactSum() {
    // all chunks are 0
  }

  /**
   * Adds one value.
   *
   * @param value any finite double
   * @throws IllegalArgumentException if the value is NaN or infinite
   */
  public void add(double value) {
    addScaled(value, 0);
  }

  /**
   * Adds the exact product of two values, without rounding it.
   *
   * @param a any finite double
   * @param b any finite double
   * @throws IllegalArgumentException if a factor is NaN or infinite
   */
  public void addProduct(double a, double b) {
    double product = a * b;
    double magnitude = Math.abs(product);
    if (magnitude >= SAFE_PRODUCT_MIN && magnitude <= Double.MAX_VALUE) {
      addScaled(product, 0);
      addScaled(Math.fma(a, b, -product), 0);
    } else {
      addExtremeProduct(a, b);
    }
  }

  /**
   * Adds another sum. The value of the other one stays the same.
   *
   * @param other the sum to add; may be this one
   */
  public void add(ExactSum other) {
    other.propagateCarries();
    if (other != this) {
      propagateCarries();
    }
    for (int i = 0; i < CHUNKS; i++) {
      chunk[i] += other.chunk[i];
    }
    carry();
  }

  /**
   * The sum, rounded once to the nearest double, ties to even.
   *
   * @return the rounded sum; +0.0 when the sum is zero; infinite when it is too large for a double
   */
  public double toDouble() {
    propagateCarries();
    if (chunk[CHUNKS - 1] >= 0) {
      return roundedMagnitude();
    }
    negate();
    double magnitude = roundedMagnitude();
    negate();
    return -magnitude;
  }

  /** Makes the sum empty again. */
  public void clear() {
    Arrays.fill(chunk, 0L);
    additionsLeft = ADDITIONS_BETWEEN_CARRIES;
  }

  /** Adds value · 2^scale; the caller makes sure that the result has a place in the chunks. */
  private void addScaled(double value, int scale) {
    long bits = Double.doubleToRawLongBits(value);
    int biased = (int) (bits >>> 52) & 0x7ff;
    long significand = bits & SIGNIFICAND_MASK;
    if (biased == 0) {
      biased = 1;
    } else if (biased == 0x7ff) {
      throw new IllegalArgumentException(
          "Cannot add " + value + " to a sum: pass a finite number.");
    } else {
      significand |= 1L << 52;
    }
    if (additionsLeft == 0) {
      propagateCarries();
    }
    additionsLeft--;
    int position = biased - 1 + scale + (SUBNORMAL_EXPONENT - LOWEST);
    int index = position >> 5;
    int shift = position & 31;
    long low = (significand << shift) & CHUNK_MASK;
    long high = significand >>> (32 - shift);
    long sign = bits >> 63;
    chunk[index] += (low ^ sign) - sign;
    chunk[index + 1] += (high ^ sign) - sign;
  }

  private void addExtremeProduct(double a, double b) {
    if (!Double.isFinite(a) || !Double.isFinite(b)) {
      throw new IllegalArgumentException(
          "Cannot add the product of " + a + " and " + b + " to a sum: pass finite numbers.");
    }
    if (a == 0 || b == 0) {
      return;
    }
    int exponentA = normalExponent(a);
    int exponentB = normalExponent(b);
    double x = Math.scalb(a, -exponentA);
    double y = Math.scalb(b, -exponentB);
    double product = x * y;
    addScaled(product, exponentA + exponentB);
    double error = Math.fma(x, y, -product);
    if (error != 0) {
      addScaled(error, exponentA + exponentB);
    }
  }

  /** The exponent e with 2^e ≤ |value| < 2^(e+1), for subnormal values too. */
  private static int normalExponent(double value) {
    int exponent = Math.getExponent(value);
    return exponent >= Double.MIN_EXPONENT ? exponent : Math.getExponent(value * 0x1p54) - 54;
  }

  private void propagateCarries() {
    if (additionsLeft < ADDITIONS_BETWEEN_CARRIES) {
      carry();
      additionsLeft = ADDITIONS_BETWEEN_CARRIES;
    }
  }

  private void carry() {
    long carry = 0;
    for (int i = 0; i < CHUNKS - 1; i++) {
      long sum = chunk[i] + carry;
      chunk[i] = sum & CHUNK_MASK;
      carry = sum >> 32;
    }
    chunk[CHUNKS - 1] += carry;
  }

  private void negate() {
    for (int i = 0; i < CHUNKS; i++) {
      chunk[i] = -chunk[i];
    }
    carry();
  }

  /** Rounds the chunks, which are propagated and not negative. */
  private double roundedMagnitude() {
    int top = CHUNKS - 1;
    while (top >= 0 && chunk[top] == 0) {
      top--;
    }
    if (top < 0) {
      return 0.0;
    }
    int topBit = 63 - Long.numberOfLeadingZeros(chunk[top]) + 32 * top;
    int lastBit = Math.max(topBit - 52, SUBNORMAL_EXPONENT - LOWEST);
    long significand = bitsFrom(lastBit);
    if (bit(lastBit - 1) != 0 && ((significand & 1) != 0 || anyBitBelow(lastBit - 1))) {
      significand++;
    }
    int exponent = lastBit + LOWEST;
    // A significand of at most 2^53 times a power of two that keeps it normal, or of at least
    // 2^-1074: exact, or an overflow to infinity as it should be.
    return exponent > 971 ? Double.POSITIVE_INFINITY : Math.scalb((double) significand, exponent);
  }

  private long bitsFrom(int position) {
    int index = position >> 5;
    int shift = position & 31;
    long value = chunk[index] >>> shift;
    for (int i = 1; i <= 2 && index + i < CHUNKS; i++) {
      int left = 32 * i - shift;
      if (left < 64) {
        value |= chunk[index + i] << left;
      }
    }
    return value;
  }

  private long bit(int position) {
    return (chunk[position >> 5] >>> (position & 31)) & 1;
  }

  private boolean anyBitBelow(int position) {
    int index = position >> 5;
    if ((chunk[index] & ((1L << (position & 31)) - 1)) != 0) {
      return true;
    }
    for (int i = 0; i < index; i++) {
      if (chunk[i] != 0) {
        return true;
      }
    }
    return false;
  }
}
