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

  /** The text, if it is known; else null. */
  @Nullable KnownText find(char[] chars, int from, int to) {
    if (to - from > MAX_LENGTH) {
      return null;
    }
    int hash = hash(chars, from, to);
    int slot = slotOf(hash);
    KnownText first = slots[slot];
    if (first != null && first.is(hash, chars, from, to - from)) {
      return first;
    }
    KnownText second = slots[slot ^ 1];
    return second != null && second.is(hash, chars, from, to - from) ? second : null;
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

  private int slotOf(int hash) {
    return (hash * GOLDEN_RATIO) >>> shift;
  }

  /** Keeps a text that was not known, unless it is too long. */
  void add(KnownText text) {
    if (text.text().length() <= MAX_LENGTH) {
      int slot = slotOf(text.hash());
      if (slots[slot] != null) {
        slots[slot ^ 1] = slots[slot];
      }
      slots[slot] = text;
    }
  }
}
