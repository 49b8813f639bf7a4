package dev.belay.flag;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what one snapshot made of its hot keys, in at most {@value #LIMIT_BYTES} bytes, the
 * keys themselves included. A snapshot has a cache of its own, so nothing here can outlive it.
 *
 * <ol>
 *   <li>A key is compared whole, never by its hash alone.
 *   <li>Reading is wait-free and allocates nothing. Writing is lock-free.
 *   <li>A reader sees a whole entry or none: entries are immutable.
 *   <li>What is held never exceeds the limit, not even for a moment: room is reserved before an
 *       entry is stored and given back after one is dropped.
 * </ol>
 */
final class DecisionCache {
  static final int LIMIT_BYTES = 64 * 1024;

  /* How: a key may stand in any of the eight slots that follow its hash, wrapping round. A new key
   * takes an empty one of them while there is room, else the place of another key; which one is a
   * matter of its hash. An entry weighs its own object, its String and a byte array of two bytes a
   * char, on a 64-bit JVM with compressed references. */
  private static final int SLOT_BITS = 10;
  private static final int SLOTS = 1 << SLOT_BITS;
  private static final int WAYS = 8;
  private static final int OFFERED_BITS = 15;
  private static final int MOST_OFFERS = 4096;
  private static final int REFERENCE_BYTES = 4;
  private static final int TABLE_BYTES =
      3 * 16 + SLOTS * (REFERENCE_BYTES + Integer.BYTES) + (1 << OFFERED_BITS) / Byte.SIZE;
  private static final int RESOLUTION_BYTES = 40;
  private static final int STRING_BYTES = 24;
  private static final int ARRAY_HEADER_BYTES = 16;
  private static final int GOLDEN_RATIO = 0x9E3779B9;

  private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(Resolution[].class);

  /** Read plainly: entries are immutable, so a late or early sight of one is a whole one. */
  private final @Nullable Resolution[] slots = new Resolution[SLOTS];

  /** The hash of the key in each slot, so that a look-up touches no other key. */
  private final int[] hashes = new int[SLOTS];

  /** A bit for every hash that was offered lately. A hint: what a race loses is offered again. */
  private final int[] offered = new int[1 << (OFFERED_BITS - 5)];

  private int offers;

  private final AtomicInteger heldBytes = new AtomicInteger(TABLE_BYTES);

  /** The entry of a key, or null. */
  @Nullable Resolution get(String key) {
    int hash = key.hashCode();
    int first = firstSlotOf(hash);
    Resolution found = slots[first];
    if (found != null && key.equals(found.key())) {
      return found;
    }
    return getElsewhere(key, hash, first);
  }

  private @Nullable Resolution getElsewhere(String key, int hash, int first) {
    for (int way = 1; way < WAYS; way++) {
      int slot = (first + way) & (SLOTS - 1);
      if (hashes[slot] == hash) {
        Resolution found = slots[slot];
        if (found != null && key.equals(found.key())) {
          return found;
        }
      }
    }
    return null;
  }

  /**
   * Remembers an entry from the second time on that it is offered, so that a crawl over many keys
   * neither drives out the few hot ones nor costs more than its hashes.
   */
  void offer(String key, Resolution resolution) {
    int hash = spread(key.hashCode()) >>> (Integer.SIZE - OFFERED_BITS);
    int word = hash / Integer.SIZE;
    int bit = 1 << hash;
    if ((offered[word] & bit) != 0) {
      put(key, resolution);
    } else if (offers++ < MOST_OFFERS) {
      offered[word] |= bit;
    } else {
      offers = 0;
      Arrays.fill(offered, 0);
    }
  }

  /** Remembers an entry if there is room; may forget another one. */
  void put(String key, Resolution resolution) {
    int weight = weightOf(key);
    boolean fits = heldBytes.get() + weight <= LIMIT_BYTES;
    int slot = slotFor(key, fits);
    Resolution replaced = slots[slot];
    int growth = weight - weightOf(replaced);
    if (growth > 0 && heldBytes.addAndGet(growth) > LIMIT_BYTES) {
      heldBytes.addAndGet(-growth);
      // A long key does not get in, but the next one of the usual length shall find room.
      store(slot, replaced, null, -weightOf(replaced));
      return;
    }
    if (store(slot, replaced, resolution, Math.min(growth, 0))) {
      // A race may leave the hash of another key here: that one is then merely not found.
      hashes[slot] = key.hashCode();
    } else if (growth > 0) {
      heldBytes.addAndGet(-growth);
    }
  }

  /** The bytes held or reserved now. */
  int heldBytes() {
    return heldBytes.get();
  }

  /** The first empty slot of the key's if it {@code fits} and there is one, else a taken one. */
  private int slotFor(String key, boolean fits) {
    int first = firstSlotOf(key.hashCode());
    if (fits) {
      for (int way = 0; way < WAYS; way++) {
        int slot = (first + way) & (SLOTS - 1);
        if (slots[slot] == null) {
          return slot;
        }
      }
    }
    int turn = key.hashCode() & (WAYS - 1);
    for (int way = 0; way < WAYS; way++) {
      int slot = (first + (way ^ turn)) & (SLOTS - 1);
      if (slots[slot] != null) {
        return slot;
      }
    }
    return first;
  }

  /** Puts {@code next} where {@code expected} stands, unless another thread was faster. */
  private boolean store(
      int slot, @Nullable Resolution expected, @Nullable Resolution next, int released) {
    boolean stored = SLOT.compareAndSet(slots, slot, expected, next);
    if (stored && released != 0) {
      heldBytes.addAndGet(released);
    }
    return stored;
  }

  private static int firstSlotOf(int hash) {
    return spread(hash) >>> (Integer.SIZE - SLOT_BITS);
  }

  private static int spread(int hash) {
    return hash * GOLDEN_RATIO;
  }

  private static int weightOf(@Nullable Resolution resolution) {
    String key = resolution == null ? null : resolution.key();
    return key == null ? 0 : weightOf(key);
  }

  private static int weightOf(String key) {
    // A key that could never fit weighs the whole limit, so that the sum cannot overflow.
    int chars = Math.min(key.length(), LIMIT_BYTES / 2);
    return RESOLUTION_BYTES + STRING_BYTES + ARRAY_HEADER_BYTES + 2 * chars;
  }
}
