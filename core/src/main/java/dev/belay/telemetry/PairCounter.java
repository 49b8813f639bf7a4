package dev.belay.telemetry;

/** What is counted per slice about the queries that both arms evaluated. */
public enum PairCounter {
  /** Pairs. */
  PAIRS,
  /** Pairs where only control failed. */
  CONTROL_FAILED_ALONE,
  /** Pairs where only treatment failed. */
  TREATMENT_FAILED_ALONE,
  /** Pairs with recall@50 of both arms, both delivered inside the query SLA (if there is one). */
  RECALL_PAIRS,
  /** Of {@link #RECALL_PAIRS}, those where control's recall is the higher. */
  CONTROL_RECALL_HIGHER,
  /** Of {@link #RECALL_PAIRS}, those where treatment's recall is the higher. */
  TREATMENT_RECALL_HIGHER;

  static final int COUNT = values().length;
}
