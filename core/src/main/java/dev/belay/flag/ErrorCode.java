package dev.belay.flag;

/** What was wrong with a decision's input, with OpenFeature's codes. */
public enum ErrorCode {
  /** The targeting key is missing or empty. */
  TARGETING_KEY_MISSING("the targeting key is missing or empty: pass the repository's name"),
  /** The targeting key or the session id is not well-formed Unicode. */
  INVALID_CONTEXT(
      "the targeting key or the session id has an unpaired surrogate: pass well-formed Unicode");

  private final String message;

  ErrorCode(String message) {
    this.message = message;
  }

  /** One sentence: what was wrong and what to do. */
  public String message() {
    return message;
  }
}
