package dev.belay.attest;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The short name of one configuration: {@code <prefix>_r<revision>_<hash>}, for example {@code
 * calib_v22_r3_0f3c2a9be471}. Immutable and thread-safe.
 *
 * @param prefix the rollout's key in lower case with every character other than a letter or digit
 *     as {@code _}; 1 to 63 characters. Two keys may share a prefix; the hash tells them apart
 * @param revision how often the rollout's configuration was changed; 1 or more
 * @param hash the first 12 hexadecimal digits, in lower case, of the SHA-256 of the configuration's
 *     canonical bytes
 */
public record ConfigurationFingerprint(String prefix, long revision, String hash) {

  /** Hexadecimal digits of the hash. */
  public static final int HASH_LENGTH = 12;

  private static final Pattern PREFIX = Pattern.compile("[a-z0-9_]{1,63}");
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{12}");
  private static final Pattern TEXT =
      Pattern.compile("([a-z0-9_]{1,63})_r([1-9][0-9]{0,18})_([0-9a-f]{12})");

  /** Checks the form of each part. */
  public ConfigurationFingerprint {
    if (!PREFIX.matcher(prefix).matches()) {
      throw new IllegalArgumentException(
          "a fingerprint's prefix has 1 to 63 of a-z, 0-9 and _, but it is \"" + prefix + "\"");
    }
    if (revision < 1) {
      throw new IllegalArgumentException(
          "a fingerprint's revision is 1 or more, but it is " + revision);
    }
    if (!HASH.matcher(hash).matches()) {
      throw new IllegalArgumentException(
          "a fingerprint's hash has 12 of 0-9 and a-f, but it is \"" + hash + "\"");
    }
  }

  /**
   * The fingerprint of a configuration.
   *
   * @param rolloutKey the rollout's key, ASCII, 1 to 63 characters
   * @param revision 1 or more
   * @param canonicalBytes the configuration in its canonical form: equal contents must have equal
   *     bytes
   * @throws IllegalArgumentException if the key gives no prefix or the revision is below 1
   */
  public static ConfigurationFingerprint of(
      String rolloutKey, long revision, byte[] canonicalBytes) {
    String hash = HexFormat.of().formatHex(sha256().digest(canonicalBytes));
    return new ConfigurationFingerprint(
        prefixOf(rolloutKey), revision, hash.substring(0, HASH_LENGTH));
  }

  /**
   * Reads a fingerprint's text.
   *
   * @throws IllegalArgumentException if the text is not what {@link #toString()} gives
   */
  public static ConfigurationFingerprint parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "a fingerprint looks like calib_v22_r1_0123456789ab, but it is \"" + text + "\"");
    }
    try {
      return new ConfigurationFingerprint(
          matcher.group(1), Long.parseLong(matcher.group(2)), matcher.group(3));
    } catch (NumberFormatException tooLarge) {
      throw new IllegalArgumentException(
          "a fingerprint's revision is at most " + Long.MAX_VALUE + ", but it is \"" + text + "\"",
          tooLarge);
    }
  }

  /** The prefix of a rollout's key: {@code calib-v22} becomes {@code calib_v22}. */
  public static String prefixOf(String rolloutKey) {
    String lower = rolloutKey.toLowerCase(Locale.ROOT);
    byte[] ascii = lower.getBytes(StandardCharsets.US_ASCII);
    StringBuilder prefix = new StringBuilder(ascii.length);
    for (byte b : ascii) {
      char c = (char) b;
      prefix.append((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? c : '_');
    }
    return prefix.toString();
  }

  /** The text, for example {@code calib_v22_r3_0f3c2a9be471}; {@link #parse} reads it. */
  @Override
  public String toString() {
    return prefix + "_r" + revision + "_" + hash;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException everyPlatformHasIt) {
      throw new IllegalStateException("this Java has no SHA-256", everyPlatformHasIt);
    }
  }
}
