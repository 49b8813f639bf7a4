package dev.belay.engine.journal;

/** A data directory is held by another process, or by this one a second time. */
public class DirectoryHeldException extends JournalException {
  private static final long serialVersionUID = 1L;

  /** A refusal. */
  public DirectoryHeldException(String message) {
    super(message);
  }
}
