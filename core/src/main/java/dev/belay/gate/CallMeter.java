package dev.belay.gate;

import dev.belay.flag.Fallback;
import dev.belay.plan.Tripwires;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

/**
 * How badly the last calls did: what the severity of a revert follows from. Thread-safe, lock-free.
 */
final class CallMeter {
  /*
   * How. Calls are counted in blocks of 1 024; what is asked for is over the block that fills and the
   * one before, so of the last 1 024 to 2 047 calls (of fewer at the start). The 99th percentile is
   * above a limit if and only if more than 1 % of the calls are, so two counters and the number of calls
   * say all. Below 100 calls nothing is said: one slow call would be more than 1 %.
   *
   * A call is counted in the block that fills when it is reported. The call that fills it puts the
   * next in its place; calls reported at that moment may still go to the full one.
   */
  private static final int BLOCK = 1024;
  private static final long LEAST_CALLS = 100;

  private static final AtomicReferenceFieldUpdater<CallMeter, Blocks> BLOCKS =
      AtomicReferenceFieldUpdater.newUpdater(CallMeter.class, Blocks.class, "blocks");

  private record Blocks(Block filling, Block before) {}

  /** Counters of one block; a call is in it once {@code calls} says so. */
  private static final class Block {
    final AtomicInteger calls = new AtomicInteger();
    final AtomicInteger overOff = new AtomicInteger();
    final AtomicInteger overUncalibrated = new AtomicInteger();
    final AtomicInteger measured = new AtomicInteger();
    final AtomicLong bytes = new AtomicLong();
  }

  /** More bytes a call than this count as this, so that a block's sum cannot overflow. */
  private static final long MOST_BYTES = 1L << 48;

  private final long offNanos;
  private final long uncalibratedNanos;
  private final long limitBytes;
  private volatile Blocks blocks = new Blocks(new Block(), new Block());

  CallMeter(Tripwires limits) {
    long p99 = limits.p99().toNanos();
    offNanos = Severity.OFF_TIMES * p99;
    uncalibratedNanos = Severity.UNCALIBRATED_TIMES * p99;
    limitBytes = limits.allocatedBytes();
  }

  /** Counts a call; bytes below 0 were not measured. */
  void count(long latencyNanos, long allocatedBytes) {
    Blocks now = blocks;
    Block block = now.filling;
    if (latencyNanos > uncalibratedNanos) {
      block.overUncalibrated.incrementAndGet();
      if (latencyNanos > offNanos) {
        block.overOff.incrementAndGet();
      }
    }
    if (allocatedBytes >= 0) {
      block.measured.incrementAndGet();
      block.bytes.addAndGet(Math.min(allocatedBytes, MOST_BYTES));
    }
    if (block.calls.incrementAndGet() == BLOCK) {
      BLOCKS.compareAndSet(this, now, new Blocks(new Block(), block));
    }
  }

  /** The fallback for the last calls. */
  Fallback severity() {
    Blocks now = blocks;
    long calls = (long) now.filling.calls.get() + now.before.calls.get();
    long measured = (long) now.filling.measured.get() + now.before.measured.get();
    double bytes = (double) now.filling.bytes.get() + now.before.bytes.get();
    long off = (long) now.filling.overOff.get() + now.before.overOff.get();
    long uncalibrated =
        (long) now.filling.overUncalibrated.get() + now.before.overUncalibrated.get();
    boolean judged = calls >= LEAST_CALLS;
    return Severity.of(
        judged && Shares.overOnePercent(off, calls),
        judged && Shares.overOnePercent(uncalibrated, calls),
        measured >= LEAST_CALLS && Severity.ranAway(bytes / measured, (double) limitBytes));
  }

  /** Forgets all calls. */
  void clear() {
    blocks = new Blocks(new Block(), new Block());
  }
}
