package dev.belay.cli;

import dev.belay.engine.journal.DirectoryHeldException;
import dev.belay.engine.journal.JournalException;
import java.util.function.BooleanSupplier;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Turns whatever ended a verb into lines on standard error and an exit code. */
final class Failures implements IParameterExceptionHandler, IExecutionExceptionHandler {
  private final Io io;
  private final BooleanSupplier debug;

  Failures(Io io, BooleanSupplier debug) {
    this.io = io;
    this.debug = debug;
  }

  @Override
  public int handleParseException(ParameterException exception, String[] args) {
    CommandLine command = exception.getCommandLine();
    line(Text.printable(Usage.sentence(exception)));
    io.err().println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    return ExitCode.BAD_INPUT;
  }

  @Override
  public int handleExecutionException(
      Exception exception, CommandLine commandLine, ParseResult parseResult) {
    return report(exception);
  }

  /** Says what happened; returns the exit code. */
  int report(Throwable thrown) {
    if (thrown instanceof BadInputException badInput) {
      badInput.lines().forEach(this::line);
      return ExitCode.BAD_INPUT;
    }
    if (thrown instanceof DirectoryHeldException held) {
      line(String.valueOf(held.getMessage()));
      return ExitCode.BAD_INPUT;
    }
    if (thrown instanceof JournalException journal) {
      line(String.valueOf(journal.getMessage()));
      return trace(journal);
    }
    if (thrown instanceof Output.OutputFailedException output) {
      return outputFailed(output);
    }
    if (thrown instanceof OutOfMemoryError) {
      line("the Java heap is too small for this input; give it more, such as java -Xmx4g");
    } else {
      line("internal error: " + thrown + (debug.getAsBoolean() ? "" : " (--debug says where)"));
    }
    return trace(thrown);
  }

  private int outputFailed(Output.OutputFailedException failed) {
    if (failed.brokenPipe()) {
      return ExitCode.BROKEN_PIPE;
    }
    line(failed.getMessage() + "; free the place it goes to and run the command again");
    return trace(failed);
  }

  private int trace(Throwable thrown) {
    if (debug.getAsBoolean()) {
      thrown.printStackTrace(io.err());
    }
    return ExitCode.INTERNAL;
  }

  private void line(String message) {
    io.err().println("belay: " + message);
  }
}
