package dev.belay.gate;

import dev.belay.flag.Fallback;
import dev.belay.plan.Tripwires;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

/**
 * Guards the calls to the calibrator inside one JVM: a breaker that opens after failures in a row
 * and lets one probe at a time through when it is time to try again. Thread-safe.
 *
 * <p>It is about calls, at once and in this JVM; whether the <em>rollout</em> goes on is judged per
 * window by the gates ({@code tripwires.…} among them) and decided by the policy. Ask before each
 * call of the change, and report how it went:
 *
 * <pre>{@code
 * if (tripwires.allowsCall(clock.nanos())) {
 *   // call the change, then succeeded(...) or failed(...)
 * } else {
 *   // serve tripwires.fallback()
 * }
 * }</pre>
 *
 * <p>Guarantees:
 *
 * <ol>
 *   <li>No method blocks or waits. A call that is allowed in {@link CallBreaker#CLOSED} and
 *       succeeds with no failure before it changes nothing that other threads write, but counters.
 *   <li>A failure counts to a row in the order in which failures and successes are reported. The
 *       breaker opens with the failure that completes the row, exactly once.
 *   <li>In {@link CallBreaker#HALF_OPEN} at most one probe is allowed until something is reported;
 *       if nothing is for {@code halfOpenAfter}, the next is allowed: a probe whose thread died
 *       does not keep the breaker half open for ever. What a call of before reports in that time
 *       counts as the probe's.
 *   <li>State, history and the row of failures change together: no thread sees a mixture.
 *   <li>Time is what callers pass: monotone nanoseconds of one clock, such as {@code
 *       System.nanoTime()}. Calls that come with slightly older times are harmless.
 * </ol>
 */
public final class SlaTripwires {
  /** The most changes that the history keeps. */
  public static final int MOST_RECORDS = 64;

  private static final long NOT_MEASURED = -1;

  private static final AtomicReferenceFieldUpdater<SlaTripwires, State> STATE =
      AtomicReferenceFieldUpdater.newUpdater(SlaTripwires.class, State.class, "state");

  /**
   * All that changes together.
   *
   * @param sinceNanos when the breaker opened, or the last probe was allowed
   * @param row failures in a row
   * @param probing whether a probe is under way
   */
  private record State(
      CallBreaker breaker, long sinceNanos, int row, boolean probing, List<RevertRecord> history) {

    State withRow(int failures) {
      return new State(breaker, sinceNanos, failures, probing, history);
    }

    State withProbe(long nowNanos) {
      return new State(breaker, nowNanos, row, true, history);
    }

    State to(CallBreaker next, long nowNanos, Fallback fallback, String reason) {
      CallBreaker legal = breaker.to(next);
      List<RevertRecord> records = new ArrayList<>(history);
      if (records.size() == MOST_RECORDS) {
        records.remove(0);
      }
      records.add(new RevertRecord(nowNanos, breaker, legal, fallback, reason));
      return new State(legal, nowNanos, 0, false, List.copyOf(records));
    }
  }

  private final Tripwires limits;
  private final long halfOpenAfterNanos;
  private final CallMeter meter;
  private volatile State state = new State(CallBreaker.CLOSED, 0, 0, false, List.of());

  /** Tripwires that let calls through. */
  public SlaTripwires(Tripwires limits) {
    this.limits = limits;
    this.halfOpenAfterNanos = limits.halfOpenAfter().toNanos();
    this.meter = new CallMeter(limits);
  }

  /** The limits. */
  public Tripwires limits() {
    return limits;
  }

  /**
   * Whether a call may go to the change now. One that is allowed must be reported.
   *
   * @param nowNanos the time on the caller's monotone clock, in ns
   */
  public boolean allowsCall(long nowNanos) {
    while (true) {
      State now = state;
      if (now.breaker == CallBreaker.CLOSED) {
        return true;
      }
      boolean due = nowNanos - now.sinceNanos >= halfOpenAfterNanos;
      boolean mayProbe =
          switch (now.breaker) {
            case OPEN -> due;
            case HALF_OPEN -> due || !now.probing;
            default -> false;
          };
      if (!mayProbe) {
        return false;
      }
      State half =
          now.breaker == CallBreaker.HALF_OPEN
              ? now
              : now.to(
                  CallBreaker.HALF_OPEN, nowNanos, meter.severity(), "it is time to try again");
      if (STATE.compareAndSet(this, now, half.withProbe(nowNanos))) {
        return true;
      }
    }
  }

