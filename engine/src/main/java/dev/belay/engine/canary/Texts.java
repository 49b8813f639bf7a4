package dev.belay.engine.canary;

import java.nio.charset.StandardCharsets;

/** What the journal can hold. Stateless. */
final class Texts {
  private Texts() {}

  /**
   * Refuses a text that has no UTF-8.
   *
   * @throws IllegalArgumentException if it holds an unpaired surrogate
   */
  static void requireUnicode(String what, String text) {
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw new IllegalArgumentException(
          what + " holds an unpaired surrogate; write whole characters");
    }
  }
}
