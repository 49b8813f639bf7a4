package dev.belay.cli;

import picocli.CommandLine.Option;

/** The option that names a rollout plan. */
final class PlanOption {
  @Option(
      names = {"-f", "--file"},
      required = true,
      paramLabel = "PLAN",
      description = "The rollout plan, YAML or JSON; - is standard input.")
  private String file = "";

  /** The file as the user named it. */
  InputFile file(Io io) {
    return new InputFile(file, io);
  }

  /** Refuses to read two files from one standard input. */
  void requireOneStandardInput(String other) {
    if (file.equals("-") && other.equals("-")) {
      throw new BadInputException(
          Place.of("<stdin>"), "only one file can be standard input; name the other");
    }
  }
}
