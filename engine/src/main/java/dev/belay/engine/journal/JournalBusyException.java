package dev.belay.engine.journal;

/** Another process has the journal locked, and had it for longer than there was time to wait. */
public class JournalBusyException extends JournalException {
  private static final long serialVersionUID = 1L;

  /** A lock that another error showed. */
  public JournalBusyException(String message, Throwable cause) {
    super(message, cause);
  }
}
