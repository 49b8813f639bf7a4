package dev.belay.sequential;

/**
 * A stored state that sequential gates cannot go on from; the message says why, in one sentence.
 */
public final class SequentialStateException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  SequentialStateException(String why) {
    super(sentence(why));
  }

  SequentialStateException(String why, Throwable cause) {
    super(sentence(why), cause);
  }

  private static String sentence(String why) {
    return "The stored state of the sequential gates cannot be restored: " + why;
  }
}
