package dev.belay.cli;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Checks that bytes are well-formed UTF-8 (The Unicode Standard, table 3-7) and knows the line and
 * column it has come to, so that a fault can be named by its place. Fed in pieces of any size. Not
 * thread-safe.
 */
final class Utf8Checker {
  private static final VarHandle EIGHT =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long HIGH_BITS = 0x8080808080808080L;
  private static final long FEEDS = 0x0A0A0A0A0A0A0A0AL;
  private static final long RETURNS = 0x0D0D0D0D0D0D0D0DL;

  private final boolean carriageReturnEndsLine;
  private long line = 1;
  private long column;
  private boolean afterCarriageReturn;

  /** Bytes the current character still needs, and the range that the next one must lie in. */
  private int missing;

  private int low;
  private int high;

  /**
   * @param carriageReturnEndsLine whether CR and CR LF end a line as LF does; else LF alone does
   */
  Utf8Checker(boolean carriageReturnEndsLine) {
    this.carriageReturnEndsLine = carriageReturnEndsLine;
  }

  /** Whether the next bytes may stand there; stops at the first that may not. */
  boolean check(byte[] bytes, int offset, int length) {
    int end = offset + length;
    int i = offset;
    while (i < end) {
      i += plain(bytes, i, end - i);
      for (int stop = Math.min(end, i + Long.BYTES); i < stop; i++) {
        if (!accept(bytes[i] & 0xFF)) {
          return false;
        }
      }
    }
    return true;
  }

  /**
   * Passes over ASCII, eight bytes at a time, up to eight of which one is not, or may be the CR of
   * a line end.
   *
   * @return how many bytes it passed over
   */
  private int plain(byte[] bytes, int offset, int length) {
    if (missing > 0 || afterCarriageReturn) {
      return 0;
    }
    int at = offset;
    int last = offset + length - Long.BYTES;
    while (at <= last) {
      long eight = (long) EIGHT.get(bytes, at);
      long returns = carriageReturnEndsLine ? zeroBytes(eight ^ RETURNS) : 0;
      if (((eight & HIGH_BITS) | returns) != 0) {
        break;
      }
      long feeds = zeroBytes(eight ^ FEEDS);
      if (feeds == 0) {
        column += Long.BYTES;
      } else {
        line += Long.bitCount(feeds);
        column = Long.numberOfLeadingZeros(feeds) / Byte.SIZE;
      }
      at += Long.BYTES;
    }
    return at - offset;
  }

  /** The high bit of each byte that is 0, for bytes below 0x80. */
  private static long zeroBytes(long eight) {
    return ~((eight & ~HIGH_BITS) + ~HIGH_BITS) & HIGH_BITS;
  }

  /** Whether the bytes end between two characters. */
  boolean complete() {
    return missing == 0;
  }

  /** The line of the character read last, from 1. */
  long line() {
    return line;
  }

  /** The column of the character read last, from 1, in code points. */
  long column() {
    return column;
  }

  private boolean accept(int unit) {
    if (missing > 0) {
      boolean continues = unit >= low && unit <= high;
      missing--;
      low = 0x80;
      high = 0xBF;
      return continues;
    }
    advance(unit);
    return unit < 0x80 || startOfSequence(unit);
  }

  private void advance(int unit) {
    boolean pairOfLineEnds = afterCarriageReturn && unit == '\n';
    afterCarriageReturn = carriageReturnEndsLine && unit == '\r';
    if (pairOfLineEnds) {
      return;
    }
    if (unit == '\n' || afterCarriageReturn) {
      line++;
      column = 0;
    } else {
      column++;
    }
  }

  private boolean startOfSequence(int unit) {
    if (unit < 0xC2 || unit > 0xF4) {
      return false;
    }
    missing = unit < 0xE0 ? 1 : unit < 0xF0 ? 2 : 3;
    low =
        switch (unit) {
          case 0xE0 -> 0xA0;
          case 0xF0 -> 0x90;
          default -> 0x80;
        };
    high =
        switch (unit) {
          case 0xED -> 0x9F;
          case 0xF4 -> 0x8F;
          default -> 0xBF;
        };
    return true;
  }
}
