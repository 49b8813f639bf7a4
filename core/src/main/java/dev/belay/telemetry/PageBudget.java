package dev.belay.telemetry;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The bytes that the pages of one recorder may take. Views of one budget share what is used and
 * differ in how far they may go. Thread-safe; nothing blocks.
 */
final class PageBudget {
  /** The size of an object's or array's header, rounded up to the alignment. */
  static final int HEADER_BYTES = 16;

  /** The size of a reference, counted as if pointers were not compressed. */
  static final int REFERENCE_BYTES = 8;

  private final AtomicLong used;
  private final long limit;

  private PageBudget(AtomicLong used, long limit) {
    this.used = used;
    this.limit = limit;
  }

  /** A budget of its own, of which nothing is used. */
  static PageBudget of(long limitBytes) {
    return new PageBudget(new AtomicLong(), limitBytes);
  }

  /** No limit: for summaries whose size their own structure bounds. */
  static PageBudget unlimited() {
    return of(Long.MAX_VALUE);
  }

  /** The same account under another limit. */
  PageBudget limitedTo(long limitBytes) {
    return new PageBudget(used, limitBytes);
  }

  /** Takes the bytes, all or none; false where they would pass the limit. */
  boolean tryReserve(long bytes) {
    while (true) {
      long before = used.get();
      if (bytes > limit - before) {
        return false;
      }
      if (used.compareAndSet(before, before + bytes)) {
        return true;
      }
    }
  }

  long usedBytes() {
    return used.get();
  }

  /** What an array of longs takes. */
  static long longs(long length) {
    return HEADER_BYTES + Long.BYTES * length;
  }

  /** What an array of references takes. */
  static long references(long length) {
    return HEADER_BYTES + REFERENCE_BYTES * length;
  }
}
