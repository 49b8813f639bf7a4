package dev.belay.sequential;

import java.util.Arrays;

/** How often each cell was seen in both arms. Mutable and not thread-safe. */
final class ArmCells {
  /** More than this are not taken in: a test that stops is as valid, and its sums stay exact. */
  private static final long MOST = 10_000_000_000L;

  private final long[] treatment;
  private final long[] control;
  private long size;

  ArmCells(int cells) {
    treatment = new long[cells];
    control = new long[cells];
  }

  /**
   * Whether a tick is taken in; counts it if so.
   *
   * @param n the observations of the arm with more of them
   */
  boolean admit(long n) {
    if (n == 0 || n > MOST - size) {
      return false;
    }
    size += n;
    return true;
  }

  void add(boolean treated, int cell, long n) {
    (treated ? treatment : control)[cell] += n;
  }

  long[] treatment() {
    return treatment;
  }

  long[] control() {
    return control;
  }

  /** The observations of the arm that has more of them, tick by tick: of pairs, their number. */
  long size() {
    return size;
  }

  /** The observations of the scarcer arm. */
  long scarcer() {
    return Math.min(Arrays.stream(treatment).sum(), Arrays.stream(control).sum());
  }

  void clear() {
    Arrays.fill(treatment, 0);
    Arrays.fill(control, 0);
    size = 0;
  }

  void write(StateWriter out) {
    out.varint(size);
    out.sparse(treatment);
    out.sparse(control);
  }

  void read(StateReader in) {
    size = in.varint(MOST);
    in.sparse(treatment);
    in.sparse(control);
    if (Arrays.stream(treatment).sum() > size || Arrays.stream(control).sum() > size) {
      throw in.fault("cells hold more than there are observations");
    }
  }
}
