package dev.belay.cli;

import java.util.List;

/** The user's input cannot be used; carries one line for each fault. */
final class BadInputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<String> lines;

  /**
   * One fault.
   *
   * @param place where it stands
   * @param message one sentence: what was wrong, the value, what to do
   */
  BadInputException(Place place, String message) {
    this(List.of(place + ": " + message));
  }

  /** Several faults, each a whole line; at least one. */
  BadInputException(List<String> lines) {
    super(String.join("\n", lines));
    this.lines = List.copyOf(lines);
  }

  List<String> lines() {
    return lines;
  }
}
