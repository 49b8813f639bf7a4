package dev.belay.cli;

import org.jspecify.annotations.Nullable;

/**
 * Gives equal texts the same object most of the time, so that a text that comes again costs neither
 * a new one nor what is remembered with it. Bounded: a new text may take the place of another. Not
 * thread-safe.
 */
final class TextCache {
  private static final int GOLDEN_RATIO = 0x9E3779B9;

  /** Longer texts are not kept. */
  private static final int MAX_LENGTH = 128;

  private final @Nullable KnownText[] slots;
  private final int shift;

  /**
   * @param bits the binary logarithm of how many texts are kept
   */
  TextCache(int bits) {
    slots = new KnownText[1 << bits];
    shift = Integer.SIZE - bits;
  }

  /** The text of these characters, which is known from now on unless it is too long. */
  KnownText get(char[] chars, int from, int to) {
    int length = to - from;
    if (length > MAX_LENGTH) {
      return new KnownText(new String(chars, from, length));
    }
    int hash = hash(chars, from, to);
    int slot = (hash * GOLDEN_RATIO) >>> shift;
    KnownText first = slots[slot];
    if (first != null && first.is(hash, chars, from, length)) {
      return first;
    }
    KnownText second = slots[slot ^ 1];
    if (second != null && second.is(hash, chars, from, length)) {
      return second;
    }
    KnownText added = new KnownText(new String(chars, from, length));
    if (first != null) {
      slots[slot ^ 1] = first;
    }
    slots[slot] = added;
    return added;
  }

  /** As {@link String#hashCode}; four characters a step, which need not wait for each other. */
  private static int hash(char[] chars, int from, int to) {
    int hash = 0;
    int i = from;
    for (; i + 3 < to; i += 4) {
      hash =
          hash * (31 * 31 * 31 * 31)
              + chars[i] * (31 * 31 * 31)
              + chars[i + 1] * (31 * 31)
              + chars[i + 2] * 31
              + chars[i + 3];
    }
    for (; i < to; i++) {
      hash = 31 * hash + chars[i];
    }
    return hash;
  }
}
