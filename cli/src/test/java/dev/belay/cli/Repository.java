package dev.belay.cli;

import java.nio.file.Path;

/** Where the checkout is. */
final class Repository {
  private Repository() {}

  /** The directory that holds the README; Maven names it. */
  static Path root() {
    return Path.of(System.getProperty("belay.root", "..")).toAbsolutePath().normalize();
  }
}
