package dev.belay.engine.config;

import java.util.Optional;

/**
 * One thing to say about a configuration file: a fault, or a warning.
 *
 * @param path where in the configuration, for example {@code spec.ladder[1].percent}; empty for the
 *     file as a whole
 * @param position where in the file, if it is known
 * @param value the offending value as it was written, shortened; empty where there is none
 * @param message one sentence: the path, the value, what would be valid
 */
public record Finding(
    String path, Optional<Position> position, Optional<String> value, String message) {

  /**
   * The sentence with its place in front, for example {@code line 9, column 14: spec.lease is …}.
   */
  @Override
  public String toString() {
    return position.map(place -> place + ": " + message).orElse(message);
  }
}
