package dev.belay.gate;

/** What a gate says. */
public enum Verdict {
  /** There is enough data, and it is within the limit. */
  PASS,
  /** There is enough data, and it is outside the limit. */
  BREACH,
  /** There is too little, stale or no data. Never a pass, never a breach. */
  INSUFFICIENT
}
