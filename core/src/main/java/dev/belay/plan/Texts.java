package dev.belay.plan;

import java.util.Objects;

/** Checks of texts that end up in the journal: bounded, and always encodable as UTF-8. */
final class Texts {

  private Texts() {}

  static String check(String name, String value, int minLength, int maxLength) {
    Objects.requireNonNull(value, name);
    if (value.length() < minLength || value.length() > maxLength) {
      throw new IllegalArgumentException(
          name
              + " must have "
              + minLength
              + " to "
              + maxLength
              + " characters, but it has "
              + value.length());
    }
    int at = unpairedSurrogate(value);
    if (at >= 0) {
      throw new IllegalArgumentException(
          name + " holds an unpaired surrogate at index " + at + "; write whole characters");
    }
    return value;
  }

  /** The index of the first unpaired surrogate, or -1. */
  private static int unpairedSurrogate(String value) {
    int i = 0;
    while (i < value.length()) {
      int codePoint = Character.codePointAt(value, i);
      // A pair gives one code point of two chars; a surrogate left over is one without its partner.
      if (codePoint <= Character.MAX_VALUE && Character.isSurrogate((char) codePoint)) {
        return i;
      }
      i += Character.charCount(codePoint);
    }
    return -1;
  }
}
