package dev.belay.engine.journal;

/** A store could not read or write. Nothing of the commit that failed is stored. */
public class JournalException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * An error.
   *
   * @param message what could not be done, where, and what to do
   */
  public JournalException(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * An error without a cause.
   *
   * @param message what could not be done, where, and what to do
   */
  public JournalException(String message) {
    super(message);
  }
}
