package dev.belay.cli;

import java.io.PrintWriter;
import java.util.function.LongSupplier;

/**
 * A progress bar on standard error, for a person only: nothing is drawn unless standard error is a
 * terminal, and nothing in the first two seconds. Not thread-safe.
 */
final class Progress implements AutoCloseable {
  private static final long FIRST_NANOS = 2_000_000_000L;
  private static final long REDRAW_NANOS = 200_000_000L;
  private static final int WIDTH = 30;
  private static final String CLEAR_LINE = "\r\u001b[K";

  private final PrintWriter err;
  private final boolean shown;
  private final String what;
  private final long total;
  private final LongSupplier nanoTime;
  private long nextDrawNanos;
  private long done;
  private boolean drawn;

  /**
   * @param what what is going on, such as {@code reading}
   * @param total the bytes (or whatever else) to come; negative where nobody knows
   * @param nanoTime a clock such as {@link System#nanoTime}
   */
  Progress(Io io, String what, long total, LongSupplier nanoTime) {
    this.err = io.err();
    this.shown = io.terminal().errorIsTerminal();
    this.what = what;
    this.total = total;
    this.nanoTime = nanoTime;
    this.nextDrawNanos = nanoTime.getAsLong() + FIRST_NANOS;
  }

  /** So much more is done: bytes, or whatever the total counts. */
  void advance(long bytes) {
    done += bytes;
    if (!shown) {
      return;
    }
    long now = nanoTime.getAsLong();
    if (now - nextDrawNanos >= 0) {
      nextDrawNanos = now + REDRAW_NANOS;
      draw();
    }
  }

  private void draw() {
    drawn = true;
    if (total > 0) {
      long capped = Math.min(done, total);
      int filled = (int) (WIDTH * capped / total);
      err.print(
          CLEAR_LINE
              + what
              + " ["
              + "#".repeat(filled)
              + " ".repeat(WIDTH - filled)
              + "] "
              + 100 * capped / total
              + " %");
    } else {
      err.print(CLEAR_LINE + what + " " + (done >> 20) + " MiB");
    }
    err.flush();
  }

  /** Removes the bar. */
  @Override
  public void close() {
    if (drawn) {
      err.print(CLEAR_LINE);
      err.flush();
      drawn = false;
    }
  }
}
