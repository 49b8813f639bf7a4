package dev.belay.gate;

/** What an estimate was compared with. */
public enum Comparison {
  /** A number of the plan. */
  LIMIT,
  /** The other arm on the same queries (shadow mode). */
  PAIRS,
  /** The other arm on its own queries. */
  ARMS,
  /** The last green baseline. */
  BASELINE
}
