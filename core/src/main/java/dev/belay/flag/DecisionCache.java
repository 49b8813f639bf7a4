package dev.belay.flag;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
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

  /* How: two-way set associative. A key may stand in slot i or in its neighbour i ^ 1; a new key
   * takes an empty one of the two, else drops one of them, chosen by a bit of its hash. An entry
   * weighs its own object, its String and a byte array of two bytes a char, on a 64-bit JVM with
   * compressed references (the larger object headers of other JVMs would make the limit 1.3 times
   * as large). */
  private static final int SLOTS = 1024;
  private static final int REFERENCE_BYTES = 4;
  private static final int TABLE_BYTES = 16 + SLOTS * REFERENCE_BYTES;
  private static final int RESOLUTION_BYTES = 40;
  private static final int STRING_BYTES = 24;
  private static final int ARRAY_HEADER_BYTES = 16;
  private static final int GOLDEN_RATIO = 0x9E3779B9;

  private final AtomicReferenceArray<@Nullable Resolution> slots =
      new AtomicReferenceArray<>(SLOTS);
  private final AtomicInteger heldBytes = new AtomicInteger(TABLE_BYTES);

  /** The entry of a key, or null. */
  @Nullable Resolution get(String key) {
    int slot = slotOf(key);
    Resolution first = slots.getPlain(slot);
    if (first != null && key.equals(first.key())) {
      return first;
    }
    Resolution second = slots.getPlain(slot ^ 1);
    return second != null && key.equals(second.key()) ? second : null;
  }

  /** Remembers an entry if there is room; may forget another one. */
  void put(String key, Resolution resolution) {
    int weight = weightOf(key);
    if (heldBytes.addAndGet(weight) > LIMIT_BYTES) {
      heldBytes.addAndGet(-weight);
      forget(slotOf(key));
      return;
    }
    int slot = slotOf(key);
    int target = slots.getPlain(slot) == null ? slot : victim(key, slot);
    drop(slots.getAndSet(target, resolution));
  }

  /** The bytes held now, at most {@link #LIMIT_BYTES}. */
  int heldBytes() {
    return heldBytes.get();
  }

  private int victim(String key, int slot) {
    boolean neighbourIsFree = slots.getPlain(slot ^ 1) == null;
    return neighbourIsFree || (key.hashCode() & 1) == 0 ? slot ^ 1 : slot;
  }

  /** Makes room where a full cache refused an entry, so that the hot keys of the day get in. */
  private void forget(int slot) {
    drop(slots.getAndSet(slot, null));
    drop(slots.getAndSet(slot ^ 1, null));
  }

  private void drop(@Nullable Resolution dropped) {
    if (dropped != null && dropped.key() != null) {
      heldBytes.addAndGet(-weightOf(dropped.key()));
    }
  }

  private static int slotOf(String key) {
    return (key.hashCode() * GOLDEN_RATIO)
        >>> (Integer.SIZE - Integer.numberOfTrailingZeros(SLOTS));
  }

  private static int weightOf(String key) {
    // A key that could never fit weighs the whole limit, so that the sum cannot overflow.
    int chars = Math.min(key.length(), LIMIT_BYTES / 2);
    return RESOLUTION_BYTES + STRING_BYTES + ARRAY_HEADER_BYTES + 2 * chars;
  }
}
