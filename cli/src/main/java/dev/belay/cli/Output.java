package dev.belay.cli;

import java.io.BufferedWriter;
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
final class Output extends Writer {
  private final Writer sink;
  private @Nullable OutputFailedException failure;

  /** Writes to {@code stream}; the stream stays the caller's to close. */
  Output(OutputStream stream) {
    this.sink = new BufferedWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), 1 << 16);
  }

  /** Prints {@code text} and a line feed (on every platform, so that output is comparable). */
  void line(String text) {
    write(text);
    write('\n');
  }

  @Override
  public void write(int character) {
    guarded(() -> sink.write(character));
  }

  @Override
  public void write(String text) {
    guarded(() -> sink.write(text));
  }

  @Override
  public void write(char[] buffer, int offset, int length) {
    guarded(() -> sink.write(buffer, offset, length));
  }

  @Override
  public void flush() {
    guarded(sink::flush);
  }

  /** Whether a write has failed; every further one fails the same way. */
  boolean failed() {
    return failure != null;
  }

  /** Flushes; standard output itself stays open. */
  @Override
  public void close() {
    flush();
  }

  private void guarded(Action action) {
    if (failure != null) {
      throw failure;
    }
    try {
      action.run();
    } catch (IOException e) {
      failure = new OutputFailedException(e);
      throw failure;
    }
  }

  @FunctionalInterface
  private interface Action {
    void run() throws IOException;
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
