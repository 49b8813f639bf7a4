package dev.belay.cli;

import org.jspecify.annotations.Nullable;

/**
 * Gives equal texts the same {@link String} most of the time, so that a text that comes again costs
 * neither a new object nor its hash. Bounded: a new text may take the place of another. Not
 * thread-safe.
 */
final class TextCache {
  private static final int GOLDEN_RATIO = 0x9E3779B9;

  /** Longer texts are not kept. */
  private static final int MAX_LENGTH = 128;

  private final @Nullable String[] slots;
  private final int shift;

  /**
   * @param bits the binary logarithm of how many texts are kept
   */
  TextCache(int bits) {
    slots = new String[1 << bits];
    shift = Integer.SIZE - bits;
  }

  /** The text, if it is known; else null. */
  @Nullable String find(char[] chars, int from, int to) {
    if (to - from > MAX_LENGTH) {
      return null;
    }
    int hash = 0;
    for (int i = from; i < to; i++) {
      // As String does it.
      hash = 31 * hash + chars[i];
    }
    int slot = slotOf(hash);
    String first = slots[slot];
    if (first != null && same(first, hash, chars, from, to)) {
      return first;
    }
    String second = slots[slot ^ 1];
    return second != null && same(second, hash, chars, from, to) ? second : null;
  }

  private int slotOf(int hash) {
    return (hash * GOLDEN_RATIO) >>> shift;
  }

  private static boolean same(String text, int hash, char[] chars, int from, int to) {
    if (text.hashCode() != hash || text.length() != to - from) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) != chars[from + i]) {
        return false;
      }
    }
    return true;
  }

  /** Keeps a text that was not known. */
  void add(String text) {
    if (text.length() <= MAX_LENGTH) {
      int slot = slotOf(text.hashCode());
      if (slots[slot] != null) {
        slots[slot ^ 1] = slots[slot];
      }
      slots[slot] = text;
    }
  }
}
