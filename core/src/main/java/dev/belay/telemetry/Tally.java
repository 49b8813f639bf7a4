package dev.belay.telemetry;

/** What a summary tells about the recording itself. */
public enum Tally {
  /** Observations and labels left out because their decision is no evidence (overrides, errors). */
  EXCLUDED(0),
  /**
   * Observations put to {@link Summary#OTHER} because there are more slices than the layout keeps.
   */
  OTHER_BY_SLICES(1),
  /** Observations put to {@link Summary#OTHER} because the memory budget was used up. */
  OTHER_BY_MEMORY(2),
  /** Observations put to {@link Summary#OTHER} because their stripe was busy for too long. */
  OTHER_BY_CONTENTION(3),
  /**
   * Observations and labels that are in no summary because every stripe was busy and no place to
   * wait was free.
   */
  LOST(4);

  static final int COUNT = values().length;

  private final int index;

  Tally(int index) {
    this.index = index;
  }

  /** The place in arrays and in the binary form: a change of it is a new version of that form. */
  int index() {
    return index;
  }
}
