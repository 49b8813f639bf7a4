package dev.belay.cli;

import dev.belay.engine.canary.CommandVerb;
import dev.belay.engine.canary.RolloutDirectory;
import dev.belay.engine.journal.Command;
import dev.belay.engine.journal.CommandAnswer;
import dev.belay.engine.journal.JournalException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The verbs by which a person tells a rollout what to do: one class, for they differ in a word. */
@CommandLine.Command
class OperationCommand implements Callable<Integer> {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final Io io;
  private final CommandVerb verb;

  @Mixin private DataOption data = new DataOption();

  @Option(
      names = "--reason",
      required = true,
      paramLabel = "TEXT",
      description = "Why, for the journal.")
  private String reason = "";

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  OperationCommand(Io io, CommandVerb verb) {
    this.io = io;
    this.verb = verb;
  }

  /** The command of a verb. */
  static CommandSpec spec(Io io, CommandVerb verb, String description) {
    OperationCommand command =
        verb == CommandVerb.OVERRIDE ? new OverrideCommand(io) : new OperationCommand(io, verb);
    CommandSpec spec = CommandSpec.forAnnotatedObject(command);
    spec.name(verb.word());
    spec.usageMessage().description(description);
    return spec;
  }

  /** What the verb needs besides the rollout. */
  String argument() {
    return "";
  }

  @Override
  public Integer call() {
    if (reason.isBlank()) {
      throw new BadInputException(Place.of("--reason"), "it is blank; say why, for the journal");
    }
    String argument = argument();
    RolloutDirectory directory = data.directory(io);
    String rollout;
    try {
      rollout = data.rollout(directory);
    } catch (JournalException unreadable) {
      if (verb != CommandVerb.STOP) {
        throw unreadable;
      }
      return answered(data.keyOr("all rollouts"), directory.stopPastTheJournal(unreadable));
    }
    Instant now = Instant.now();
    Command command =
        new Command(
            0,
            verb.word(),
            argument,
            reason,
            System.getProperty("user.name", "unknown"),
            now.getEpochSecond() * NANOS_PER_SECOND + now.getNano());
    return answered(rollout, directory.carryOut(rollout, command, InstantSource.system()));
  }

  private int answered(String rollout, CommandAnswer answer) {
    print(rollout, answer);
    return answer.done() ? ExitCode.OK : ExitCode.NO;
  }

  private void print(String rollout, CommandAnswer answer) {
    if (json) {
      new Json(io.out())
          .beginObject()
          .name("rollout")
          .value(rollout)
          .name("command")
          .value(verb.word())
          .name("done")
          .value(answer.done())
          .name("answer")
          .value(answer.sentence())
          .endObject()
          .finish();
    } else {
      io.out()
          .line(
              rollout
                  + ": "
                  + (answer.done() ? "" : "refused: ")
                  + Text.printable(answer.sentence()));
    }
  }
}
