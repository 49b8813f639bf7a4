package dev.belay.cli;

import dev.belay.canary.CanaryPolicy;
import dev.belay.plan.RolloutPlan;
import dev.belay.plan.Stage;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code belay replay}: what the controller would have made of recorded traffic. */
@Command(
    name = "replay",
    description = {
      "Runs the controller of a plan on recorded traffic under a virtual clock, and says what it"
          + " decides, when and why.",
    })
final class ReplayCommand implements Callable<Integer> {
  private final Io io;
  private final ReplayTarget.Factory factory;

  @Mixin private PlanOption plan = new PlanOption();

  @Option(
      names = "--observations",
      required = true,
      paramLabel = "FILE",
      description = {
        "CSV in UTF-8 with a header, one row a query in the order of time. A name in .gz is"
            + " decompressed; - is standard input.",
      })
  private String observations = "";

  @Option(
      names = "--shadow",
      description = "Record the arm that was not served as well, as the pair of the one that was.")
  private boolean shadow;

  @Option(
      names = "--from-stage",
      paramLabel = "S",
      description =
          "The stage of the plan's ladder to begin at; where the plan begins if left out.")
  private @Nullable String fromStage;

  @Option(
      names = "--fail-on-revert",
      description = "Exit with 1 if the controller took treatment back by itself.")
  private boolean failOnRevert;

  @Option(
      names = "--json",
      description = "Print one JSON object a line: the decisions, then a summary.")
  private boolean json;

  ReplayCommand(Io io, ReplayTarget.Factory factory) {
    this.io = io;
    this.factory = factory;
  }

  @Override
  public Integer call() {
    plan.requireOneStandardInput(observations);
    RolloutPlan rollout = plan.read(io);
    requireJudgeable(rollout);
    Replay replay = new Replay(rollout, rung(rollout), shadow, factory);
    InputFile input = new InputFile(observations, io);
    Progress progress = new Progress(io, "replaying", input.size(), System::nanoTime);
    new ObservationReader(input, progress).read(replay::serve);
    ReplayResult result = replay.finish();
    if (json) {
      new ReplayJson(io.out()).print(result);
    } else {
      new ReplayText(io.out(), Style.of(io.terminal())).print(rollout, input.place(), result);
    }
    return failOnRevert && result.reverts() > 0 ? ExitCode.NO : ExitCode.OK;
  }

  private void requireJudgeable(RolloutPlan rollout) {
    try {
      CanaryPolicy.requireJudgeable(rollout);
    } catch (IllegalArgumentException e) {
      throw new BadInputException(plan.file(io).place(), String.valueOf(e.getMessage()));
    }
  }

  private OptionalInt rung(RolloutPlan rollout) {
    if (fromStage == null) {
      return OptionalInt.empty();
    }
    List<String> names = rollout.ladder().stream().map(Stage::name).toList();
    int rung = names.indexOf(fromStage);
    if (rung < 0) {
      throw new BadInputException(
          Place.of("--from-stage"),
          Text.quoted(fromStage)
              + " is no stage of the ladder; name one of "
              + Text.printable(String.join(", ", names)));
    }
    return OptionalInt.of(rung);
  }
}
