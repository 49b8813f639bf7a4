package dev.belay.cli;

/**
 * Checks that bytes are well-formed UTF-8 (The Unicode Standard, table 3-7) and knows the line and
 * column it has come to, so that a fault can be named by its place. Fed in pieces of any size. Not
 * thread-safe.
 */
final class Utf8Checker {
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
    for (int i = offset; i < offset + length; i++) {
      if (!accept(bytes[i] & 0xFF)) {
        return false;
      }
    }
    return true;
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
