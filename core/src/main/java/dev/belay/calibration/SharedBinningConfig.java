package dev.belay.calibration;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * How scores are put into bins of equal mass.
 *
 * @param bins the number of bins asked for, 1 to {@link EqualMassPartition#MAX_BINS}
 * @param roundingDigits scores are pooled when they agree after rounding to this many decimals, 1
 *     to 12
 * @param minSamplesPerBin a bin with less weight is merged with a neighbour; finite and ≥ 0
 */
public record SharedBinningConfig(int bins, int roundingDigits, double minSamplesPerBin) {
  /** Ten bins, scores rounded to 1e-9, at least 3 samples a bin. */
  public static final SharedBinningConfig DEFAULT = new SharedBinningConfig(10, 9, 3);

  private static final int MAX_DIGITS = 12;

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if a value is out of range
   */
  public SharedBinningConfig {
    if (bins < 1 || bins > EqualMassPartition.MAX_BINS) {
      throw new IllegalArgumentException(
          "bins is " + bins + ": ask for 1 to " + EqualMassPartition.MAX_BINS + " bins.");
    }
    if (roundingDigits < 1 || roundingDigits > MAX_DIGITS) {
      throw new IllegalArgumentException(
          "roundingDigits is " + roundingDigits + ": choose 1 to " + MAX_DIGITS + " decimals.");
    }
    if (!(minSamplesPerBin >= 0 && minSamplesPerBin <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "minSamplesPerBin is " + minSamplesPerBin + ": pass a finite number of at least 0.");
    }
  }

  /**
   * The same configuration with another number of bins.
   *
   * @param otherBins the number of bins asked for
   * @return the new configuration
   * @throws IllegalArgumentException if the number is out of range
   */
  public SharedBinningConfig withBins(int otherBins) {
    return new SharedBinningConfig(otherBins, roundingDigits, minSamplesPerBin);
  }

  /**
   * A hash of the configuration and of the binning rule: equal configurations have equal hashes on
   * every machine.
   *
   * @return 64 hexadecimal digits, SHA-256 of a canonical text
   */
  public String configurationHash() {
    String text =
        "equal-mass/v1 bins="
            + bins
            + " roundingDigits="
            + roundingDigits
            + " minSamplesPerBin="
            + minSamplesPerBin;
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("Every Java runtime has SHA-256.", e);
    }
  }

  /** 10 to the number of digits: how many rounding units make 1. */
  double unitsPerOne() {
    double units = 1;
    for (int i = 0; i < roundingDigits; i++) {
      units *= 10;
    }
    return units;
  }
}