  /**
   * Reports a call that succeeded, of which the allocation was not measured.
   *
   * @param nowNanos the time on the caller's monotone clock, in ns
   * @param latencyNanos how long it took, in ns
   * @throws IllegalArgumentException if the latency is negative
   */
  public void succeeded(long nowNanos, long latencyNanos) {
    meter.count(requireLatency(latencyNanos), NOT_MEASURED);
    success(nowNanos);
  }

  /**
   * Reports a call that succeeded.
   *
   * @param nowNanos the time on the caller's monotone clock, in ns
   * @param latencyNanos how long it took, in ns
   * @param allocatedBytes what it allocated
   * @throws IllegalArgumentException if the latency or the bytes are negative
   */
  public void succeeded(long nowNanos, long latencyNanos, long allocatedBytes) {
    if (allocatedBytes < 0) {
      throw new IllegalArgumentException(
          "the allocated bytes are " + allocatedBytes + "; leave them out where not measured");
    }
    meter.count(requireLatency(latencyNanos), allocatedBytes);
    success(nowNanos);
  }

  private void success(long nowNanos) {
    while (true) {
      State now = state;
      boolean probed = now.breaker == CallBreaker.HALF_OPEN && now.probing;
      boolean ends = now.breaker == CallBreaker.CLOSED && now.row > 0;
      if (!probed && !ends) {
        return;
      }
      State next =
          probed
              ? now.to(CallBreaker.CLOSED, nowNanos, Fallback.LAST_GOOD, "the probe succeeded")
              : now.withRow(0);
      if (STATE.compareAndSet(this, now, next)) {
        return;
      }
    }
  }

  /**
   * Reports a call that failed: it threw, or gave no valid score.
   *
   * @param nowNanos the time on the caller's monotone clock, in ns
   * @param latencyNanos how long it took, in ns
   * @throws IllegalArgumentException if the latency is negative
   */
  public void failed(long nowNanos, long latencyNanos) {
    meter.count(requireLatency(latencyNanos), NOT_MEASURED);
    while (true) {
      State now = state;
      boolean probed = now.breaker == CallBreaker.HALF_OPEN && now.probing;
      if (!probed && now.breaker != CallBreaker.CLOSED) {
        return;
      }
      int row = now.row + 1;
      boolean opens = probed || row >= limits.consecutiveFailures();
      String reason = probed ? "the probe failed" : row + " calls in a row failed";
      State next =
          opens ? now.to(CallBreaker.OPEN, nowNanos, meter.severity(), reason) : now.withRow(row);
      if (STATE.compareAndSet(this, now, next)) {
        return;
      }
    }
  }

  private static long requireLatency(long latencyNanos) {
    if (latencyNanos < 0) {
      throw new IllegalArgumentException(
          "the latency is " + latencyNanos + " ns; it must be at least 0: take it from one clock");
    }
    return latencyNanos;
  }

  /** The state of the breaker. */
  public CallBreaker state() {
    return state.breaker;
  }

  /**
   * Stops all calls until a person resets the breaker; nothing where they are stopped already.
   *
   * @param nowNanos the time on the caller's monotone clock, in ns
   * @param reason why, for people
   */
  public void emergencyShutdown(long nowNanos, String reason) {
    while (true) {
      State now = state;
      if (now.breaker == CallBreaker.SHUTDOWN
          || STATE.compareAndSet(
              this, now, now.to(CallBreaker.SHUTDOWN, nowNanos, meter.severity(), reason))) {
        return;
      }
    }
  }

  /**
   * A person lets calls through again. What was measured before is forgotten; a row of failures
   * that has not opened the breaker too.
   *
   * @param nowNanos the time on the caller's monotone clock, in ns
   * @param reason why, for people
   */
  public void reset(long nowNanos, String reason) {
    while (true) {
      State now = state;
      State next =
          now.breaker == CallBreaker.CLOSED
              ? now.withRow(0)
              : now.to(CallBreaker.CLOSED, nowNanos, Fallback.LAST_GOOD, reason);
      if (STATE.compareAndSet(this, now, next)) {
        meter.clear();
        return;
      }
    }
  }

  /**
   * What to serve where a call is not allowed, by how badly the last calls did (see {@link
   * Severity}): of the last 1 024 to 2 047, and {@link Fallback#LAST_GOOD} below 100.
   */
  public Fallback fallback() {
    return meter.severity();
  }

  /** The changes of the breaker, oldest first; the last {@value #MOST_RECORDS}. */
  public List<RevertRecord> history() {
    return state.history;
  }
}
