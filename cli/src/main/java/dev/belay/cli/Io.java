package dev.belay.cli;

import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * Everything a verb sees of the outside, so that a test can be it.
 *
 * @param in standard input
 * @param out standard output
 * @param err standard error
 * @param terminal what is known about the terminal
 * @param directory what relative file names start from
 */
record Io(InputStream in, Output out, PrintWriter err, Terminal terminal, Path directory) {

  /**
   * The path of a file named on the command line.
   *
   * @throws InvalidPathException if the file system has no such names
   */
  Path path(String name) {
    return directory.resolve(name);
  }
}
