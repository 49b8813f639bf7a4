package dev.belay.flag;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Keeps live sessions on the variant they were served first, as far as that is control.
 *
 * <p>Only control is remembered. A step up turns control into treatment: a session that was served
 * control keeps it until it has been idle. A step down turns treatment into control: that must
 * always be felt, so there is nothing to remember about treatment. What is remembered can therefore
 * never serve treatment to anybody whom the snapshot puts on control.
 *
 * <ol>
 *   <li>A session is one pair of session id and targeting key: the repository stays the unit of
 *       assignment, and a session that moves on to a control repository is served control there.
 *   <li>Ids are kept as 128 bits of their SHA-256 only.
 *   <li>Memory is bounded: of eight places that a session may stand in, a new one takes one that is
 *       empty or expired, else that of the longest idle. A session that is forgotten so may be
 *       served treatment early; it is never served treatment that the snapshot does not allow.
 *   <li>Lock-free; a call allocates only when it remembers a new session.
 * </ol>
 */
final class SessionPins {
  private static final int WAYS = 8;
  private static final int PLACES_PER_SESSION = 4;

  private final AtomicReferenceArray<@Nullable Pin> slots;

  /**
   * Room for {@code capacity} live sessions, a power of two. There are four places for each, so
   * that of that many about two in 10 000 find their eight places taken.
   */
  SessionPins(int capacity) {
    int size = PLACES_PER_SESSION * Math.max(WAYS, capacity);
    this.slots = new AtomicReferenceArray<>(size);
  }

  /**
   * Whether the session is to be served treatment, and remembers it if not.
   *
   * @param treatment what the snapshot says
   * @throws IllegalArgumentException if the session id is not well-formed Unicode
   */
  boolean treats(
      String sessionId, String targetingKey, boolean treatment, long nowNanos, long idleNanos) {
    KeyHasher hasher = KeyHasher.ofThread();
    hasher.text(sessionId);
    // 0xFF is no byte of UTF-8, so no other pair of strings hashes the same bytes.
    hasher.oneByte(0xFF);
    hasher.text(targetingKey);
    hasher.finish();
    return treats(hasher.word(0), hasher.word(1), treatment, nowNanos, idleNanos);
  }

  private boolean treats(long high, long low, boolean treatment, long nowNanos, long idleNanos) {
    int base = (int) low & (slots.length() - 1) & -WAYS;
    int free = base;
    long longestIdle = Long.MIN_VALUE;
    for (int way = 0; way < WAYS; way++) {
      // Every session starts its round elsewhere, so that sessions seen at one moment do not all
      // take the same place.
      int slot = base + ((way + (int) high) & (WAYS - 1));
      Pin pin = slots.get(slot);
      long idle = pin == null ? Long.MAX_VALUE : nowNanos - pin.lastSeenNanos();
      if (pin != null && pin.high == high && pin.low == low) {
        return keep(slot, pin, treatment && idle >= idleNanos, nowNanos);
      }
      if (idle > longestIdle) {
        longestIdle = idle;
        free = slot;
      }
    }
    if (!treatment) {
      slots.set(free, new Pin(high, low, nowNanos));
    }
    return treatment;
  }

  /** The session is known: it ends here, or is seen once more. Returns whether it ended. */
  private boolean keep(int slot, Pin pin, boolean ended, long nowNanos) {
    if (ended) {
      slots.compareAndSet(slot, pin, null);
    } else {
      pin.seen(nowNanos);
    }
    return ended;
  }

  /** One session that was served control. */
  private static final class Pin {
    private static final VarHandle LAST_SEEN = lastSeenHandle();

    final long high;
    final long low;

    @SuppressWarnings({"FieldMayBeFinal", "UnusedVariable"}) // used through LAST_SEEN
    private long lastSeenNanos;

    Pin(long high, long low, long lastSeenNanos) {
      this.high = high;
      this.low = low;
      this.lastSeenNanos = lastSeenNanos;
    }

    long lastSeenNanos() {
      return (long) LAST_SEEN.getOpaque(this);
    }

    void seen(long nowNanos) {
      LAST_SEEN.setOpaque(this, nowNanos);
    }

    private static VarHandle lastSeenHandle() {
      try {
        return MethodHandles.lookup().findVarHandle(Pin.class, "lastSeenNanos", long.class);
      } catch (ReflectiveOperationException e) {
        throw new ExceptionInInitializerError(e);
      }
    }
  }
}
