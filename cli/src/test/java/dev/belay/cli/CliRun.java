package dev.belay.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * One run of the command line in this process, in a directory of its own.
 *
 * @param exitCode what the process would have exited with
 * @param out standard output
 * @param err standard error
 */
record CliRun(int exitCode, String out, String err) {

  /** Runs {@code belay} with arguments. */
  static CliRun in(Path directory, String... args) {
    return in(directory, new byte[0], Terminal.NONE, args);
  }

  /** Runs {@code belay} with arguments, standard input and a terminal. */
  static CliRun in(Path directory, byte[] stdin, Terminal terminal, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    StringWriter err = new StringWriter();
    int exitCode = run(directory, stdin, terminal, out, err, args);
    return new CliRun(exitCode, out.toString(StandardCharsets.UTF_8), err.toString());
  }

  /** Runs {@code belay} with a controller of the test's for replays. */
  static CliRun with(ReplayTarget.Factory controllers, Path directory, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    StringWriter err = new StringWriter();
    Io io = io(directory, new byte[0], Terminal.NONE, out, err);
    int exitCode = Belay.run(io, controllers, args);
    return new CliRun(exitCode, out.toString(StandardCharsets.UTF_8), err.toString());
  }

  /** Runs {@code belay} with a standard output of the caller's; returns the exit code. */
  static int run(
      Path directory,
      byte[] stdin,
      Terminal terminal,
      OutputStream out,
      StringWriter err,
      String... args) {
    return Belay.run(io(directory, stdin, terminal, out, err), args);
  }

  private static Io io(
      Path directory, byte[] stdin, Terminal terminal, OutputStream out, StringWriter err) {
    return new Io(
        new ByteArrayInputStream(stdin),
        new Output(out),
        new PrintWriter(err),
        terminal,
        directory);
  }

  /** The lines of standard error. */
  List<String> errLines() {
    return err.lines().toList();
  }

  /** Writes a file in UTF-8. */
  static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
