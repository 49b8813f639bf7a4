package dev.belay.telemetry;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jspecify.annotations.Nullable;

/**
 * The slices that a recorder keeps apart: the first names that come, for ever. Thread-safe; nothing
 * blocks.
 */
final class SliceAdmission {
  /** What {@link #indexOf} gives for a name that is not kept apart. */
  static final int NONE = -1;

  private static final VarHandle INDEXES;

  static {
    try {
      INDEXES = MethodHandles.lookup().findVarHandle(SliceAdmission.class, "indexes", Map.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final int max;

  /** By the number of a slice: 1 where it is no longer kept apart. */
  private final AtomicIntegerArray demoted;

  /** Replaced as a whole, so that reading takes no lock. */
  private volatile Map<String, Integer> indexes;

  SliceAdmission(int max, Collection<String> first) {
    this.max = max;
    this.demoted = new AtomicIntegerArray(max);
    Map<String, Integer> map = new HashMap<>();
    for (String name : first) {
      if (!name.equals(Summary.OTHER)) {
        map.putIfAbsent(name, map.size());
      }
    }
    this.indexes = Map.copyOf(map);
  }

  /** What all names take in the map, its copy while one is added included. */
  static long maxBytes(int max) {
    return PageBudget.longs(max)
        + 2 * PageBudget.references(4L * max)
        + 2L * max * (48 + 64 + 2 * SliceName.MAX_LENGTH);
  }

  /**
   * The number of a name, from 0, which is admitted if there is room; {@link #NONE} if there is
   * not.
   *
   * @throws IllegalArgumentException if the name is no {@link SliceName}
   */
  int indexOf(String name) {
    while (true) {
      Map<String, Integer> before = indexes;
      @Nullable Integer index = before.get(name);
      if (index != null) {
        return index;
      }
      SliceName.check(name);
      if (before.size() >= max) {
        return NONE;
      }
      Map<String, Integer> after = new HashMap<>(before);
      after.put(name, before.size());
      if (INDEXES.compareAndSet(this, before, Map.copyOf(after))) {
        return before.size();
      }
    }
  }

  /** From now on the slice is not kept apart: there is no memory for all of it. */
  void demote(int number) {
    demoted.set(number, 1);
  }

  /** Whether a slice, by its number, is no longer kept apart. */
  boolean isDemoted(int number) {
    return demoted.get(number) == 1;
  }
}
