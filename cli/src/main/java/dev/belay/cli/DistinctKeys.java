package dev.belay.cli;

import java.util.BitSet;

/** Which keys of a file are the first of their kind. */
final class DistinctKeys {
  private DistinctKeys() {}

  /** A set bit for every key that no earlier line holds. Exact: whole keys are compared. */
  static BitSet of(KeyFile keys) {
    int slots = Integer.highestOneBit(Math.max(2, keys.size())) << 2;
    int[] table = new int[slots];
    BitSet first = new BitSet(keys.size());
    for (int i = 0; i < keys.size(); i++) {
      int slot = keys.hash(i) & (slots - 1);
      while (table[slot] != 0 && !keys.same(table[slot] - 1, i)) {
        slot = (slot + 1) & (slots - 1);
      }
      if (table[slot] == 0) {
        table[slot] = i + 1;
        first.set(i);
      }
    }
    return first;
  }
}
