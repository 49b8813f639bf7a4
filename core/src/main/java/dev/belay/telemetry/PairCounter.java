package dev.belay.telemetry;

/** What is counted per slice about the queries that both arms evaluated. */
public enum PairCounter {
  /** Pairs. */
  PAIRS(0),
  /** Pairs where only control failed. */
  CONTROL_FAILED_ALONE(1),
  /** Pairs where only treatment failed. */
  TREATMENT_FAILED_ALONE(2),
  /** Pairs with recall@50 of both arms, both delivered inside the query SLA (if there is one). */
  RECALL_PAIRS(3),
  /** Of {@link #RECALL_PAIRS}, those where control's recall is the higher. */
  CONTROL_RECALL_HIGHER(4),
  /** Of {@link #RECALL_PAIRS}, those where treatment's recall is the higher. */
  TREATMENT_RECALL_HIGHER(5),
  /**
   * Of the pairs where control's recall is the higher, the sum of by how much, in units of 2^-32.
   */
  CONTROL_RECALL_EXCESS_UNITS(6),
  /**
   * Of the pairs where treatment's recall is the higher, the sum of by how much, in units of 2^-32.
   */
  TREATMENT_RECALL_EXCESS_UNITS(7);

  static final int COUNT = values().length;

  private final int index;

  PairCounter(int index) {
    this.index = index;
  }

  /** The place in arrays and in the binary form: a change of it is a new version of that form. */
  int index() {
    return index;
  }

  /** Whether this is a sum of measured values, not a count of pairs. */
  boolean isSum() {
    return this == CONTROL_RECALL_EXCESS_UNITS || this == TREATMENT_RECALL_EXCESS_UNITS;
  }
}
