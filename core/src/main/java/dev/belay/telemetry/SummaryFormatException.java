package dev.belay.telemetry;

/** Bytes that are no summary: where the first fault lies and what it is. */
public final class SummaryFormatException extends Exception {
  private static final long serialVersionUID = 1L;

  private final long offset;

  SummaryFormatException(long offset, String fault) {
    super("the summary is not readable at byte " + offset + ": " + fault);
    this.offset = offset;
  }

  /** The offset of the first byte that cannot be right, from 0. */
  public long offset() {
    return offset;
  }
}
