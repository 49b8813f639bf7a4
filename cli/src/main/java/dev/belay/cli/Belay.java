package dev.belay.cli;

import dev.belay.engine.canary.CommandVerb;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The {@code belay} command: parses the arguments, runs the verb, answers with its exit code. */
@Command(
    name = "belay",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = Version.class,
    description = "Rolls a risky change out step by step and takes it back when it hurts.",
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n",
    optionListHeading = "%nOptions:%n",
    parameterListHeading = "%nParameters:%n",
    footer = {
      "",
      "Exit codes: 0 fine, 1 the answer is \"no\", 2 bad usage or bad input.",
    })
public final class Belay {
  private static final int USAGE_WIDTH = 100;
  private static final Logger CONTROLLER_LOG = Logger.getLogger("dev.belay.canary");

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "On an internal error, print where in Belay it happened.")
  private boolean debug;

  private Belay() {}

  /**
   * Runs one command and ends the process with its exit code.
   *
   * @param args the arguments as the shell passed them
   */
  public static void main(String[] args) {
    // What the controller would log, a verb answers: standard error is for faults of the command.
    CONTROLLER_LOG.setLevel(Level.OFF);
    Output out = new Output(new FileOutputStream(FileDescriptor.out));
    PrintWriter err =
        new PrintWriter(
            new OutputStreamWriter(
                new FileOutputStream(FileDescriptor.err), StandardCharsets.UTF_8),
            true);
    Terminal terminal = Terminal.detect(System.getProperties(), System.getenv());
    System.exit(run(new Io(System.in, out, err, terminal, Path.of("")), args));
  }

  /**
   * Runs one command. Never throws.
   *
   * @return the exit code
   */
  static int run(Io io, String... args) {
    return run(io, ControllerTarget::start, args);
  }

  /**
   * Runs one command with a controller for replays of the caller's. Never throws.
   *
   * @return the exit code
   */
  static int run(Io io, ReplayTarget.Factory controllers, String... args) {
    Belay belay = new Belay();
    Failures failures = new Failures(io, () -> belay.debug);
    try {
      StringWriter help = new StringWriter();
      int exitCode =
          commandLine(belay, io, controllers, failures)
              .setOut(new PrintWriter(help, true))
              .execute(args);
      if (!io.out().failed()) {
        io.out().write(help.toString());
        io.out().flush();
      }
      return exitCode;
    } catch (RuntimeException | Error e) {
      return failures.report(e);
    } finally {
      io.err().flush();
    }
  }

  private static CommandLine operation(Io io, CommandVerb verb, String description) {
    return new CommandLine(OperationCommand.spec(io, verb, description));
  }

  private static CommandLine commandLine(
      Belay belay, Io io, ReplayTarget.Factory controllers, Failures failures) {
    CommandLine commandLine = new CommandLine(belay);
    commandLine
        .addSubcommand(new InitCommand(io))
        .addSubcommand(new ValidateCommand(io))
        .addSubcommand(new BucketCommand(io))
        .addSubcommand(new CalibrationCommand(io))
        .addSubcommand(new ReplayCommand(io, controllers))
        .addSubcommand(new SimulateCommand(io))
        .addSubcommand(new StatusCommand(io))
        .addSubcommand(operation(io, CommandVerb.PROMOTE, "Takes a rollout one rung up."))
        .addSubcommand(operation(io, CommandVerb.ROLLBACK, "Takes a rollout one rung down."))
        .addSubcommand(
            operation(io, CommandVerb.STOP, "Puts everybody on control until a person resets."))
        .addSubcommand(
            operation(
                io,
                CommandVerb.RESET,
                "Closes the breaker and releases the daily latch: the rollout starts again."))
        .addSubcommand(operation(io, CommandVerb.HOLD, "Keeps a rollout on its rung."))
        .addSubcommand(operation(io, CommandVerb.RESUME, "Lets a rollout climb again after hold."))
        .addSubcommand(operation(io, CommandVerb.OVERRIDE, "Fixes what one repository is served."))
        .addSubcommand(
            new CommandLine(new AuditCommand()).addSubcommand(new AuditVerifyCommand(io)));
    // The settings reach the verbs added so far only.
    return commandLine
        .setErr(io.err())
        .setColorScheme(
            CommandLine.Help.defaultColorScheme(
                io.terminal().color() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF))
        .setExpandAtFiles(false)
        .setUsageHelpAutoWidth(false)
        .setUsageHelpWidth(USAGE_WIDTH)
        .setParameterExceptionHandler(failures)
        .setExecutionExceptionHandler(failures);
  }
}
