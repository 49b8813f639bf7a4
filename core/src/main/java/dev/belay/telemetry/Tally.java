package dev.belay.telemetry;

/** What a summary tells about the recording itself. */
public enum Tally {
  /** Observations and labels left out because their decision is no evidence (overrides, errors). */
  EXCLUDED,
  /** Observations put to {@link Summary#OTHER} because there are more slices than the layout keeps. */
  OTHER_BY_SLICES,
  /** Observations put to {@link Summary#OTHER} because the memory budget was used up. */
  OTHER_BY_MEMORY,
  /** Observations put to {@link Summary#OTHER} because memory was short and its stripe was busy. */
  OTHER_BY_CONTENTION,
  /** Observations and labels that are in no summary because every stripe and the overflow was busy. */
  LOST;

  static final int COUNT = values().length;
}
