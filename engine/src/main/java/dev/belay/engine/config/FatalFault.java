package dev.belay.engine.config;

import java.util.Optional;

/** Nothing more can be read after this fault. Never leaves the package. */
final class FatalFault extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient Optional<Position> position;

  FatalFault(Optional<Position> position, String message) {
    super(message, null, false, false);
    this.position = position;
  }

  Optional<Position> position() {
    return position;
  }

  String text() {
    String message = getMessage();
    return message == null ? "" : message;
  }
}
