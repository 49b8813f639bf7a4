package dev.belay.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Standard output: UTF-8, buffered, and a failure of it is never overlooked. A {@code PrintStream}
 * swallows failures, so a full disk would look like success. Not thread-safe.
 */
final class Output {
  private final Writer sink;
  private final char[] buffer = new char[1 << 14];
  private int used;
  private @Nullable OutputFailedException failure;

  /** Writes to {@code stream}; the stream stays the caller's to close. */
  Output(OutputStream stream) {
    this.sink = new OutputStreamWriter(stream, StandardCharsets.UTF_8);
  }

  /** Prints {@code text} and a line feed (on every platform, so that output is comparable). */
  void line(String text) {
    write(text);
    write('\n');
  }

  /** Prints one character. */
  void write(char character) {
    if (used == buffer.length) {
      drain();
    }
    buffer[used++] = character;
  }

  /** Prints a text. */
  void write(String text) {
    for (int from = 0; from < text.length(); ) {
      if (used == buffer.length) {
        drain();
      }
      int to = from + Math.min(text.length() - from, buffer.length - used);
      text.getChars(from, to, buffer, used);
      used += to - from;
      from = to;
    }
  }

  /** Hands everything printed so far to the operating system. */
  void flush() {
    drain();
    try {
      sink.flush();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** Whether standard output has failed; then every further use of it fails the same way. */
  boolean failed() {
    return failure != null;
  }

  private void drain() {
    if (failure != null) {
      throw failure;
    }
    try {
      sink.write(buffer, 0, used);
      used = 0;
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private OutputFailedException failed(IOException cause) {
    OutputFailedException failed = new OutputFailedException(cause);
    failure = failed;
    return failed;
  }

  /** Standard output cannot be written any more. */
  static final class OutputFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OutputFailedException(IOException cause) {
      super("standard output cannot be written: " + cause.getMessage(), cause);
    }

    /** The reader went away, as {@code head} does once it has seen enough. */
    boolean brokenPipe() {
      String message = String.valueOf(getCause()).toLowerCase(Locale.ROOT);
      return message.contains("broken pipe") || message.contains("pipe is being closed");
    }
  }
}
