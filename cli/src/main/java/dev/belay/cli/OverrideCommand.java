package dev.belay.cli;

import dev.belay.engine.canary.CommandVerb;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code belay override}: fixes what one repository is served. */
@Command
final class OverrideCommand extends OperationCommand {
  @Option(
      names = "--repository",
      required = true,
      paramLabel = "NAME",
      description = "The targeting key.")
  private String repository = "";

  @Option(
      names = "--variant",
      required = true,
      paramLabel = "V",
      description = "What it is served: treatment, control, or none to let it go.")
  private String variant = "";

  OverrideCommand(Io io) {
    super(io, CommandVerb.OVERRIDE);
  }

  @Override
  String argument() {
    switch (variant) {
      case "treatment", "control", "none" -> {
        return repository + "=" + variant;
      }
      default ->
          throw new BadInputException(
              Place.of("--variant"),
              Text.quoted(variant) + " is no variant; write treatment, control or none");
    }
  }
}
