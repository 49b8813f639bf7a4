package dev.belay.cli;

import dev.belay.flag.Decision;
import dev.belay.flag.FlagSnapshot;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A text of the input, and what is known of it: the last decision for it as a targeting key, and
 * that it may name a slice. One thread at a time reads and writes what is known of it.
 */
final class KnownText {
  private final String text;
  private final char[] chars;
  private final int hash;
  private @Nullable FlagSnapshot from;
  private @Nullable Decision decision;
  private boolean sliceName;

  KnownText(String text) {
    this.text = text;
    this.chars = text.toCharArray();
    this.hash = text.hashCode();
  }

  String text() {
    return text;
  }

  /** As {@link String#hashCode}. */
  int hash() {
    return hash;
  }

  /** Whether it is these characters, whose hash is known. */
  boolean is(int itsHash, char[] buffer, int offset, int length) {
    return hash == itsHash
        && Arrays.equals(chars, 0, chars.length, buffer, offset, offset + length);
  }

  /** The decision that was remembered, if it was made from this snapshot; else null. */
  @Nullable Decision decisionFrom(FlagSnapshot snapshot) {
    return from == snapshot ? decision : null;
  }

  /** Remembers a decision. */
  void remember(FlagSnapshot snapshot, Decision made) {
    from = snapshot;
    decision = made;
  }

  /** Whether it was seen that it may name a slice. */
  boolean isSliceName() {
    return sliceName;
  }

  /** Remembers that it may name a slice. */
  void rememberSliceName() {
    sliceName = true;
  }
}
