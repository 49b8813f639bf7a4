package dev.belay.gate;

import java.util.Comparator;

/**
 * What is judged: a gate, over all slices or in one.
 *
 * @param gate the gate's name, such as {@code aeceMinusTau}
 * @param slice the slice's name; empty for all slices together
 */
public record GateKey(String gate, String slice) implements Comparable<GateKey> {
  private static final Comparator<GateKey> ORDER =
      Comparator.comparing(GateKey::gate).thenComparing(GateKey::slice);

  /**
   * Checks the gate's name.
   *
   * @throws IllegalArgumentException if the gate's name is empty
   */
  public GateKey {
    if (gate.isEmpty()) {
      throw new IllegalArgumentException("a gate has an empty name; name it");
    }
  }

  /** A gate over all slices. */
  public static GateKey overall(String gate) {
    return new GateKey(gate, "");
  }

  /** Whether this is over all slices. */
  public boolean isOverall() {
    return slice.isEmpty();
  }

  @Override
  public int compareTo(GateKey other) {
    return ORDER.compare(this, other);
  }

  /** The gate's name, with the slice in brackets where there is one. */
  @Override
  public String toString() {
    return isOverall() ? gate : gate + "[" + slice + "]";
  }
}
