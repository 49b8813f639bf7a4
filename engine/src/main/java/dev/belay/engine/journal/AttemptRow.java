package dev.belay.engine.journal;

import java.util.Arrays;

/**
 * What the sequential gates of an attempt have seen so far, as it is kept: one a rollout, each in
 * the place of the one before. Takes a copy of the bytes and gives copies.
 *
 * @param attempt which attempt of the rollout, from 1
 * @param tick the last tick that is in it
 * @param evidence in the form of the gates
 */
@SuppressWarnings("ArrayRecordComponent") // Copied both ways, and compared by what they hold.
public record AttemptRow(long attempt, long tick, byte[] evidence) {
  /** Copies the bytes. */
  public AttemptRow {
    evidence = evidence.clone();
  }

  @Override
  public byte[] evidence() {
    return evidence.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AttemptRow row
        && attempt == row.attempt
        && tick == row.tick
        && Arrays.equals(evidence, row.evidence);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * Long.hashCode(attempt) + Long.hashCode(tick)) + Arrays.hashCode(evidence);
  }

  @Override
  public String toString() {
    return "AttemptRow[attempt=" + attempt + ", tick=" + tick + ", " + evidence.length + " bytes]";
  }
}
