package dev.belay.sequential;

/** What can be said by shards in a rung. The names are part of stored states. */
enum ShardOutlook {
  /** No look was due so far. */
  NONE("no look at the shards of keys is due yet, and it could only refute"),
  /** The looks go on. */
  LOOKED("the shards of keys have not refuted it, and cannot confirm it"),
  /** There are too few shards, or none is left to the control. */
  TOO_FEW("too few shards of keys are in this rung and outside of it to compare"),
  /** Nothing was recorded before the rung. */
  NO_BASELINE("the shards of keys have no time before this rung to be compared with"),
  /** The rung was there before: its shards were looked at then. */
  ENTERED_BEFORE("the shards of this rung were looked at when it was entered first"),
  /** There were pairs by the first look. */
  PAIRS("this rung has pairs, and its shards are not looked at");

  private final String reason;

  ShardOutlook(String reason) {
    this.reason = reason;
  }

  String reason() {
    return reason;
  }
}
