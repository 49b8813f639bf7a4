package dev.belay.plan;

import java.util.regex.Pattern;

/**
 * What the rollout is called.
 *
 * @param key the rollout's key: 1 to 63 letters, digits, {@code .}, {@code _} or {@code -},
 *     beginning and ending with a letter or digit
 * @param description free text for people, at most 1 000 characters, may be empty
 */
public record Metadata(String key, String description) {

  /** The form of a key, also the pattern of the JSON Schema. */
  public static final String KEY_PATTERN = "^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$";

  /** The longest description, in UTF-16 units. */
  public static final int MAX_DESCRIPTION_LENGTH = 1000;

  private static final Pattern KEY = Pattern.compile(KEY_PATTERN);

  /** Checks the form of the key and the length of the description. */
  public Metadata {
    if (!KEY.matcher(key).matches()) {
      throw new IllegalArgumentException(
          "metadata.key must be 1 to 63 letters, digits, '.', '_' or '-', beginning and ending with a letter or"
              + " digit, but it is \""
              + key
              + "\"");
    }
    Texts.check("metadata.description", description, 0, MAX_DESCRIPTION_LENGTH);
  }
}
