package dev.belay.telemetry;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;

/**
 * Where calls wait for a busy stripe: its holder counts them when it is done, or the next drain
 * does. Bounded, thread-safe, lock-free.
 */
final class Overflow {
  private static final int PLACES = 256;
  private static final int PROBES = 32;

  private final AtomicReferenceArray<Event> places = new AtomicReferenceArray<>(PLACES);

  private volatile boolean waiting;

  /** Whether anything may wait. */
  boolean isWaiting() {
    return waiting;
  }

  /** What it takes when every place is in use. */
  static long maxBytes() {
    return PageBudget.references(PLACES) + (long) PLACES * Event.MAX_BYTES;
  }

  /** Keeps the event; false where no place was free. */
  boolean offer(Event event, int hint) {
    for (int probe = 0; probe < PROBES; probe++) {
      // Threads start far apart.
      int place = (hint * PROBES + probe) & (PLACES - 1);
      if (places.get(place) == null && places.compareAndSet(place, null, event)) {
        waiting = true;
        return true;
      }
    }
    return false;
  }

  /** Takes out every event that was kept before, each one exactly once. */
  void drain(Consumer<Event> consumer) {
    // First the flag: what is kept from here on sets it again.
    waiting = false;
    for (int place = 0; place < PLACES; place++) {
      Event event = places.get(place) == null ? null : places.getAndSet(place, null);
      if (event != null) {
        consumer.accept(event);
      }
    }
  }
}
