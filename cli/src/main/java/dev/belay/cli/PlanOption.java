package dev.belay.cli;

import dev.belay.engine.attest.PlanFingerprint;
import dev.belay.engine.config.Finding;
import dev.belay.engine.config.PlanReader;
import dev.belay.engine.config.PlanResult;
import dev.belay.plan.RolloutPlan;
import picocli.CommandLine.Option;

/** The option that names a rollout plan, and how the plan is read. */
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

  /** Reads the plan, faults and all; a file that cannot be read at all is bad input. */
  PlanResult result(Io io) {
    String remedy = "a plan cannot be split, so make it shorter: fewer overrides or comments";
    return PlanReader.standard().read(file(io).readAll(PlanReader.MAX_BYTES, remedy));
  }

  /**
   * Reads a plan that has to be valid; its warnings go to standard error.
   *
   * @throws BadInputException with every fault of it
   */
  RolloutPlan read(Io io) {
    PlanResult result = result(io);
    if (result instanceof PlanResult.Invalid invalid) {
      throw invalid(io, invalid);
    }
    warn(io, result);
    return ((PlanResult.Valid) result).plan();
  }

  /** The faults of a plan as bad input. */
  BadInputException invalid(Io io, PlanResult.Invalid invalid) {
    return new BadInputException(
        invalid.faults().stream().map(fault -> line(io, fault, "")).toList());
  }

  /** Prints the warnings. */
  void warn(Io io, PlanResult result) {
    for (Finding warning : result.warnings()) {
      io.err().println("belay: " + line(io, warning, "warning: "));
    }
  }

  /** The fingerprint of a plan as its first revision: a file does not know how often it changed. */
  static String fingerprint(RolloutPlan plan) {
    return PlanFingerprint.of(plan, 1).toString();
  }

  private String line(Io io, Finding finding, String kind) {
    InputFile input = file(io);
    Place place =
        finding
            .position()
            .map(position -> input.place(position.line(), position.column()))
            .orElse(input.place());
    return place + ": " + kind + Text.printable(finding.message());
  }
}
