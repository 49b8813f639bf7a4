package dev.belay.engine.canary;

import dev.belay.flag.FlagSnapshot;
import dev.belay.flag.Percentage;

/** Compares snapshots. Stateless. */
final class Snapshots {
  private Snapshots() {}

  /** Whether more of the bucket range is served treatment by the later one. */
  static boolean raises(FlagSnapshot before, FlagSnapshot after) {
    return served(after).compareTo(served(before)) > 0;
  }

  private static Percentage served(FlagSnapshot snapshot) {
    return snapshot.enabled() && !snapshot.breakerOpen() ? snapshot.percentage() : Percentage.ZERO;
  }

  /**
   * Whether both decide alike and say the same. A flag starts with an empty decision cache with
   * each snapshot, so one that changes nothing is not worth applying.
   */
  static boolean decideAlike(FlagSnapshot one, FlagSnapshot other) {
    return one.enabled() == other.enabled()
        && one.breakerOpen() == other.breakerOpen()
        && one.percentage().equals(other.percentage())
        && one.stage().equals(other.stage())
        && one.fallback() == other.fallback()
        && one.fingerprint().equals(other.fingerprint())
        && one.epoch().equals(other.epoch())
        && one.bucketStrategy().equals(other.bucketStrategy());
  }
}
