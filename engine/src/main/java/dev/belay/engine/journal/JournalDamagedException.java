package dev.belay.engine.journal;

/** What is stored cannot be read as what it was: the file is damaged, or a summary in it. */
public class JournalDamagedException extends JournalException {
  private static final long serialVersionUID = 1L;

  /** Damage that was seen itself. */
  public JournalDamagedException(String message) {
    super(message);
  }

  /** Damage that another error showed. */
  public JournalDamagedException(String message, Throwable cause) {
    super(message, cause);
  }
}
