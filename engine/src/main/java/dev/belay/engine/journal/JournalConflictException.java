package dev.belay.engine.journal;

/** Another process wrote to the journal in between: read it again. */
public class JournalConflictException extends JournalException {
  private static final long serialVersionUID = 1L;

  /** A conflict. */
  public JournalConflictException(String message) {
    super(message);
  }
}
