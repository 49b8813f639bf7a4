package dev.belay.telemetry;

/** Which queries an arm's summary is of. */
public enum Population {
  /** Every query that was served by the arm. */
  SERVED,
  /** The queries that both arms evaluated (shadow mode): the same ones in both arms' summaries. */
  PAIRED
}
